import { chromium } from "playwright-core";
import { expect, inject, test } from "vitest";
import { type Doors, openDoors } from "./visitor.js";

/** A test that walks through the pages as somebody; no page may complain in its console. */
export const journey = test.extend<{ doors: Doors }>({
  doors: async ({}, use) => {
    const browser = await chromium.connect(inject("browserEndpoint"));
    const doors = openDoors(browser, inject("serverUrl"));
    try {
      await use(doors);
      expect(await doors.close()).toEqual([]);
    } finally {
      await browser.close();
    }
  },
});
