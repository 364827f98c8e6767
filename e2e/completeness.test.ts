import { expect } from "vitest";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";

journey(
  "the form names what an infarction lacks, and the quality office adds to the list",
  async ({ doors }) => {
    const doctor = await doors.enterAs({ role: "requester", institution: "云溪县人民医院" });
    const form = doctor.page;
    await form.getByRole("button", { name: "新建会诊申请" }).first().click();
    await form.getByLabel("想请专家回答什么？").fill("是否需要急诊介入？");
    await form.getByLabel("年龄", { exact: true }).fill("58");
    await form.getByLabel("病情摘要").fill("突发胸痛2小时，心电图示ST段抬高。");
    const add = form.getByRole("button", { name: "在摘要中写入肌钙蛋白" });
    await add.waitFor();
    await form.getByText(/相似急诊病例/).waitFor();
    await checkPage(doctor, "request form with completeness");
    await add.click();
    await expect.poll(() => form.getByLabel("病情摘要").inputValue()).toMatch(/肌钙蛋白：$/);
    // A line without a value is not the value.
    await add.waitFor();
    await form.getByLabel("病情摘要").pressSequentially("0.9 ng/ml");
    await add.waitFor({ state: "detached" });

    const manager = await doors.enterAs({ role: "quality", institution: "云溪县人民医院" });
    const page = manager.page;
    await page.getByRole("link", { name: "资料清单" }).click();
    await page.getByRole("button", { name: /胸痛/ }).click();
    await checkPage(manager, "completeness lists");
    await page.getByRole("button", { name: "添加一项" }).click();
    const item = page.getByRole("group", { name: "第 6 项" });
    await item.getByLabel("名称", { exact: true }).fill("既往支架");
    await item.getByLabel("英文名称").fill("Earlier stents");
    await item.getByLabel("识别词").fill("支架 stent");
    await page.getByLabel("修改说明").fill("院内要求");
    await page.getByRole("button", { name: "保存修改" }).click();
    await page.getByText("第 1 版").waitFor();
    await page.getByRole("button", { name: "恢复默认" }).click();
    await page.getByText("恢复了默认").waitFor();
  },
);
