import { expect } from "vitest";
import type { SearchView } from "../src/dispatch/api.js";
import { phone } from "./browser.js";
import { checkPage } from "./check-page.js";
import { fillRequest } from "./fill-request.js";
import { journey } from "./journey.js";
import { ask, type Visitor } from "./visitor.js";

const question = "右上肺占位伴咯血，能否手术？围手术期如何处理？";

journey("three specialties meet at one common time, and sign one opinion together", async ({ doors }) => {
  const doctor = await doors.enterAs({ role: "requester", institution: "青岷县人民医院", post: "急诊科" });
  const page = doctor.page;
  await page.goto("/cases/new");
  await fillRequest(doctor, {
    question,
    patient: "程远志",
    summary:
      "患者咳嗽、痰中带血 1 月，胸部 CT 示右上肺 3.2cm 占位，纵隔淋巴结肿大。吸烟 30 年。血常规、肝肾功能正常。",
    diagnosis: { typed: "肺恶性肿瘤", entry: "肺恶性肿瘤" },
    specialty: null,
    isSigned: true,
  });
  await page.getByRole("radio", { name: /^多学科/ }).check();
  const proposals = page.getByText("按本例病情建议：");
  await proposals.waitFor();
  await page
    .getByRole("button", { name: "加入呼吸内科专业" })
    .or(page.getByRole("button", { name: /^加入呼吸/ }))
    .first()
    .click();
  for (let n = 1; n < 3; n++) await page.getByRole("button", { name: /^加入/ }).first().click();
  await checkPage(doctor, "a request for a panel");
  await page.getByRole("button", { name: "提交会诊申请" }).click();
  const search = page.getByRole("region", { name: "寻找专家" });
  await search.getByText("拟定时间").waitFor();

  const path = `/api/cases/${new URL(page.url()).pathname.split("/")[2]}/search`;
  const { offers } = await ask<SearchView>(doctor, path);
  const open = offers.filter(({ status }) => status === "sent");
  expect(open.map(({ seat }) => seat).sort()).toEqual([1, 2, 3]);
  const experts: Visitor[] = [];
  for (const [n, one] of open.entries()) {
    const expert = await doors.enterAs(
      { role: "expert", name: one.expertName, institution: one.institutionName },
      phone,
    );
    const offer = expert.page.getByRole("article", { name: question });
    await offer.getByText(/接诊即预约此时间/).waitFor();
    if (n === 0) await checkPage(expert, "an invitation to a panel");
    await offer.getByRole("button", { name: "接诊" }).click();
    await expert.page.waitForURL(/\/cases\//);
    experts[one.seat - 1] = expert;
  }
  await search.getByText("已预约").waitFor();
  await checkPage(doctor, "a panel that is complete");
  const after = await ask<SearchView>(doctor, path);
  expect(after).toMatchObject({ status: "assigned", meeting: { isBooked: true } });

  // The first seat leads and writes; another member signs the same text; then, and not before, it can be closed.
  const caseId = new URL(page.url()).pathname.split("/")[2] ?? "";
  const [lead, second] = experts;
  if (!lead || !second) throw new Error("the panel has its seats");
  await lead.page.goto(`/cases/${caseId}/opinion`);
  await lead.page.getByRole("button", { name: "书写意见" }).click();
  await lead.page.getByLabel("问题回应").fill("可行手术，建议术前纵隔镜分期");
  await lead.page.getByLabel("结论").fill("右上肺癌可能，cT2N0M0");
  await lead.page.getByRole("button", { name: "签发", exact: true }).click();
  await lead.page.getByRole("button", { name: "确认签发" }).click();
  await second.page.goto(`/cases/${caseId}`);
  const panel = second.page.getByRole("region", { name: "专家组（MDT）" });
  await panel.getByRole("button", { name: "同意并会签" }).click();
  await panel.getByText("已过半数表态（2 人），可以结案").waitFor();
  await checkPage(second, "a joint opinion with its co-signature");
  // The experts' open pages ask for the case once more, and may not any longer.
  for (const expert of experts) expert.expected.push(new RegExp(`^40[34] /api/cases/${caseId}`));
  await page.getByRole("radio", { name: "采纳", exact: true }).check();
  await page.getByRole("button", { name: "提交并结案" }).click();
  await page.getByText("已结案，双方各存一份").first().waitFor();
});
