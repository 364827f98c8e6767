import { expect } from "vitest";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";
import { listOfOpenNames } from "./messy-list.js";

/** Names of the list below that nobody can read: two departments and four diseases. */
const asked = 6;

journey("operator clears the review queue by keyboard", async ({ doors }) => {
  const operator = await doors.enterAs({ role: "operator" });
  const page = operator.page;
  await page.getByRole("table", { name: "专家列表" }).waitFor();
  await page.getByRole("button", { name: "导入专家" }).click();
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "选择文件" }).click();
  await (
    await choosing
  ).setFiles({
    name: "待核对名单.xlsx",
    mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    buffer: await listOfOpenNames("之江医科大学附属第一医院"),
  });
  await page.getByRole("heading", { name: "待核对名单.xlsx" }).waitFor();
  await page.getByRole("button", { name: /^导入 \d+ 行$/ }).click();
  await page.getByRole("heading", { name: "导入完成" }).waitFor();
  await page.getByRole("link", { name: /^去核对/ }).click();

  const names = page.getByRole("list", { name: "待核对名称" }).locator(":scope > li");
  await names.first().waitFor();
  await checkPage(operator, "names to review, of several kinds");

  // Only the names of this list, found by the characters they share.
  await page.keyboard.press("/");
  await page.keyboard.type("星野");
  await expect.poll(() => names.count()).toBe(asked);
  await page.keyboard.press("Enter");

  for (let left = asked; left > 1; left--) {
    const first = names.first();
    await first.getByRole("heading", { name: "出现在" }).waitFor();
    const hasCandidate = (await first.locator(".c-choice").count()) > 0;
    if (hasCandidate) {
      await page.keyboard.press("1");
      await first.getByRole("button", { pressed: true }).waitFor();
      await page.keyboard.press("a");
    } else await page.keyboard.press("s");
    await expect.poll(() => names.count()).toBe(left - 1);
  }

  // The last answer is taken back by a key, and the name is asked again.
  await page.keyboard.press("u");
  await expect.poll(() => names.count()).toBe(2);
});
