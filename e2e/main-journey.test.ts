import { expect } from "vitest";
import type { SearchView } from "../src/dispatch/api.js";
import { phone } from "./browser.js";
import { checkPage } from "./check-page.js";
import { fillRequest } from "./fill-request.js";
import { journey } from "./journey.js";
import { ask, openedAt } from "./visitor.js";

const question = "急性胰腺炎合并低血压，是否需要立即转诊？转运前如何复苏？";

journey("a county doctor asks, an expert answers, and the doctor says what came of it", async ({ doors }) => {
  const doctor = await doors.enterAs({ role: "requester", institution: "云溪县人民医院", post: "外科" });
  const page = doctor.page;
  await page.getByRole("heading", { name: "我的申请" }).waitFor();
  await checkPage(doctor, "my cases");

  // The form: what is typed is kept, judged while it is typed, and what is missing is named.
  await page.getByRole("button", { name: "新建会诊申请" }).first().click();
  await fillRequest(doctor, { question, patient: "计春生", isSigned: false });
  const triage = page.getByRole("region", { name: "分诊预览" });
  await triage.getByTitle("紧急程度 II 级：急重").first().waitFor();
  await page
    .getByText(/^已保存 \d\d:\d\d$/)
    .first()
    .waitFor();
  const send = page.getByRole("button", { name: "提交会诊申请" });
  expect(await send.isDisabled()).toBe(true);
  await page.getByRole("button", { name: "请记录患者（或监护人、近亲属）的知情同意" }).click();
  await page.getByRole("checkbox", { name: /签署人已阅读/ }).check();
  await page.getByText("必填项已齐，可以提交。").waitFor();
  await checkPage(doctor, "request form");
  await page.reload();
  await expect.poll(() => page.getByLabel("想请专家回答什么？").inputValue()).toBe(question);
  await send.click();

  // The case: level with its grounds, who is asked, and why this one.
  await page.getByRole("heading", { name: question }).waitFor();
  const caseId = new URL(page.url()).pathname.split("/")[2] ?? "";
  const opened = await openedAt(page);
  await page
    .getByText(/^正在等.+应答$/)
    .first()
    .waitFor();
  const ranking = page.getByRole("region", { name: "专家匹配" });
  await ranking.getByRole("listitem").first().waitFor();
  await page.getByText("系统判断").waitFor();
  await checkPage(doctor, "case that looks for an expert");

  // The expert, on his phone.
  const { offers } = await ask<SearchView>(doctor, `/api/cases/${caseId}/search`);
  const asked = offers.find(({ status }) => status === "sent" || status === "seen");
  if (!asked) throw new Error("nobody is being asked");
  const expert = await doors.enterAs(
    { role: "expert", name: asked.expertName, institution: asked.institutionName },
    phone,
  );
  const offer = expert.page.getByRole("article", { name: question });
  await offer.getByText("为什么请您").waitFor();
  await checkPage(expert, "offers");
  await page.getByText("对方已查看").waitFor();
  await offer.getByRole("button", { name: "接诊", exact: true }).click();
  await page.getByText(`${asked.expertName}已接诊`).waitFor();

  await expert.page.getByRole("button", { name: "书写意见" }).click();
  await expert.page.getByLabel("问题回应").fill("需要转诊，但应先在当地完成液体复苏，血压稳定后转运。");
  await expert.page.getByLabel("结论").fill("中度重症急性胰腺炎，低血容量可能性大，把握较高。");
  await expert.page
    .getByLabel("建议")
    .fill("平衡液目标导向复苏，监测尿量与乳酸；禁食，镇痛；转运前复查血气。");
  await expert.page.getByText(/^已保存 \d\d:\d\d$/).waitFor();
  await checkPage(expert, "opinion being written");
  await page.getByText("正在书写意见").waitFor();
  await expert.page.getByRole("button", { name: "签发" }).click();
  const paper = expert.page.getByRole("dialog", { name: "签发会诊意见" });
  await paper.getByText(question).waitFor();
  await checkPage(expert, "opinion before the signature");
  await paper.getByRole("button", { name: "确认签发" }).click();
  await expert.page.getByText("签名有效").waitFor();

  // The doctor's page has followed all along, and asks for the last word.
  await page.getByRole("heading", { name: "采纳情况" }).waitFor();
  await page.getByText("中度重症急性胰腺炎，低血容量可能性大，把握较高。").waitFor();
  await checkPage(doctor, "case with a signed opinion");
  // The expert's open page asks for the case once more, and may not any longer.
  expert.expected.push(new RegExp(`^40[34] /api/cases/${caseId}(/opinion|/conversation|/panel)?$`));
  await page.getByRole("radio", { name: "部分采纳" }).check();
  await page.getByRole("button", { name: "提交并结案" }).click();
  await page.getByText("部分采纳或未采纳时请写明理由").waitFor();
  await page.getByRole("textbox", { name: "理由" }).fill("已按意见复苏；患者家属要求留在本院继续治疗。");
  await page.getByRole("button", { name: "提交并结案" }).click();
  await page.getByText("已结束", { exact: true }).waitFor();
  await page.getByRole("region", { name: "采纳情况" }).getByText("部分采纳").waitFor();
  await checkPage(doctor, "closed case");
  expect(await openedAt(page)).toBe(opened);

  // The expert keeps his side's copy, not the case.
  await expert.page.getByText("这一例已结束，或您无权查看").waitFor();
  await expert.page.goto(`/cases/${caseId}`);
  await expert.page.getByText("这份会诊申请不存在，或您无权查看").waitFor();
  await expert.page.getByText("会诊结束后，受邀专家的查看权限随之终止。").waitFor();
  await checkPage(expert, "case that has ended");
  await expert.page.goto("/archive");
  await expert.page.getByText(question).waitFor();
  await checkPage(expert, "archive");
});
