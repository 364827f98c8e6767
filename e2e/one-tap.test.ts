import { expect } from "vitest";
import type { SearchView } from "../src/dispatch/api.js";
import type { LocalBox } from "../src/notifications/api.js";
import type { z } from "zod";
import { phone } from "./browser.js";
import { checkPage } from "./check-page.js";
import { fillRequest } from "./fill-request.js";
import { journey } from "./journey.js";
import { ask } from "./visitor.js";

const question = "急性胰腺炎，能否在本院继续治疗？请从邮件中的链接接诊。";

journey("an expert accepts from the link of an e-mail, writes, and signs in to sign", async ({ doors }) => {
  const doctor = await doors.enterAs({ role: "requester", institution: "汝川市人民医院", post: "普通外科" });
  await doctor.page.goto("/cases/new");
  await fillRequest(doctor, { question, patient: "邵望远", isSigned: true });
  await doctor.page.getByRole("button", { name: "提交会诊申请" }).click();
  await doctor.page
    .getByText(/^正在等.+应答$/)
    .first()
    .waitFor();
  const caseId = new URL(doctor.page.url()).pathname.split("/")[2] ?? "";
  const { offers } = await ask<SearchView>(doctor, `/api/cases/${caseId}/search`);
  const asked = offers[0];
  if (!asked) throw new Error("nobody is being asked");

  // The mail, as the demonstration keeps it for the operator.
  const operator = await doors.enterAs({ role: "operator" });
  await operator.page.goto("/system/channels");
  const box = operator.page.getByRole("region", { name: "本地信箱" });
  await box.getByText(asked.expertName).first().waitFor();
  await checkPage(operator, "channels");
  const { items } = await ask<z.infer<typeof LocalBox>>(operator, "/api/local-messages");
  const mail = items.find(({ personName, link }) => personName === asked.expertName && link.includes("/o/"));
  if (!mail) throw new Error("no mail came");
  expect(`${mail.subject}${mail.body}`).toMatch(
    /^II 级会诊派单待应答您有一例 II 级会诊派单，请在 .+（北京时间）前应答。$/,
  );

  // Nobody is signed in on this phone.
  const expert = await doors.arrive(phone);
  await expert.page.goto(new URL(mail.link).pathname);
  await expert.page.getByRole("heading", { name: "一例会诊等您应答" }).waitFor();
  expect(await expert.page.getByText(question).count()).toBe(0);
  await checkPage(expert, "link of a message");
  await expert.page.getByRole("button", { name: "接诊", exact: true }).click();
  await expert.page.waitForURL(`**/cases/${caseId}/opinion`);
  await expert.page.getByText("您通过消息链接进入").waitFor();
  await expert.page.getByText(question).first().waitFor();
  await checkPage(expert, "opinion in a session of one case");
  await doctor.page.getByText(`${asked.expertName}已接诊`).waitFor();

  // The link is used up, and says so in plain words.
  const again = await doors.arrive(phone);
  await again.page.goto(new URL(mail.link).pathname);
  await again.page.getByRole("heading", { name: "您已接诊" }).waitFor();
  await checkPage(again, "link that was used");
  again.expected.push(/^404 \/api\/one-tap\/look$/);
  await again.page.goto("/o/nothing");
  await again.page.getByText("链接无效", { exact: true }).waitFor();
  await checkPage(again, "link that is none");

  // Signing in goes on at the same page.
  expert.expected.push(/^401 /);
  await expert.page.getByRole("button", { name: "登录", exact: true }).click();
  await expert.page.getByRole("heading", { name: "选择一位人物进入演示" }).waitFor();
  expect(new URL(expert.page.url()).pathname).toBe(`/cases/${caseId}/opinion`);
});

journey("everyone decides how to be told, and tries it", async ({ doors }) => {
  const expert = await doors.enterAs({ role: "expert", institution: "之江医科大学附属第一医院" }, phone);
  const page = expert.page;
  await page.goto("/notifications");
  await page.getByText("已确认").first().waitFor();
  await page.getByRole("button", { name: "发测试 电子邮件" }).click();
  await page.getByText("测试通知已发出，请查收").waitFor();
  await page.getByRole("checkbox", { name: "开启免打扰时段" }).check();
  await checkPage(expert, "notification settings");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await page.getByText("通知设置已保存").waitFor();
  // A number is good once its code is typed.
  await page.getByRole("button", { name: "填写 短信" }).click();
  await page.getByLabel("手机号").fill("138 0013 8000");
  await page.getByRole("button", { name: "发送确认码" }).click();
  await page.getByText("待确认").waitFor();
  const operator = await doors.enterAs({ role: "operator" });
  const code = async () =>
    (await ask<z.infer<typeof LocalBox>>(operator, "/api/local-messages")).items.find(
      ({ recipient, subject }) => recipient === "13800138000" && subject === "确认通知地址",
    )?.body;
  await expect.poll(code, { timeout: 20_000 }).toMatch(/\d{6}/);
  await page.getByLabel("收到的 6 位确认码").fill(/\d{6}/.exec((await code()) ?? "")?.[0] ?? "");
  await page.getByRole("button", { name: "确认", exact: true }).click();
  await page.getByText("地址已确认").waitFor();
  await page.getByText("138****8000").waitFor();
});
