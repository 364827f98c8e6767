import { expect } from "vitest";
import { phone } from "./browser.js";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";

const applicant = { name: "钟离月", licence: "110510100019907" };

journey("医务部 signs an expert in, the platform appoints, and the search finds him", async ({ doors }) => {
  // Somebody without an account, on a phone.
  const stranger = await doors.arrive(phone);
  await stranger.page.getByRole("link", { name: "申请加入专家库" }).click();
  await stranger.page.getByRole("heading", { name: "申请加入专家库" }).waitFor();
  await checkPage(stranger, "application form");
  await stranger.page.getByLabel("所在医院", { exact: true }).selectOption({ label: "锦川中心医院" });
  await stranger.page.getByLabel("姓名", { exact: true }).fill(applicant.name);
  await stranger.page.getByLabel("所在科室", { exact: true }).fill("神经内科");
  await stranger.page.getByLabel("职称", { exact: true }).fill("副主任医师");
  await stranger.page.getByLabel(/执业证书编码/).fill("123");
  await stranger.page.getByLabel("联系电话", { exact: true }).fill("13900001234");
  await stranger.page.getByLabel("擅长", { exact: true }).fill("脑卒中、癫痫");
  await stranger.page.getByRole("button", { name: "提交申请" }).click();
  await stranger.page.getByText("应为 15 位数字").waitFor();
  await stranger.page.getByLabel(/执业证书编码/).fill(applicant.licence);
  await stranger.page.getByRole("checkbox").check();
  await stranger.page.getByRole("button", { name: "提交申请" }).click();
  await stranger.page.getByRole("heading", { name: "申请已提交" }).waitFor();
  const receipt = await stranger.page.locator(".c-apply-receipt").innerText();
  await stranger.page.getByLabel("查询码", { exact: true }).fill(receipt);
  await stranger.page.getByRole("button", { name: "查询" }).click();
  await stranger.page.getByText("锦川中心医院：待医院审批").waitFor();
  await checkPage(stranger, "application sent");

  const office = await doors.enterAs({ role: "medical_affairs", institution: "锦川中心医院" });
  await office.page.goto("/memberships");
  const waiting = office.page.getByRole("table", { name: "成员列表" });
  await waiting.getByRole("link", { name: applicant.name }).waitFor();
  await checkPage(office, "applications of the hospital");
  await waiting.getByRole("link", { name: applicant.name }).click();
  await office.page.getByText("资料齐全").waitFor();
  await checkPage(office, "application before the consent");
  await office.page.getByLabel("劳务费规则").fill("按本院远程会诊劳务费管理办法，每例 200 元");
  await office.page.getByRole("button", { name: "同意参与" }).click();
  await office.page.getByText("医院已同意，等待平台审核聘任。").waitFor();

  const operator = await doors.enterAs({ role: "operator" });
  await operator.page.goto("/memberships");
  await operator.page.getByRole("link", { name: applicant.name }).click();
  await operator.page.getByText("按本院远程会诊劳务费管理办法，每例 200 元").waitFor();
  await checkPage(operator, "application before the appointment");
  await operator.page.getByRole("button", { name: "聘任", exact: true }).click();
  await operator.page.getByText("平台聘任").waitFor();
  await checkPage(operator, "appointed expert");
  await operator.page.goto("/experts");
  await operator.page.getByRole("searchbox").fill(applicant.name);
  await operator.page.getByRole("table", { name: "专家列表" }).getByText("神经内科").first().waitFor();
  await stranger.page.getByRole("button", { name: "查询" }).click();
  await stranger.page.getByText("锦川中心医院：在聘").waitFor();
});

journey("an expert confirms his record on a phone, and the dashboard follows", async ({ doors }) => {
  const operator = await doors.enterAs({ role: "operator" });
  await operator.page.goto("/pool-health");
  const tasks = operator.page.getByRole("table", { name: "核对任务" });
  await tasks.waitFor();
  await checkPage(operator, "pool health");
  const row = tasks.getByRole("row").filter({ hasNotText: "未开通账号" }).nth(1);
  const name = await row.getByRole("link").first().innerText();

  const expert = await doors.enterAs({ role: "expert", name }, phone);
  await expert.page.getByRole("link", { name: "去核对" }).click();
  await expert.page.getByRole("heading", { name: "核对我的资料" }).waitFor();
  const due = expert.page.getByRole("region", { name: /^到期待核对/ });
  await due.getByRole("listitem").first().waitFor();
  await checkPage(expert, "record to confirm");
  const number = due.getByRole("listitem").filter({ hasText: " 例" }).first();
  if ((await number.count()) > 0) {
    await number.getByText("修改", { exact: true }).click();
    expect(await expert.page.getByRole("button", { name: "提交核对结果" }).isDisabled()).toBe(true);
    await number.getByLabel("现在的数量").fill("88");
    await number.getByText("仍然正确", { exact: true }).click();
  }
  await expert.page.getByRole("button", { name: "全部仍然正确" }).click();
  await expert.page.getByText("没有到期的资料").waitFor();
  await checkPage(expert, "record confirmed");

  await operator.page.getByRole("combobox", { name: "进展" }).click();
  await operator.page.getByTitle("已核对", { exact: true }).click();
  await tasks.getByRole("link", { name }).waitFor();
});
