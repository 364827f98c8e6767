import { expect } from "vitest";
import type { SupplyView } from "../src/insight/api.js";
import { phone } from "./browser.js";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";
import { ask } from "./visitor.js";

const note = "当地多例此类患者找不到专家，请您支援";

journey(
  "the operator finds a shortage and asks a hidden-skill candidate, who says yes",
  async ({ doors }) => {
    const operator = await doors.enterAs({ role: "operator" });
    const page = operator.page;
    await page.goto("/insight");
    await page.getByRole("heading", { name: "供需洞察" }).waitFor();
    await page.getByRole("img", { name: /^最忙/ }).waitFor();
    await checkPage(operator, "insight");
    const supply = await ask<SupplyView>(operator, "/api/insight/supply?months=12");
    expect(supply.cells[0]?.shortage).toBeGreaterThan(20);

    // The worst cells are looked through until one has somebody to ask.
    const buttons = page.getByRole("button", { name: /^看可以请谁/ });
    const drawer = page.getByRole("dialog", { name: "短缺详情" });
    const invite = drawer.getByRole("button", { name: /^邀请/ }).first();
    for (let n = 0; ; n++) {
      await buttons.nth(n).click();
      await drawer.getByRole("heading", { name: "可以请谁" }).waitFor();
      if ((await invite.count()) > 0) break;
      await drawer.getByRole("button", { name: "关闭" }).click();
      await drawer.waitFor({ state: "hidden" });
    }
    await checkPage(operator, "a shortage");
    const name = (await invite.getAttribute("aria-label"))?.replace("邀请", "") ?? "";
    await invite.click();
    const window = page.getByRole("dialog", { name: `邀请${name}支援` });
    await window.getByRole("textbox").fill(note);
    await window.getByRole("button", { name: "发出邀请" }).click();
    await drawer.getByText("等待答复").first().waitFor();

    const expert = await doors.enterAs({ role: "expert", name }, phone);
    await expert.page.goto("/recruitments");
    await expert.page.getByText(note).waitFor();
    await checkPage(expert, "invitations to me");
    await expert.page.getByRole("button", { name: "愿意支援" }).click();
    await expert.page
      .getByText(/谢谢您/)
      .first()
      .waitFor();
  },
);
