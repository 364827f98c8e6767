import { expect } from "vitest";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";

journey("a hospital's office looks after its own experts", async ({ doors }) => {
  const office = await doors.enterAs({ role: "medical_affairs", institution: "锦川中心医院" });
  const page = office.page;
  const experts = page.getByRole("table", { name: "本院专家" });
  await experts.waitFor();
  await page.getByRole("table", { name: "协作协议列表" }).getByText("云帆医疗联盟").waitFor();
  await checkPage(office, "medical affairs");

  const first = experts.getByRole("row").filter({ hasText: "接受会诊" }).first();
  const name = await first.getByRole("link").first().innerText();
  await first.getByRole("link").first().click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
  const arrangement = page.getByRole("region", { name: "接诊安排" });
  await arrangement.getByText("接受会诊").waitFor();
  await checkPage(office, "expert of the house");

  await arrangement.getByRole("button", { name: "修改安排" }).click();
  const form = page.getByRole("dialog", { name: /^接诊安排：/ });
  await form.getByRole("switch", { name: "是否接受会诊" }).click();
  await form.getByLabel("每天上限（例）").fill("3");
  await checkPage(office, "arrangement of an expert");
  await form.getByRole("button", { name: "保存安排" }).click();
  await page.getByRole("status").getByText("接诊安排已保存").waitFor();
  await arrangement.getByText("暂停接受").waitFor();

  // It is on the server, not only on the page.
  await page.reload();
  await arrangement.getByText("暂停接受").waitFor();
  expect(await arrangement.getByText(/每天 \d+ 例/).innerText()).toContain("每天 3 例");
});
