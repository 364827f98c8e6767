import { expect } from "vitest";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";
import { messyList, readRows } from "./messy-list.js";

journey("the operator brings in a messy list and answers what it asks", async ({ doors }) => {
  const operator = await doors.enterAs({ role: "operator" });
  const page = operator.page;
  await page.getByRole("table", { name: "专家列表" }).waitFor();
  await checkPage(operator, "expert directory");
  await page.getByRole("button", { name: "导入专家" }).click();
  await page
    .getByText("还没有导入过名单")
    .or(page.getByRole("table", { name: "历次导入列表" }))
    .waitFor();
  await checkPage(operator, "import");

  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "选择文件" }).click();
  await (
    await choosing
  ).setFiles({
    name: "专家名单.xlsx",
    mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    buffer: await messyList("之江医科大学附属第一医院"),
  });

  // The preview: what each column is, what will be asked, what is wrong in which row.
  await page.getByRole("heading", { name: "专家名单.xlsx" }).waitFor();
  const counts = page.getByLabel("按结果统计");
  await expect.poll(() => counts.innerText()).toMatch(/退回\s+2/);
  await page.getByRole("button", { name: "查看全部列" }).click();
  const columns = page.getByRole("list", { name: "列与内容的对应" }).getByRole("listitem");
  expect(await columns.filter({ hasText: "技术职称" }).innerText()).toContain("已认出");
  await page.getByRole("region", { name: "会询问的科室名称" }).getByText("心脏科").waitFor();
  const problems = page.getByRole("table", { name: "逐行问题列表" });
  await problems.getByRole("row").filter({ hasText: "退回" }).first().waitFor();
  expect(await problems.getByRole("row").filter({ hasText: "退回" }).count()).toBe(2);
  await checkPage(operator, "preview of an import");

  await page.getByRole("button", { name: /^导入 \d+ 行$/ }).click();
  await page.getByRole("heading", { name: "导入完成" }).waitFor();
  await checkPage(operator, "finished import");
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "下载退回的行（Excel）" }).click();
  const rejected = await readRows(await (await downloading).createReadStream());
  expect(rejected).toHaveLength(3);
  expect(rejected.flat().join(" ")).toContain("甘若水");

  // The question it left is answered by keyboard, and taken back again.
  await page.getByRole("link", { name: /^去核对/ }).click();
  const names = page.getByRole("list", { name: "待核对名称" });
  const asked = names.getByRole("listitem").filter({ hasText: "心脏科" }).first();
  await asked.waitFor();
  await checkPage(operator, "names to review");
  const place = Number(await asked.getAttribute("data-list-index"));
  for (let step = 0; step <= place; step++) await page.keyboard.press("j");
  await page.keyboard.press("1");
  await asked.getByRole("button", { pressed: true }).waitFor();
  await page.keyboard.press("a");
  await page
    .getByRole("status")
    .getByText(/^“心脏科” → /)
    .waitFor();
  await asked.waitFor({ state: "detached" });
  const decided = page.getByRole("region", { name: "最近处理" });
  await decided.getByText("心脏科").first().waitFor();
  await page.keyboard.press("u");
  await asked.waitFor();
});
