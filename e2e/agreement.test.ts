import { expect } from "vitest";
import type { AgreementView } from "../src/organizations/api.js";
import { phone } from "./browser.js";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";
import { ask } from "./visitor.js";

const name = "锦川中心医院与青岷县人民医院心脏会诊协议";
const inviter = "青岷县人民医院";
const performer = "锦川中心医院";

journey(
  "two hospitals sign their agreement, one of them on a phone, and the operator puts it in force",
  async ({ doors }) => {
    const operator = await doors.enterAs({ role: "operator" });
    const { page } = operator;
    await page.goto("/agreements");
    await page.getByRole("button", { name: "新立协议" }).click();
    const form = page.getByRole("dialog", { name: "新立协作协议" });
    await form.getByText("请填写", { exact: false }).first().waitFor();
    await form.getByLabel("协议名称").fill(name);
    await form.getByLabel("生效日期").fill("2026-01-01");
    await form.getByLabel("终止日期").fill("2030-12-31");
    for (const [n, hospital] of [inviter, performer].entries()) {
      const field = form.getByRole("combobox", { name: `机构 ${n + 1}` });
      await field.fill(hospital);
      await page.getByTitle(hospital).last().click();
    }
    for (const [share, percent] of [
      ["邀请方", "20"],
      ["受邀方", "30"],
      ["平台", "5"],
      ["专家", "45"],
    ] as const)
      await form.getByLabel(share, { exact: true }).fill(percent);
    await checkPage(operator, "a new agreement");
    await form.getByRole("button", { name: "保存" }).click();
    const row = page.getByRole("row").filter({ hasText: name });
    await row.getByText("拟定中").waitFor();
    expect(await row.getByText("待签署").count()).toBe(2);
    // Nobody has signed: there is nothing to put in force.
    expect(await row.getByRole("button", { name: "生效" }).count()).toBe(0);

    for (const [hospital, size, after] of [
      [inviter, undefined, "本院已签署，等待其他各方"],
      [performer, phone, "各方均已签署，已通知平台运营"],
    ] as const) {
      const office = await doors.enterAs({ role: "medical_affairs", institution: hospital }, size);
      await office.page.goto("/medical-affairs");
      await office.page.getByRole("button", { name: "签署" }).click();
      const window = office.page.getByRole("dialog", { name: `签署协议：${name}` });
      await window.getByText("邀请方 20% · 受邀方 30% · 平台 5% · 专家 45%").waitFor();
      await checkPage(office, `signing for ${hospital}`);
      await window.getByRole("button", { name: "确认签署" }).click();
      await office.page.getByRole("status").getByText(after).waitFor();
      await office.page.getByText(`${office.name} 已签署`).waitFor();
    }

    await page.reload();
    await row.getByRole("button", { name: "生效" }).click();
    await page.getByRole("tooltip").getByRole("button", { name: "生效" }).click();
    await page.getByRole("status").getByText(`“${name}”：生效`).waitFor();
    const { items } = await ask<{ items: AgreementView[] }>(operator, "/api/agreements");
    const signed = items.find((one) => one.name === name);
    expect(signed).toMatchObject({ status: "in_force", isInForce: true });
    expect(signed?.signatures.map(({ isValid }) => isValid)).toEqual([true, true]);
  },
);
