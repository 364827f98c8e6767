import { expect } from "vitest";
import type { SearchView } from "../src/dispatch/api.js";
import { phone } from "./browser.js";
import { checkPage } from "./check-page.js";
import { fillRequest } from "./fill-request.js";
import { journey } from "./journey.js";
import { ask } from "./visitor.js";

const question = "患者突发意识丧失，血压测不出，抢救中，下一步如何处理？";

journey(
  "a level-I case is asked of two at once; the first takes it and the slower is told so",
  async ({ doors }) => {
    const doctor = await doors.enterAs({ role: "requester", institution: "青岷县人民医院", post: "急诊科" });
    const page = doctor.page;
    await page.goto("/cases/new");
    await fillRequest(doctor, { question, patient: "陆望舒", isSigned: true });
    await page.getByLabel("收缩压 mmHg").fill("60");
    await page.getByLabel("舒张压 mmHg").fill("30");
    await page.getByRole("button", { name: "提交会诊申请" }).click();
    await page
      .getByText(/^正在等.+应答$/)
      .first()
      .waitFor();

    const path = `/api/cases/${new URL(page.url()).pathname.split("/")[2]}/search`;
    const { offers } = await ask<SearchView>(doctor, path);
    expect(offers.map(({ line }) => line)).toEqual([1, 2]);
    const [first, second] = offers;
    if (!first || !second) throw new Error("two should be asked");
    const slower = await doors.enterAs(
      { role: "expert", name: first.expertName, institution: first.institutionName },
      phone,
    );
    const offer = slower.page.getByRole("article", { name: question });
    await offer.getByRole("button", { name: "接诊" }).waitFor();
    const faster = await doors.enterAs(
      { role: "expert", name: second.expertName, institution: second.institutionName },
      phone,
    );
    await faster.page.getByRole("article", { name: question }).getByRole("button", { name: "接诊" }).click();
    await faster.page.waitForURL(/\/opinion$/);

    // The slower one need not reload: his offer leaves, and the list of ended ones says why.
    await offer.waitFor({ state: "detached" });
    await slower.page.getByText("已由其他专家接诊").first().waitFor();
    const decision = page.getByRole("region", { name: "为何这样派单" });
    await decision.getByText(/同时派单，先接诊者承担/).waitFor();
    await checkPage(doctor, "a case that two were asked for");
    const after = await ask<SearchView>(doctor, path);
    expect(after.offers.map(({ status }) => status).sort()).toEqual(["accepted", "withdrawn"]);
  },
);
