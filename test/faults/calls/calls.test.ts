import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { browserOptions, callFlags } from "../../../e2e/browser.js";
import { caseWithRoom } from "../../../e2e/call-case.js";
import { smallCamera } from "../../../e2e/fake-media.js";
import { moving } from "../../../e2e/pictures.js";
import { type SeededServer, startSeededServer } from "../../../e2e/seeded-server.js";
import { type Doors, openDoors } from "../../../e2e/visitor.js";
import { type FarNetwork, layCable } from "./network-lab.js";

/** Two browsers, each on a network of its own, joined by a cable: what is pulled out of one is missed by the other. */
let cable: FarNetwork;
let server: SeededServer;
const browsers: Browser[] = [];
let near: Page;
let far: Page;

async function browserOn(wrap: (program: string) => string): Promise<Doors> {
  const options = await browserOptions();
  const browser = await chromium.launch({
    ...options,
    executablePath: wrap(options.executablePath ?? ""),
    args: [...(options.args ?? []), ...callFlags],
  });
  browsers.push(browser);
  return openDoors(browser, server.url);
}

async function enter(page: Page, caseId: string): Promise<void> {
  await page.goto(`/room/${caseId}`);
  await page.getByRole("button", { name: "进入", exact: true }).click();
  await page.getByRole("toolbar", { name: "通话控制" }).waitFor();
}
const bothSee = async (): Promise<void> => {
  for (const page of [near, far])
    await expect.poll(() => moving(page), { timeout: 60_000, interval: 100 }).toBe(1);
};
const cut = "与会诊室的连接中断，正在恢复";
const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1);

beforeAll(async () => {
  cable = layCable();
  server = await startSeededServer("0.0.0.0");
  cable.bring(new URL(server.url).port);
});
afterAll(async () => {
  for (const browser of browsers) await browser.close();
  await server.stop();
  cable.close();
});

test("two people meet, each on a network of his own", async () => {
  const doors = await browserOn((program) => program);
  const doctor = await doors.enterAs({ role: "requester", institution: "云溪县人民医院" });
  const { caseId, expert } = await caseWithRoom(doors, doctor);
  const farDoors = await browserOn((program) => cable.wrap(program));
  const away = await farDoors.enterAs({ role: "expert", name: expert.name });
  await expert.context.close();
  for (const { context } of [doctor, away]) await smallCamera(context);
  near = doctor.page;
  far = away.page;
  await enter(near, caseId);
  await enter(far, caseId);
  await bothSee();
});

test("the network is cut for 20 s: it is said on both sides, and the call comes back by itself", async () => {
  cable.pull();
  const pulledAt = performance.now();
  await Promise.all([
    far.getByText(cut).waitFor({ timeout: 20_000 }),
    near
      .getByText(/连接中断，正在恢复…|网络中断/)
      .first()
      .waitFor({ timeout: 20_000 }),
  ]);
  console.log(`said after ${seconds(pulledAt)} s`);
  await new Promise((resolve) => setTimeout(resolve, 20_000 - (performance.now() - pulledAt)));
  cable.plugIn();
  const pluggedAt = performance.now();
  await bothSee();
  console.log(`pictures again after ${seconds(pluggedAt)} s`);
  await far.getByText(cut).waitFor({ state: "detached" });
  console.log(`channel again after ${seconds(pluggedAt)} s`);
});

test("the server is restarted in mid-call: sound and pictures go on, and the room is back with it", async () => {
  const stoppedAt = performance.now();
  const back = server.restart();
  await Promise.all([near, far].map((page) => page.getByText(cut).waitFor()));
  // Nothing but the two browsers carries the call now.
  await expect.poll(() => moving(near)).toBe(1);
  await expect.poll(() => moving(far)).toBe(1);
  await back;
  console.log(`server back after ${seconds(stoppedAt)} s`);
  await Promise.all([near, far].map((page) => page.getByText(cut).waitFor({ state: "detached" })));
  console.log(`room back after ${seconds(stoppedAt)} s`);
  await bothSee();
  await far.getByRole("button", { name: "举手" }).click();
  await near.getByText("✋ 举手").waitFor();
  await far.getByLabel("写消息").fill("刚才的话请再说一遍");
  await far.getByRole("button", { name: /发送$/ }).click();
  await near.getByText("刚才的话请再说一遍").waitFor();
});
