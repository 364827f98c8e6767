// Takes the pictures of docs/screenshots from a freshly seeded server: the pages as a visitor of the demonstration
// sees them, light, in Chinese, after their content has arrived.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { browserOptions, phone } from "../e2e/browser.js";
import { fillRequest } from "../e2e/fill-request.js";
import { messyList } from "../e2e/messy-list.js";
import { startSeededServer } from "../e2e/seeded-server.js";
import { ask, type Doors, openDoors, type Visitor } from "../e2e/visitor.js";
import type { SearchView } from "../src/dispatch/api.js";
import { packageRoot } from "../src/platform/package-root.js";

const question = "急性胰腺炎合并低血压，是否需要立即转诊？转运前如何复苏？";
const folder = join(packageRoot(), "docs", "screenshots");

/** The window as it stands, without the notices that pass at its top and the blinking caret. */
async function take({ page }: Visitor, name: string): Promise<void> {
  await page.locator(".c-loading, .c-notice").first().waitFor({ state: "detached" });
  await page.evaluate("document.fonts.ready");
  await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled", caret: "hide" });
  console.log(`docs/screenshots/${name}.png`);
}

async function signIn(doors: Doors): Promise<void> {
  const guest = await doors.arrive();
  await guest.page.getByRole("heading", { name: /申请医生/ }).waitFor();
  await take(guest, "sign-in");
}

/** One request from the form over its case to the expert's phone. */
async function request(doors: Doors): Promise<void> {
  const doctor = await doors.enterAs({ role: "requester", institution: "云溪县人民医院", post: "外科" });
  const { page } = doctor;
  await page.goto("/cases/new");
  await fillRequest(doctor, { question, patient: "计春生", isSigned: true });
  await page.getByLabel("紧急程度 II 级：急重").first().waitFor();
  await page
    .getByText(/^已保存/)
    .first()
    .waitFor();
  await page.mouse.move(0, 0);
  await page.evaluate("scrollTo(0, 0)");
  await take(doctor, "request-form");

  await page.getByRole("button", { name: "提交会诊申请" }).click();
  await page.getByText(/^正在等.+应答$/).waitFor();
  await page.getByRole("region", { name: "专家匹配" }).getByRole("listitem").first().waitFor();
  await take(doctor, "case");

  const caseId = new URL(page.url()).pathname.split("/")[2] ?? "";
  const { offers } = await ask<SearchView>(doctor, `/api/cases/${caseId}/search`);
  const asked = offers.at(-1);
  if (!asked) throw new Error("nobody is being asked");
  const sought = { role: "expert", name: asked.expertName, institution: asked.institutionName } as const;
  const expert = await doors.enterAs(sought, phone);
  await expert.page.getByRole("article", { name: question }).getByText("为什么请您").waitFor();
  await take(expert, "offer-phone");
}

async function dispatchBoard(doors: Doors): Promise<void> {
  const dispatcher = await doors.enterAs({ role: "dispatcher" });
  await dispatcher.page.getByRole("table", { name: /等待中的会诊/ }).waitFor();
  await take(dispatcher, "dispatch-board");
}

async function importPreview(doors: Doors): Promise<void> {
  const operator = await doors.enterAs({ role: "operator" });
  const { page } = operator;
  await page.goto("/experts/import");
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "选择文件" }).click();
  const file = await choosing;
  const buffer = await messyList("之江医科大学附属第一医院");
  await file.setFiles({ name: "专家名单.xlsx", mimeType: "application/octet-stream", buffer });
  await page.getByRole("table", { name: "逐行问题列表" }).waitFor();
  await take(operator, "import");
}

mkdirSync(folder, { recursive: true });
const [server, browser] = await Promise.all([startSeededServer(), chromium.launch(await browserOptions())]);
try {
  const doors = openDoors(browser, server.url);
  await signIn(doors);
  await request(doors);
  await dispatchBoard(doors);
  await importPreview(doors);
} finally {
  await browser.close();
  await server.stop();
}
