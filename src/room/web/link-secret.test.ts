import { afterEach, expect, test, vi } from "vitest";
import { secretOfLink } from "./link-secret.js";

afterEach(() => vi.unstubAllGlobals());

test("the secret leaves the address at once, and is still known when the page is drawn again", () => {
  const address = { hash: "#s3cret", pathname: "/guest/" };
  vi.stubGlobal("location", address);
  vi.stubGlobal("history", {
    replaceState: (_state: unknown, _title: string, url: string) => {
      expect(url).toBe("/guest/");
      address.hash = "";
    },
  });
  expect(secretOfLink()).toBe("s3cret");
  expect(address.hash).toBe("");
  expect(secretOfLink()).toBe("s3cret");
  address.hash = "#another";
  expect(secretOfLink()).toBe("another");
});
