import { expect } from "vitest";
import type { SearchView } from "../src/dispatch/api.js";
import { phone } from "./browser.js";
import { checkPage } from "./check-page.js";
import { fillRequest } from "./fill-request.js";
import { journey } from "./journey.js";
import { ask } from "./visitor.js";

const question = "急性胰腺炎，是否需要 ERCP？";

/** The unsaved opinions that lie in this browser, as somebody who opens its files would see them. */
const lyingInStorage = (): Promise<{ count: number; text: string }> =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open("consilium-drafts", 1);
    opening.onupgradeneeded = () => opening.transaction?.abort();
    opening.onerror = () => resolve({ count: 0, text: "" });
    opening.onsuccess = () => {
      const asking = opening.result.transaction("drafts").objectStore("drafts").getAll();
      asking.onerror = () => reject(new Error("IndexedDB"));
      asking.onsuccess = () => {
        opening.result.close();
        const all = asking.result as { sealed: ArrayBuffer; slot: string }[];
        const text = all.map((one) => one.slot + new TextDecoder().decode(one.sealed)).join();
        resolve({ count: all.length, text });
      };
    };
  });

journey(
  "a written consultation: a question, its answer, and both sides go on by video",
  async ({ doors }) => {
    const doctor = await doors.enterAs({ role: "requester", institution: "云溪县人民医院", post: "外科" });
    const page = doctor.page;
    await page.goto("/cases/new");
    await fillRequest(doctor, { question, patient: "宋知远", isSigned: true });
    await page.getByRole("button", { name: "提交会诊申请" }).click();
    await page
      .getByText(/^正在等.+应答$/)
      .first()
      .waitFor();
    const caseId = new URL(page.url()).pathname.split("/")[2] ?? "";
    const { offers } = await ask<SearchView>(doctor, `/api/cases/${caseId}/search`);
    const asked = offers.find(({ status }) => status === "sent" || status === "seen");
    if (!asked) throw new Error("nobody is being asked");
    let expert = await doors.enterAs(
      { role: "expert", name: asked.expertName, institution: asked.institutionName },
      phone,
    );
    await expert.page.getByRole("article", { name: question }).getByRole("button", { name: "接诊" }).click();
    await expert.page.waitForURL(/\/cases\//);

    // The expert asks on his phone; the clock runs; the doctor answers at his desk.
    await expert.page.goto(`/cases/${caseId}`);
    const theirs = expert.page.getByRole("region", { name: "追问与答复" });
    await theirs.getByRole("button", { name: "提出问题" }).click();
    await theirs.getByLabel("要问对方的问题").fill("胆总管直径和胆红素是多少？");
    await theirs.getByRole("button", { name: "发送问题" }).click();
    await theirs.getByText("答复时限").waitFor();
    await checkPage(expert, "a question on the case");
    const mine = page.getByRole("region", { name: "追问与答复" });
    await mine.getByRole("button", { name: "答复", exact: true }).click();
    await mine.getByLabel("答复内容").fill("胆总管 11 mm，总胆红素 68 μmol/L");
    await mine.getByRole("button", { name: "发送答复" }).click();
    await mine.getByText("已答复").waitFor();
    await checkPage(doctor, "an answered question");
    await theirs.getByText("胆总管 11 mm，总胆红素 68 μmol/L").waitFor();

    // Either side may want a call; the other one says yes; the door of the room is there for both.
    await mine.getByRole("button", { name: "改为视频会诊" }).click();
    await mine.getByLabel("说明（选填）").fill("影像需要当面讨论");
    await mine.getByRole("button", { name: "提议改为视频" }).click();
    await theirs.getByRole("button", { name: "同意，改为视频" }).click();
    for (const talk of [mine, theirs])
      expect(await talk.getByRole("link", { name: "进入会诊室" }).getAttribute("href")).toBe(
        `/room/${caseId}`,
      );

    // What he writes without a network outlives the closed tab, and nobody reads it in the browser's storage.
    const written = "胆总管结石合并急性胰腺炎，48 小时内行 ERCP。";
    await expert.page.goto(`/cases/${caseId}/opinion`);
    await expert.page.getByText("会诊意见", { exact: true }).first().click();
    await expert.page.getByLabel("结论").waitFor();
    await expert.context.setOffline(true);
    expert.expected.push(/ERR_INTERNET_DISCONNECTED/);
    await expert.page.getByLabel("结论").fill(written);
    const inStorage = () => expert.page.evaluate(lyingInStorage);
    await expect.poll(async () => (await inStorage()).count).toBe(1);
    expect((await inStorage()).text).not.toContain("ERCP");
    await expert.page.close();
    await expert.context.setOffline(false);
    expert = { ...expert, page: await expert.context.newPage() };
    await expert.page.goto(`/cases/${caseId}/opinion`);
    await expert.page.getByText("会诊意见", { exact: true }).first().click();
    await expert.page.getByText("已恢复上次未能保存的内容").waitFor();
    expect(await expert.page.getByLabel("结论").inputValue()).toBe(written);
    await expect.poll(async () => (await inStorage()).count).toBe(0);
  },
);
