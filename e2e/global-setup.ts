import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { browserOptions } from "./browser.js";
import { startSeededServer } from "./seeded-server.js";

declare module "vitest" {
  interface ProvidedContext {
    serverUrl: string;
    browserEndpoint: string;
  }
}

/** One seeded server and one browser for all journeys. E2E_URL names a demo server that runs already. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env.E2E_URL;
  const [server, browser] = await Promise.all([
    running ? { url: running, stop: () => Promise.resolve() } : startSeededServer(),
    chromium.launchServer(await browserOptions()),
  ]);
  project.provide("serverUrl", server.url);
  project.provide("browserEndpoint", browser.wsEndpoint());
  return async () => {
    await Promise.all([browser.close(), server.stop()]);
  };
}
