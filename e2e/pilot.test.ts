import { expect } from "vitest";
import type { PilotScope } from "../src/pilot/api.js";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";
import { ask } from "./visitor.js";

journey(
  "the operator limits the pilot to one province; a doctor elsewhere is told so above his form",
  async ({ doors }) => {
    const operator = await doors.enterAs({ role: "operator" });
    const { page } = operator;
    await page.goto("/pilot");
    await page.getByText("不限范围：平台受理").waitFor();
    await checkPage(operator, "no pilot");
    try {
      await page.getByRole("button", { name: "添加一行" }).click();
      const window = page.getByRole("dialog", { name: "扩大试点范围" });
      const region = window.getByRole("combobox", { name: "地区" });
      await region.fill("西藏自治区");
      await page.getByTitle("西藏自治区 540000").click();
      await window.getByLabel("病种 ICD-10").fill("肺癌");
      await window.getByText("请填写 ICD-10 编码或其开头").waitFor();
      await window.getByLabel("病种 ICD-10").fill("c34");
      await window.getByRole("textbox", { name: /理由/ }).fill("先在西藏试点肺癌会诊");
      await window.getByRole("button", { name: "添加" }).click();
      await page.getByText("西藏自治区 · C34 支气管和肺恶性肿瘤").waitFor();
      await checkPage(operator, "a pilot");

      const doctor = await doors.enterAs({ role: "requester", institution: "青岷县人民医院" });
      await doctor.page.goto("/cases/new");
      await doctor.page.getByRole("alert").filter({ hasText: "西藏自治区" }).waitFor();
      await checkPage(doctor, "a form outside the pilot");

      await page.goto("/insight");
      await page.getByRole("heading", { name: "试点进展" }).waitFor();
      await checkPage(operator, "insight with a pilot");
    } finally {
      // The other journeys share this platform.
      const { number } = await ask<PilotScope>(operator, "/api/pilot");
      if (number > 0)
        await operator.context.request.put("/api/pilot", {
          data: { basedOn: number, isLimited: false, lines: [], reason: "试点结束，全面放开" },
        });
    }
    expect(await ask<PilotScope>(operator, "/api/pilot")).toMatchObject({ isLimited: false });
  },
);
