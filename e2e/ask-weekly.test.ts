import { expect } from "vitest";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";

journey(
  "a question is answered, widened where nothing is shown, and opened into its cases",
  async ({ doors }) => {
    const manager = await doors.enterAs({ role: "quality", institution: "云溪县人民医院" });
    const page = manager.page;
    await page.goto("/quality/ask");
    const box = page.getByLabel("问题", { exact: true });
    // Nobody in Tibet asks this hospital's questions: there is no figure, and a way on.
    await box.fill("西藏知情同意在案率");
    await page.getByRole("button", { name: "提问", exact: true }).click();
    await page.getByText("这段时间没有这样的会诊").waitFor();
    await checkPage(manager, "a question without an answer");
    await page.getByRole("button", { name: /^不限 西藏/ }).click();
    await expect.poll(() => box.inputValue()).toBe("知情同意在案率");
    await page.getByText(/^\d+ \/ \d+，未完成 \d+$/).waitFor();
    await page
      .getByRole("group", { name: "查看病例" })
      .getByRole("button", { name: "达到", exact: true })
      .click();
    await page
      .getByRole("link", { name: /\d{4}-\d{6}/ })
      .first()
      .waitFor();
    await checkPage(manager, "a question with its cases");
  },
);

journey("the weekly page is read, sent to oneself, and no longer wanted", async ({ doors }) => {
  const office = await doors.enterAs({ role: "medical_affairs", institution: "云溪县人民医院" });
  const page = office.page;
  await page.goto("/quality/weekly");
  await page.getByRole("article").waitFor();
  await checkPage(office, "weekly page");
  await page.getByText("English", { exact: true }).click();
  await expect.poll(() => page.getByRole("article").innerText()).toMatch(/[A-Za-z]{4}/);
  await page.getByRole("button", { name: "现在发给我" }).click();
  await page
    .getByText(/^已发出/)
    .first()
    .waitFor();
  const wanted = page.getByRole("switch");
  const before = await wanted.getAttribute("aria-checked");
  await wanted.click();
  await expect.poll(() => wanted.getAttribute("aria-checked")).not.toBe(before);
  await page.reload();
  await expect.poll(() => page.getByRole("switch").getAttribute("aria-checked")).not.toBe(before);
});
