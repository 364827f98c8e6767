// Join → first picture, size received, return after a cut, the server's CPU: real pages, real media, one machine.
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { chromium } from "playwright-core";
import { browserOptions, callFlags } from "../../e2e/browser.js";
import { startSeededServer } from "../../e2e/seeded-server.js";
import { janusKeys, startJanus } from "../../test/peers/janus-server.js";
import { measureBare } from "./bare.js";

const rounds = Number(process.argv[2] ?? 10);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const quantile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
};
const summary = (values) => ({
  n: values.length,
  p50: Math.round(quantile(values, 0.5)),
  p95: Math.round(quantile(values, 0.95)),
  max: Math.round(Math.max(...values)),
});

/** With CALL_PROVIDER=janus the same pages meet in a Janus on this machine. */
const janus = process.env.CALL_PROVIDER === "janus" ? await startJanus(18_088) : undefined;
const server = await startSeededServer();
const options = await browserOptions();
const browser = await chromium.launch({ ...options, args: [...options.args, ...callFlags] });

/**
 * Notes, in the page's own milliseconds, what happens between the tap and the first frame of each remote video: calls before the
 * channel, the channel, the first connection's steps, and how long the page's one thread was busy in pieces of 50 ms and more.
 */
function watch() {
  const marks = { helloAt: 0, welcomes: [], frames: [], steps: {}, busy: [] };
  globalThis.marks = marks;
  // Before the tap the page makes itself ready; that is not the way in.
  const note = (step) => {
    if (globalThis.tapAt !== undefined) marks.steps[step] ??= performance.now();
  };
  const Native = WebSocket;
  globalThis.WebSocket = class extends Native {
    constructor(...args) {
      super(...args);
      if (!String(args[0]).endsWith("/signal")) return;
      note("channelMade");
      this.addEventListener("open", () => note("channelOpen"));
      this.addEventListener("message", ({ data }) => {
        if (!String(data).startsWith('{"t":"welcome"')) return;
        note("welcome");
        marks.welcomes.push(performance.now());
      });
    }
    send(data) {
      if (String(data).startsWith('{"t":"hello"')) {
        note("helloSaid");
        marks.helloAt = performance.now();
      }
      super.send(data);
    }
  };
  const Peer = RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Peer {
    constructor(...args) {
      super(...args);
      note("connectionMade");
      this.addEventListener("iceconnectionstatechange", () => note(`ice-${this.iceConnectionState}`));
      this.addEventListener("connectionstatechange", () => note(`link-${this.connectionState}`));
    }
    async setLocalDescription(...args) {
      await super.setLocalDescription(...args);
      note("offered");
    }
    async setRemoteDescription(...args) {
      note("answered");
      return super.setRemoteDescription(...args);
    }
  };
  const ask = fetch;
  globalThis.fetch = async (...args) => {
    const url = String(args[0]?.url ?? args[0]);
    const isJoin = /\/room\/(join|open)$/.test(url);
    if (isJoin) note("joinAsked");
    const reply = await ask(...args);
    if (isJoin) note("joinAnswered");
    return reply;
  };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) marks.busy.push([startTime, duration]);
  }).observe({ type: "longtask" });
  document.addEventListener(
    "loadedmetadata",
    ({ target }) => {
      if (target.muted) return;
      note("pictureSize");
      target.requestVideoFrameCallback(() => marks.frames.push(performance.now()));
    },
    true,
  );
}

async function enter(sought) {
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(60_000);
  const { people } = await (await context.request.get("/api/demo-people")).json();
  const person = people.find(
    (one) =>
      one.roles.includes(sought.role) &&
      (!sought.name || one.name === sought.name) &&
      (!sought.institution || one.institutionName === sought.institution),
  );
  await context.request.post("/api/session/demo", { data: { personId: person.personId } });
  await context.addInitScript(watch);
  const call = async (method, path, data = {}) => {
    const reply = await context.request[method](path, {
      ...(method !== "get" && { data, headers: { "idempotency-key": crypto.randomUUID() } }),
    });
    if (!reply.ok()) throw new Error(`${path} ${reply.status()} ${await reply.text()}`);
    return reply.json();
  };
  return { context, person, call, page: await context.newPage() };
}

const results = {};
/** Bare pages find each other by the machine's network; beside Janus there is none, and the part without it has measured them. */
async function bareAs(nameOf) {
  if (janus) return;
  for (const people of [2, 3])
    results[nameOf(people)] = summary(
      (await measureBare(browser, people - 1, rounds)).map((one) => one.opened),
    );
}
await bareAs((people) => `bareToLastFirstPictureOf${people}Ms`);

const doctor = await enter({ role: "requester", institution: "云溪县人民医院" });
if (janus) {
  const operator = await enter({ role: "operator" });
  const { items } = await operator.call("get", "/api/institutions");
  const saved = await operator.call("put", "/api/rtc", {
    institutionId: items.find(({ name }) => name === "云溪县人民医院").id,
    version: 0,
    provider: "janus",
    forms: { livekit: null, agora: null, janus: { instances: [janus.instance], recordingPath: "" } },
    secrets: { "janus.adminKey": janusKeys.adminKey, "janus.apiSecret": janusKeys.apiSecret },
  });
  if (saved.provider !== "janus") throw new Error("Janus was not chosen");
}
const { id: caseId, version } = await doctor.call("post", "/api/cases");
const saved = await doctor.call("put", `/api/cases/${caseId}/draft`, {
  version,
  draft: {
    patientName: "测速",
    patientSex: "male",
    patientAgeYears: 60,
    question: "通话性能测量，请接诊。",
    summary: "患者饮酒后上腹剧痛 6 小时，呕吐 4 次。血淀粉酶 1860 U/L，CT 示胰腺肿胀。",
    diagnoses: [{ code: "K85.900", name: "急性胰腺炎" }],
    wantedSpecialtyCode: "03.02",
    mode: "video",
    vitals: {
      systolicMmHg: 98,
      diastolicMmHg: 62,
      heartRatePerMin: 112,
      respiratoryRatePerMin: 22,
      spo2Percent: 97,
      temperatureC: 37.8,
      onOxygen: false,
      consciousness: "A",
    },
    consent: { textVersion: "2026-01", givenBy: "patient", signerName: "测速", form: "paper" },
  },
});
await doctor.call("post", `/api/cases/${caseId}/submit`, { version: saved.version });
let asked;
while (!asked) {
  await sleep(500);
  // Nobody searches yet while the request is still being judged.
  const search = await doctor.call("get", `/api/cases/${caseId}/search`);
  asked = search?.offers.find(({ status }) => status === "sent" || status === "seen");
}
const expert = await enter({ role: "expert", name: asked.expertName, institution: asked.institutionName });
// From the tap that accepts to the controls of the call, with the one tap between as soon as the page lets it.
await expert.page.goto("/");
await expert.page
  .getByRole("article", { name: "通话性能测量，请接诊。" })
  .first()
  .getByRole("button", { name: "接诊", exact: true })
  .click();
const acceptedAt = performance.now();
await expert.page.getByRole("button", { name: "开启并进入" }).click();
await expert.page.getByRole("toolbar", { name: "通话控制" }).waitFor();
results.acceptToInTheRoomMs = Math.round(performance.now() - acceptedAt);
const { notice } = await doctor.call("post", `/api/cases/${caseId}/room/open`);
if (notice !== null) throw new Error(notice.en);
await doctor.call("put", `/api/cases/${caseId}/room/qualified`, {
  name: "测速医师",
  title: "主治医师",
  isRescueConfirmed: true,
});

/** Goes in and answers the times to the first picture of the last of the others, from the pass being shown and from the tap. */
async function goIn(who, others) {
  const leave = who.page.getByRole("button", { name: /离开$/ });
  if (await leave.isVisible()) await leave.click();
  await who.page.goto(`/room/${caseId}`);
  const button = who.page.getByRole("button", { name: "进入", exact: true });
  await button.waitFor();
  await who.page.waitForFunction(() => document.querySelector(".r-check .ant-btn-primary:not([disabled])"));
  await who.page.evaluate(() =>
    addEventListener("click", () => (globalThis.tapAt ??= performance.now()), { capture: true, once: true }),
  );
  await button.click();
  await who.page.waitForFunction((count) => globalThis.marks.frames.length >= count, others, { polling: 20 });
  const { tapAt, marks } = await who.page.evaluate(() => ({
    tapAt: globalThis.tapAt,
    marks: globalThis.marks,
  }));
  const last = marks.frames[others - 1];
  const busyMs = marks.busy
    .filter(([at]) => at >= tapAt && at < last)
    .reduce((sum, [, duration]) => sum + duration, 0);
  const steps = Object.entries(marks.steps).filter(([, at]) => at >= tapAt && at <= last);
  return {
    last: last - marks.helloAt,
    sinceTap: last - tapAt,
    steps: { ...Object.fromEntries(steps.map(([step, at]) => [step, at - tapAt])), busyMs },
  };
}
/** Median of each step over all rounds, in milliseconds since the tap; in the order in which they happen. */
const steps = (rounds) => {
  const names = [...new Set(rounds.flatMap((one) => Object.keys(one.steps)))];
  const medians = names.map((name) => [
    name,
    Math.round(
      quantile(
        rounds.flatMap((one) => one.steps[name] ?? []),
        0.5,
      ),
    ),
  ]);
  return Object.fromEntries(medians.sort(([, a], [, b]) => a - b));
};
const received = (who) =>
  who.page.evaluate(() =>
    [...document.querySelectorAll(".r-tile:not([data-mirror]) video")].map(
      (one) => `${one.videoWidth}x${one.videoHeight}`,
    ),
  );
const serverCpuSeconds = () => {
  // The server is our child: its pid is found by its parent's, and its time is user and system together.
  const fields = readFileSync(`/proc/${server.pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

await doctor.page.goto(`/room/${caseId}`);
await doctor.page.getByRole("button", { name: "进入", exact: true }).click();
await doctor.page.getByRole("toolbar", { name: "通话控制" }).waitFor();

const two = [];
for (let n = 0; n < rounds; n++) {
  two.push(await goIn(expert, 1));
  if (n < rounds - 1) await sleep(500);
}
results.joinToFirstPictureOf2Ms = summary(two.map((one) => one.last));
results.tapToFirstPictureOf2Ms = summary(two.map((one) => one.sinceTap));
results.stepsOf2Ms = steps(two);
await sleep(8000);
results.receivedBy2 = [...(await received(doctor)), ...(await received(expert))];
const before = serverCpuSeconds();
const janusBefore = janus?.cpuSeconds() ?? 0;
await sleep(15_000);
if (janus)
  results.janusCpuPercentOfACoreRoomOf2 = Math.round(((janus.cpuSeconds() - janusBefore) / 15) * 1000) / 10;
results.serverCpuPercentOfACoreRoomOf2 = Math.round(((serverCpuSeconds() - before) / 15) * 1000) / 10;

const backs = [];
for (let n = 0; n < Math.min(rounds, 5); n++) {
  const known = await expert.page.evaluate(() => globalThis.marks.welcomes.length);
  await expert.context.setOffline(true);
  await sleep(1500);
  await expert.page.evaluate(() =>
    addEventListener("online", () => (globalThis.onlineAt = performance.now()), { once: true }),
  );
  await expert.context.setOffline(false);
  await expert.page.waitForFunction((count) => globalThis.marks.welcomes.length > count, known, {
    polling: 20,
  });
  backs.push(await expert.page.evaluate(() => globalThis.marks.welcomes.at(-1) - globalThis.onlineAt));
  await sleep(500);
}
results.backAfterCutMs = summary(backs);

const returns = [];
for (let n = 0; n < Math.min(rounds, 5); n++) {
  await expert.page.reload();
  await expert.page.waitForFunction(() => globalThis.marks.frames.length > 0, undefined, { polling: 20 });
  // The clock of a page begins with its being opened.
  returns.push(await expert.page.evaluate(() => globalThis.marks.frames[0]));
  await sleep(1000);
}
results.closedPageToPictureAgainMs = summary(returns);

const operatorCall = await enter({ role: "dispatcher" });
const { items } = await doctor.call("get", "/api/experts?specialty=03.02&status=active&limit=50");
const third = items.find((one) => one.hasAccount && one.name !== asked.expertName);
const invitation = await doctor.call("post", `/api/cases/${caseId}/room/invitations`, {
  practitionerRoleId: third.practitionerRoleId,
  reason: "通话性能测量",
});
await operatorCall.call("post", `/api/room-invitations/${invitation.id}/decide`, { isConfirmed: true });
const guest = await enter({ role: "expert", name: third.name, institution: third.institutionName });
const three = [];
for (let n = 0; n < rounds; n++) {
  three.push(await goIn(guest, 2));
  if (n < rounds - 1) await sleep(500);
}
results.joinToLastFirstPictureOf3Ms = summary(three.map((one) => one.last));
results.tapToLastFirstPictureOf3Ms = summary(three.map((one) => one.sinceTap));
results.stepsOf3Ms = steps(three);
await sleep(8000);
results.receivedBy3 = (await Promise.all([doctor, expert, guest].map(received))).flat();
// A machine that others use as well may have become slower meanwhile: the same bare pages once more, when all have left.
for (const who of [doctor, expert, guest]) await who.context.close();
await bareAs((people) => `bareAgainOf${people}Ms`);
const ratio = (ours, floor) => floor && Math.round((ours.p50 / floor.p50) * 100) / 100;
results.timesTheBareOf2 = ratio(results.joinToFirstPictureOf2Ms, results.bareToLastFirstPictureOf2Ms);
results.timesTheBareOf3 = ratio(results.joinToLastFirstPictureOf3Ms, results.bareToLastFirstPictureOf3Ms);
results.load = loadavg()[0];

await browser.close();
await server.stop();
await janus?.kill();
console.log(JSON.stringify(results));
process.exit(0);
