import { expect } from "vitest";
import { phone } from "./browser.js";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";
import { ask } from "./visitor.js";

const hospital = "之江医科大学附属第一医院";

journey(
  "what an expert says of himself contradicts the HIS, and his hospital's office settles it",
  async ({ doors }) => {
    const expert = await doors.enterAs({ role: "expert", institution: hospital }, phone);
    const { practitionerId } = await ask<{ practitionerId: string }>(expert, "/api/experts/mine");
    const mine = expert.page;
    await mine.goto("/experts/mine");
    const facts = mine.getByRole("region", { name: "登记信息与来源" });
    await facts
      .getByRole("button", { name: /^行政职务：/ })
      .getByText("HIS")
      .waitFor();
    await checkPage(expert, "an expert's own record");

    await mine.getByRole("region", { name: "专业能力与证据" }).getByRole("button", { name: "添加" }).click();
    const form = mine.getByRole("dialog", { name: "添加一项" });
    await form.getByLabel("类别").click();
    await form.getByLabel("类别").fill("行政");
    await mine.getByTitle("行政职务").click();
    await form.getByLabel("内容").fill("大内科副主任");
    await form.getByLabel(/^依据/).fill("院发〔2026〕18号");
    await checkPage(expert, "adding a fact");
    await form.getByRole("button", { name: "添加" }).click();
    await mine
      .getByRole("status")
      .getByText(/将由医务部裁定/)
      .waitFor();
    await facts
      .getByRole("button", { name: /^行政职务：/ })
      .getByText("两个来源不一致")
      .waitFor();

    const office = await doors.enterAs({ role: "medical_affairs", institution: hospital });
    const page = office.page;
    await page.getByRole("link", { name: "资料核对" }).click();
    const conflict = page.getByRole("region", { name: /行政职务/ }).filter({ hasText: "大内科副主任" });
    await conflict.getByText("院发〔2026〕18号").waitFor();
    await checkPage(office, "conflicts");
    await conflict.getByRole("button", { name: "以“大内科副主任”为准" }).click();
    const asked = page.getByRole("dialog", { name: "以“大内科副主任”为准" });
    await asked.getByRole("textbox").fill("任命文件已核对");
    await asked.getByRole("button", { name: "以此为准" }).click();
    await page.getByRole("status").getByText("已裁定").waitFor();
    await conflict.waitFor({ state: "detached" });

    await mine.reload();
    const settled = facts.getByRole("button", { name: "行政职务：大内科副主任，查看来源与历史" });
    await settled.getByText(/已核/).waitFor();
    await settled.click();
    const detail = mine.getByRole("dialog", { name: "行政职务：大内科副主任" });
    await detail.getByRole("button", { name: "历史" }).click();
    await detail.getByText(/任命文件已核对/).waitFor();
    await checkPage(expert, "a fact with its history");
    const { items } = await ask<{ items: { kind: string; source: string; state: string }[] }>(
      office,
      `/api/experts/${practitionerId}/claims`,
    );
    expect(
      items
        .filter(({ kind }) => kind === "post")
        .map(({ source, state }) => `${source} ${state}`)
        .sort(),
    ).toEqual(["his disputed", "self_reported verified"]);
  },
);
