import { expect } from "vitest";
import type { BatchDetail, BatchView, ImpactView } from "../src/incentives/api.js";
import { phone } from "./browser.js";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";
import { ask } from "./visitor.js";

const thisMonth = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);

journey("two hospitals settle a month, with a line that is contested", async ({ doors }) => {
  const payer = await doors.enterAs({ role: "medical_affairs", institution: "云溪县人民医院" });
  const page = payer.page;
  await page.goto("/settlements");
  await page.getByRole("table", { name: "结算月列表" }).waitFor();
  await checkPage(payer, "months of settlement");
  const { items } = await ask<{ items: BatchView[] }>(payer, "/api/settlements?status=accruing");
  const batch = items.find((one) => one.month < thisMonth() && one.payerName === "云溪县人民医院");
  if (!batch) throw new Error("the demonstration has no month to close");
  const path = `/settlements/${batch.id}`;
  const act = async (visitor: typeof payer, name: string, reference?: string): Promise<void> => {
    await visitor.page.getByRole("button", { name, exact: true }).click();
    const dialog = visitor.page.getByRole("dialog", { name });
    if (reference !== undefined) await dialog.getByLabel("银行流水号").fill(reference);
    await dialog.getByRole("button", { name, exact: true }).click();
    await dialog.waitFor({ state: "detached" });
  };

  await page.goto(path);
  await act(payer, "关账");
  await page.getByText("已关账，待审批").waitFor();
  const lines = page.getByRole("table", { name: "收费明细" });
  await lines
    .getByText(/\d{4}-\d{6}/)
    .first()
    .click();
  await lines
    .getByText(/依据：/)
    .first()
    .waitFor();
  await checkPage(payer, "a month of settlement");
  await lines
    .getByRole("button", { name: /^提出异议/ })
    .first()
    .click();
  const objection = page.getByRole("dialog", { name: /提出异议/ });
  await objection.getByRole("textbox").fill("该例时长与登记不符，请核对");
  // Looked at on both screens, as when a phone is turned: what was typed stays.
  await checkPage(payer, "an objection being written");
  await objection.getByRole("button", { name: "提出异议" }).click();
  await page
    .getByRole("list", { name: "异议" })
    .getByText(/请核对/)
    .waitFor();

  const payee = await doors.enterAs({ role: "medical_affairs", institution: batch.payeeName });
  await payee.page.goto(path);
  await payee.page.getByRole("button", { name: "处理异议" }).click();
  const answer = payee.page.getByRole("dialog", { name: "处理异议" });
  await answer.getByRole("radio", { name: "维持收费" }).check();
  await answer.getByRole("textbox").fill("已核对会诊记录，时长无误");
  await answer.getByRole("button", { name: "处理异议" }).click();
  await act(payee, "审批");
  await page.reload();
  await act(payer, "审批");
  await page.getByRole("link", { name: "银行付款文件" }).waitFor();
  await act(payer, "登记付款", "2026-ABC-778");
  await page.getByText("流水号 2026-ABC-778").waitFor();
  await payee.page.reload();
  await act(payee, "登记劳务发放");
  const after = await ask<BatchDetail>(payee, `/api${path}`);
  expect(after.batch.status).toBe("paid");
  expect(after.batch.payrollAt).not.toBeNull();
  expect(after.disputes).toMatchObject([{ status: "upheld" }]);
});

journey("an expert reads on his phone what he earned, and his half-yearly report", async ({ doors }) => {
  const expert = await doors.enterAs({ role: "expert", institution: "之江医科大学附属第一医院" }, phone);
  const page = expert.page;
  await page.goto("/mine");
  await page.getByRole("region", { name: "会诊劳务" }).waitFor();
  await checkPage(expert, "one's own page");
  await page.getByRole("link", { name: "打开半年报告" }).click();
  await page.getByRole("region", { name: "与同行比较" }).waitFor();
  await page.getByRole("region", { name: "患者后来怎样" }).waitFor();
  await checkPage(expert, "half-yearly report");
  const report = await ask<ImpactView>(expert, "/api/mine/impact");
  await page.getByText(`${report.cases} 例会诊`).waitFor();
  const paper = await expert.context.request.get(`/api/mine/impact.pdf?half=${report.half}`);
  expect(paper.headers()["content-type"]).toBe("application/pdf");
});
