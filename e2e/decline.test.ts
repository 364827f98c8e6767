import { expect } from "vitest";
import type { SearchView } from "../src/dispatch/api.js";
import { phone } from "./browser.js";
import { checkPage } from "./check-page.js";
import { fillRequest } from "./fill-request.js";
import { journey } from "./journey.js";
import { ask, openedAt } from "./visitor.js";

const question = "急性胰腺炎，血压偏低，能否留在本院治疗？需要监测什么？";

journey(
  "an expert in surgery declines with one tap, the backup is asked, and when nobody takes it the dispatcher has it",
  async ({ doors }) => {
    const doctor = await doors.enterAs({ role: "requester", institution: "青岷县人民医院", post: "急诊科" });
    const page = doctor.page;
    await page.goto("/cases/new");
    await fillRequest(doctor, { question, patient: "杜秋水", isSigned: true });
    await page.getByRole("button", { name: "提交会诊申请" }).click();
    await page
      .getByText(/^正在等.+应答$/)
      .first()
      .waitFor();
    const opened = await openedAt(page);

    const path = `/api/cases/${new URL(page.url()).pathname.split("/")[2]}/search`;
    const before = await ask<SearchView>(doctor, path);
    const first = before.offers[0];
    if (!first) throw new Error("nobody is being asked");
    const { backupName } = before;
    expect(backupName).not.toBeNull();

    const expert = await doors.enterAs(
      { role: "expert", name: first.expertName, institution: first.institutionName },
      phone,
    );
    const offer = expert.page.getByRole("article", { name: question });
    await offer.getByRole("button", { name: "谢绝" }).click();
    const sheet = expert.page.getByRole("dialog", { name: "谢绝这次会诊" });
    await sheet.getByRole("button", { name: "手术中" }).waitFor();
    await checkPage(expert, "reasons to decline");
    await sheet.getByRole("button", { name: "手术中" }).click();
    await offer.waitFor({ state: "detached" });
    await expert.page.getByText("已谢绝", { exact: true }).waitFor();

    // The doctor sees who is asked now, and how the first one answered. It is the backup, unless another case took him meanwhile.
    const asksNext = async () =>
      (await ask<SearchView>(doctor, path)).offers.find(
        ({ status }) => status === "sent" || status === "seen",
      )?.expertName;
    await expect.poll(asksNext).toBeTruthy();
    const next = await asksNext();
    await page.getByText(new RegExp(`^正在等${next}`)).waitFor();
    const search = page.getByRole("region", { name: "寻找专家" });
    await search.getByText("手术中").waitFor();
    expect(await openedAt(page)).toBe(opened);
    const after = await ask<SearchView>(doctor, path);
    expect(after.offers.filter(({ status }) => status === "declined")).toHaveLength(1);
    expect(after.offers.some(({ expertName }) => expertName === next)).toBe(true);
    expect(next).not.toBe(first.expertName);

    // Everybody who is asked has no time: in the end a person takes over.
    for (;;) {
      const now = await ask<SearchView>(doctor, path);
      if (now.status === "with_dispatcher") break;
      const open = now.offers.find(({ status }) => status === "sent" || status === "seen");
      if (!open) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        continue;
      }
      const asked = await doors.enterAs({
        role: "expert",
        name: open.expertName,
        institution: open.institutionName,
      });
      await asked.page.getByRole("article", { name: question }).getByRole("button", { name: "谢绝" }).click();
      await asked.page.getByRole("button", { name: "现在没有时间" }).click();
      await asked.page.getByText("已谢绝", { exact: true }).waitFor();
    }
    await search
      .getByText(/已转调度员人工派单/)
      .first()
      .waitFor();
  },
);
