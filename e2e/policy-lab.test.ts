import { expect } from "vitest";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";

journey("the operator compares policies by simulation and puts a new version on trial", async ({ doors }) => {
  const operator = await doors.enterAs({ role: "operator" });
  const page = operator.page;
  await page.getByRole("link", { name: "策略实验室" }).first().click();
  await page.getByText("还没有仿真过").waitFor();
  await checkPage(operator, "policy lab before the first simulation");

  // Two of the ways are enough for a first look.
  await page.getByRole("checkbox", { name: "评分最高优先" }).uncheck();
  await page.getByRole("checkbox", { name: "匹配度最高优先" }).uncheck();
  await page.getByText("清闲 1100 例/日").click();
  await page.getByText("3 次", { exact: true }).click();
  await page.getByRole("button", { name: "开始仿真" }).click();
  await page.getByRole("progressbar", { name: "正在仿真" }).waitFor();
  await page.getByRole("button", { name: "取消仿真" }).click();
  await page.getByRole("list", { name: "历次仿真" }).getByText("已取消").waitFor();
  await page.getByRole("progressbar", { name: "正在仿真" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "开始仿真" }).click();
  const result = page.getByRole("region", { name: "结果" });
  await result.getByRole("heading", { name: /^I 级超时未接诊/ }).waitFor({ timeout: 240_000 });
  const late = result.locator("section").filter({ hasText: /^I 级超时未接诊/ });
  const shares = await Promise.all(
    ["最久未派优先", "本平台策略"].map(async (name) =>
      Number(/(\d+\.\d)%/.exec(await late.getByRole("listitem").filter({ hasText: name }).innerText())?.[1]),
    ),
  );
  expect(shares[1]).toBeLessThan(shares[0] ?? 0);
  await checkPage(operator, "policy lab with a result");

  await page.getByRole("button", { name: "新建版本" }).click();
  const form = page.getByRole("dialog", { name: "新建策略版本" });
  await form.getByLabel(/负荷均衡的分量/).fill("8");
  await form.getByLabel("为什么（必填）").fill("让忙闲更均匀");
  const name = await form.getByLabel(/^版本名/).inputValue();
  await checkPage(operator, "form of a new policy version");
  await form.getByRole("button", { name: "保存为新版本" }).click();
  await page.getByRole("button", { name: "开始试行" }).click();
  const ask = page.getByRole("dialog");
  await ask.getByRole("textbox").fill("仿真显示更均衡");
  await ask.getByRole("button", { name: "开始试行" }).click();
  const trial = page.getByRole("region", { name: "版本与试行" });
  await trial.getByText(name).first().waitFor();
  await trial.getByRole("button", { name: "推进到对半" }).click();
  await ask.getByRole("textbox").fill("旁路观察无异常");
  await ask.getByRole("button", { name: "推进到对半" }).click();
  await trial.getByText("推进之后还没有新的病例").waitFor();
  await checkPage(operator, "policy on trial");
  await trial.getByRole("button", { name: "停止试行" }).click();
  await ask.getByRole("textbox").fill("演示结束");
  await ask.getByRole("button", { name: "停止试行" }).click();
  await trial.getByText("没有试行中的版本").waitFor();
});
