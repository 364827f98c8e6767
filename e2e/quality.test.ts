import { expect } from "vitest";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";

journey("quality management sees how the consultations go, and reads one", async ({ doors }) => {
  const manager = await doors.enterAs({ role: "quality", institution: "云溪县人民医院" });
  const page = manager.page;
  const figures = page.getByLabel("主要指标");
  await figures.waitFor();
  // A share says what it is a share of.
  await expect.poll(() => figures.innerText()).toMatch(/采纳率\s+\d+%\s+\d+ \/ \d+ 例有处置/);
  await checkPage(manager, "quality overview");

  const months = page.getByRole("table", { name: /每月提交、结案与采纳/ }).getByRole("row");
  const wholeHistory = await months.count();
  await page.getByText("3 个月", { exact: true }).click();
  await expect.poll(() => months.count()).toBeLessThan(wholeHistory);
  await figures
    .getByText(/^占提交 \d+ 例$/)
    .first()
    .waitFor();

  const recent = page.getByRole("table", { name: "最近结案的会诊" });
  const number = await recent.getByRole("link").first().innerText();
  await recent.getByRole("link").first().click();
  await page.getByText(number).first().waitFor();
  await page.getByText("签名有效").waitFor();
  await page.getByRole("region", { name: "采纳情况" }).waitFor();
  await checkPage(manager, "closed case as quality sees it");
});
