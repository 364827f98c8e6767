import { expect } from "vitest";
import type { CaseList } from "../src/cases/api.js";
import type { CaseResults } from "../src/quality/api/results.js";
import type { z } from "zod";
import { phone } from "./browser.js";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";
import { ask } from "./visitor.js";

journey(
  "the inviter closes and evaluates a case on a phone in one sheet, and the patient rates it by a link",
  async ({ doors }) => {
    const visitor = await doors.arrive();
    const reply = await visitor.context.request.get("/api/demo-people");
    const { people } = (await reply.json()) as {
      people: { name: string; institutionName: string; roles: string[]; hint: string }[];
    };
    const waiting = people.find(({ roles, hint }) => roles.includes("requester") && /例待处置/u.test(hint));
    const doctor = await doors.enterAs(
      { role: "requester", name: waiting?.name ?? "", institution: waiting?.institutionName ?? "" },
      phone,
    );
    const { page } = doctor;
    const { items } = await ask<z.infer<typeof CaseList>>(doctor, "/api/cases?scope=open&limit=100");
    const signed = items.find(({ status }) => status === "opinion_signed");
    expect(signed).toBeDefined();
    await page.goto(`/cases/${signed!.id}`);
    const sheet = page.getByRole("region", { name: "采纳情况" });
    await sheet.getByRole("radio", { name: "采纳", exact: true }).check();
    for (const answer of ["更明确", "改变了", "避免了转诊", "5"]) {
      const group = sheet.getByRole("region", { name: "这次会诊有多大帮助" });
      await group.getByText(answer, { exact: true }).last().click();
    }
    await checkPage(doctor, "closing and evaluating in one sheet");
    await sheet.getByRole("button", { name: "提交并结案" }).click();
    const results = page.getByRole("region", { name: "会诊结果" });
    await results.getByText("有用 5/5").waitFor();
    const known = await ask<CaseResults>(doctor, `/api/cases/${signed!.id}/results`);
    expect(known.evaluation).toMatchObject({ agreement: "refined", transfer: "avoided", usefulness: 5 });

    await results.getByRole("button", { name: "生成患者评价链接" }).click();
    const link = await results.getByRole("note", { name: "患者评价链接" }).innerText();
    const patient = await doors.arrive(phone);
    await patient.page.goto(link.trim());
    await patient.page.getByText("请评价这次远程会诊").waitFor();
    await checkPage(patient, "the patient's page");
    for (const group of ["您满意吗？", "医生讲清楚了吗？"])
      await patient.page.getByRole("group", { name: group }).getByText("5", { exact: true }).click();
    await patient.page.getByRole("button", { name: "提交" }).click();
    await patient.page.getByText("谢谢您").waitFor();
    await results.getByText("满意 5/5，讲解清楚 5/5").waitFor();
  },
);
