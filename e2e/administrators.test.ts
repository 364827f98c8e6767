import { expect } from "vitest";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";

const newcomer = { name: "祝余安", username: "zhu.yuan", password: "春江水暖 鸭先知 2026" };

journey("an account takes two administrators, and the third proves the record", async ({ doors }) => {
  const system = await doors.enterAs({ role: "system_admin" });
  await system.page.getByRole("table", { name: "账号列表" }).waitFor();
  await checkPage(system, "accounts");
  await system.page.getByRole("button", { name: "新建账号" }).click();
  const form = system.page.getByRole("dialog", { name: "新建账号" });
  await form.getByLabel("姓名").fill(newcomer.name);
  await form.getByLabel("用户名").fill(newcomer.username);
  await form.getByLabel("初始口令（至少 10 个字符）").fill("short");
  await form.getByRole("button", { name: "建立账号" }).click();
  await form.getByText("至少 10 个字符", { exact: true }).waitFor();
  await checkPage(system, "new account");
  await form.getByLabel("初始口令（至少 10 个字符）").fill(newcomer.password);
  await form.getByRole("button", { name: "建立账号" }).click();
  await system.page.getByRole("status").getByText(`已建立账号：${newcomer.name}`).waitFor();
  await system.page.goto("/system");
  await system.page.getByText(/项全部成立/).waitFor();
  await checkPage(system, "state of the system");

  const security = await doors.enterAs({ role: "security_admin" });
  const page = security.page;
  await page.getByRole("searchbox").fill(newcomer.username);
  const row = page.getByRole("row").filter({ hasText: newcomer.username });
  await row.getByText("未授予角色").waitFor();
  // The whole list has gone: until then the row moves, and a click would meet another.
  await expect.poll(() => page.getByRole("row").count()).toBe(2);
  await row.getByRole("button", { name: "授予角色" }).click();
  const roles = page.getByRole("dialog", { name: `授予角色：${newcomer.name}` });
  await roles.getByRole("checkbox", { name: "调度员" }).check();
  await checkPage(security, "roles of an account");
  await roles.getByRole("button", { name: "保存角色" }).click();
  await row.getByText("调度员", { exact: true }).waitFor();

  const audit = await doors.enterAs({ role: "audit_admin" });
  await audit.page.getByRole("table", { name: "审计记录" }).waitFor();
  await checkPage(audit, "audit");
  await audit.page.getByRole("button", { name: "校验审计链" }).click();
  const verdict = audit.page.getByText(/^审计链完整：\d+ 条链，共 \d+ 条记录/);
  await verdict.waitFor();
  const lines = audit.page.getByRole("table", { name: "审计记录" }).getByRole("row");
  expect(await lines.filter({ hasText: system.name }).count()).toBeGreaterThan(0);
  expect(await lines.filter({ hasText: security.name }).count()).toBeGreaterThan(0);
});
