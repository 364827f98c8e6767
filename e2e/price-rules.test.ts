import { expect } from "vitest";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";

journey(
  "a price item is added to a dated version, tried, and kept as a draft that its author cannot publish",
  async ({ doors }) => {
    const author = await doors.enterAs({ role: "operator" });
    const page = author.page;
    await page.goto("/price-rules");
    await page.getByRole("button", { name: "起草新版本" }).click();
    const form = page.getByRole("region", { name: /^新版本/ });
    const from = new Date(Date.now() + (40 * 24 + 8) * 3_600_000).toISOString().slice(0, 10);
    await form.getByLabel("名称").fill("浙江视频会诊试行价");
    await form.getByLabel("生效日期").fill(from);
    const tried = form.getByRole("status");
    await form.getByRole("button", { name: "试算" }).click();
    await tried.waitFor();
    const before = await tried.innerText();

    // The same service and level everywhere has a price already: said beside the button, and nothing is added.
    await form.getByLabel("编码").fill("ZJ-V-provincial");
    await form.getByLabel("项目", { exact: true }).fill("远程单学科会诊 浙江");
    await form.getByLabel("依据", { exact: true }).fill("浙医保示例〔2026〕1 号");
    const choose = async (label: RegExp, option: string): Promise<void> => {
      await form.getByRole("combobox", { name: label }).click();
      await page.getByTitle(option, { exact: true }).last().click();
    };
    await choose(/^服务/, "视频");
    await choose(/^级别/, "省级");
    await form.getByLabel("价格（元）").fill("888");
    await form.getByText("同一服务、地区、级别已有价格，请在上面改价").waitFor();
    await checkPage(author, "a price item that clashes");
    await form.getByRole("combobox", { name: "未列地区" }).fill("浙江省");
    await page.getByTitle("浙江省 330000").click();
    await form.getByRole("button", { name: "加入价目" }).click();
    await form.getByRole("button", { name: "去掉 远程单学科会诊 浙江" }).waitFor();
    await form.getByRole("button", { name: "试算" }).click();
    await expect.poll(() => tried.innerText()).not.toBe(before);
    // 888 with the supplements for level II and the night: the new item is what the case is priced by.
    await expect.poll(() => tried.innerText()).toContain("总价 ¥1,243.20");
    expect(await tried.innerText()).toContain("远程单学科会诊 浙江");
    await checkPage(author, "a price item added and tried");
    await form.getByRole("button", { name: "保存草稿" }).click();
    const draft = page.getByRole("region", { name: /浙江视频会诊试行价/ });
    await draft.getByText("您起草的版本须由另一位运营人员发布。").waitFor();

    await draft.getByText("价目").first().click();
    await draft.getByRole("row", { name: /远程单学科会诊 浙江.*888\.00/ }).waitFor();
    await draft.getByText(`${from} 起`).waitFor();
    await checkPage(author, "a dated draft with a new item");
    // The other journeys price by what holds.
    await draft.getByRole("button", { name: "作废" }).click();
    await draft.getByRole("button", { name: "作废" }).waitFor({ state: "detached" });
  },
);
