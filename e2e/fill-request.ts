import type { Page } from "playwright-core";
import type { Visitor } from "./visitor.js";

const vitals = {
  "收缩压 mmHg": "98",
  "舒张压 mmHg": "62",
  "心率 次/分": "112",
  "呼吸 次/分": "22",
  "血氧饱和度 %": "96",
  "体温 ℃": "37.8",
};

const pancreatitis = {
  summary:
    "患者饮酒后上腹剧痛 6 小时，向腰背部放射，伴恶心、呕吐 4 次。既往胆囊结石。血淀粉酶 1860 U/L，" +
    "CT 示胰腺肿胀、胰周渗出。已禁食、补液 1500 ml，尿量偏少。",
  diagnosis: { typed: "急性胰腺炎", entry: "K85.900" },
  specialty: { typed: "消化", entry: "消化内科" },
};

/**
 * Types a request of level II into the open form: experts off duty are asked as well, so it finds one at any hour. Without
 * a case of its own it is an acute pancreatitis for 消化内科; `specialty` null names no department.
 */
export async function fillRequest(
  { page }: Visitor,
  request: { question: string; patient: string; isSigned: boolean } & Partial<{
    summary: string;
    diagnosis: { typed: string; entry: string };
    specialty: { typed: string; entry: string } | null;
  }>,
): Promise<void> {
  const { summary, diagnosis, specialty } = { ...pancreatitis, ...request };
  await page.getByLabel("想请专家回答什么？").fill(request.question);
  await page.getByLabel("姓名", { exact: true }).fill(request.patient);
  await page.getByLabel("年龄", { exact: true }).fill("52");
  await page.getByRole("radio", { name: "男", exact: true }).check();
  await page.getByLabel("病情摘要").fill(summary);
  for (const [label, value] of Object.entries(vitals)) await page.getByLabel(label).fill(value);
  await choose(page, "意识状态", { entry: "清醒" });
  await choose(page, "正在吸氧", { entry: "否" });
  await choose(page, "添加诊断", diagnosis);
  if (specialty !== null) await choose(page, "希望的科室", specialty);
  if (request.isSigned) await page.getByRole("checkbox", { name: /签署人已阅读/ }).check();
}

/** Opens a list, types into it when told what, and takes the entry that shows the text. */
export async function choose(
  page: Page,
  label: string,
  what: { typed?: string; entry: string },
): Promise<void> {
  const field = page.getByRole("combobox", { name: label, exact: true });
  if (what.typed === undefined) await field.click();
  else await field.fill(what.typed);
  await page.locator(".ant-select-item-option:visible").filter({ hasText: what.entry }).first().click();
}
