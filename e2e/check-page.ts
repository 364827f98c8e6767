import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { desktop, phone } from "./browser.js";
import type { Visitor } from "./visitor.js";

const wcag22AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

/**
 * Looks at the page on show at both sizes: it has a title of its own, does not scroll sideways, has finished loading
 * and breaks no rule of WCAG 2.2 AA that a program can check. The window has its own size again afterwards.
 */
export async function checkPage({ page }: Visitor, what: string): Promise<void> {
  const own = page.viewportSize() ?? desktop;
  for (const size of own.width === phone.width ? [desktop, phone] : [phone, desktop]) {
    await page.setViewportSize(size);
    const where = `${what} at ${size.width} px`;
    await expect.poll(() => page.title(), { message: where, timeout: 30_000 }).toMatch(/^.+ · Consilium$/);
    await page.locator(".c-loading").first().waitFor({ state: "detached" });
    expect.soft(await overhanging(page), `${where}: scrolls sideways`).toEqual([]);
    expect.soft(await violations(page), where).toEqual([]);
  }
}

/** When the page scrolls sideways, what reaches over its right edge. */
async function overhanging(page: Page): Promise<string[]> {
  // The page lays itself out anew for its new width.
  await page
    .waitForFunction(
      () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
      undefined,
      { timeout: 5000 },
    )
    .catch(() => undefined);
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > clientWidth)
      .map(({ tagName, className, id }) => `${tagName} #${id} .${className}`);
  });
}

/** One line a broken rule and place. */
async function violations(page: Page): Promise<string[]> {
  // What a bar that stays in place happens to cover where the page was left scrolled to is no fault of either.
  await page.evaluate(() => scrollTo(0, 0));
  // Legacy mode: no page of ours has frames, for whose sake the newer one opens a second window at each call. What is in order
  // is not brought over from the browser.
  const { violations: broken } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ runOnly: wcag22AA, resultTypes: ["violations"] })
    .analyze();
  return broken.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary ?? ""}`),
  );
}
