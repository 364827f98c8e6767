import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { addMinutes } from "../kernel/time.js";
import { failed, type OutgoingMessage, type SendOutcome, sent } from "./channels/channel.js";
import { deliveryTransitions } from "./domain/delivery.js";
import type { GuardedChannel } from "./host.js";
import { noteSubjectSeen, notify, setInCall } from "./index.js";

/** What went out by a channel, and what its server answers next. */
const out: { channel: string; message: OutgoingMessage }[] = [];
const answers = new Map<string, SendOutcome[]>();
const standIn = (channel: "push" | "email" | "sms" | "wecom"): GuardedChannel => ({
  channel,
  circuit: () => "closed",
  send(message) {
    out.push({ channel, message });
    return Promise.resolve(answers.get(channel)?.shift() ?? sent("taken"));
  },
});

let world: World;
let doctor: Someone;
let operator: Someone;
beforeAll(async () => {
  world = await newWorld({
    notify: {
      channels: { email: standIn("email"), sms: standIn("sms"), wecom: standIn("wecom") },
      isSink: false,
    },
  });
  const hospital = await world.institution("云溪县人民医院");
  doctor = await world.person(hospital, "周一诺", "expert");
  operator = await world.person(await world.institution("联盟运营中心", "operator"), "郑运营", "operator");
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.superuser(
    "truncate notifications.notice, notifications.setting, notifications.address, notifications.delivery, notifications.one_tap",
  );
  out.length = 0;
  answers.clear();
});

const settings = async () => (await doctor.get("/api/notification-settings")).body;
const order = { urgent: ["sms", "email"], work: ["email"], news: ["email"] };
async function verified(channel: "email" | "sms", address: string): Promise<void> {
  const added = await doctor.post("/api/notification-addresses", { channel, address });
  expect(added.status).toBe(200);
  await world.deliver();
  const code = /\d{6}/u.exec(out.at(-1)?.message.text ?? "")?.[0];
  const { id } = added.body.addresses.find((one: { channel: string }) => one.channel === channel);
  expect((await doctor.post(`/api/notification-addresses/${id}/confirm`, { code })).status).toBe(200);
  out.length = 0;
}
async function ready(quiet: { from: string; to: string } | null = null): Promise<void> {
  await verified("email", "zhou@hospital.example");
  await verified("sms", "13812345678");
  const { version } = await settings();
  const saved = await doctor.put("/api/notification-settings", { version, order, quiet, timeZone: null });
  expect(saved.status).toBe(200);
}
const offerId = () => randomUUID();
const offer = (level: "I" | "II" | "III", subjectId = offerId(), minutes = 30) =>
  world.system((tx) =>
    notify(tx, {
      personId: doctor.id,
      kind: "offer_sent",
      caseId: randomUUID(),
      subjectId,
      details: { level, institutionName: "云溪县人民医院", expiresAt: addMinutes(tx.now, minutes) },
      eventId: subjectId,
    }),
  );
const work = async () => {
  await world.drain();
  await world.deliver();
};
const log = async (): Promise<string[]> =>
  (await settings()).deliveries
    .filter((one: { purpose: string }) => one.purpose === "notice")
    .map(
      (one: { channel: string; status: string; reason: string | null }) =>
        `${one.channel} ${one.status}${one.reason === null ? "" : ` ${one.reason}`}`,
    )
    .sort();

test("the database allows exactly the transitions of the domain", async () => {
  const rows = await world.query<{ from_state: string; to_state: string }>(
    sql`select from_state, to_state from platform.state_transition where machine = 'delivery'`,
  );
  const domain = Object.entries(deliveryTransitions).flatMap(([from, all]) =>
    all.map((to) => `${from} ${to}`),
  );
  expect(rows.map((row) => `${row.from_state} ${row.to_state}`).sort()).toEqual(domain.sort());
});

test("an address counts once its code is typed; wrong codes run out, and it is never shown or stored in clear", async () => {
  const added = await doctor.post("/api/notification-addresses", {
    channel: "email",
    address: "Zhou@Hospital.example",
  });
  const [address] = added.body.addresses;
  expect(address).toMatchObject({ channel: "email", hint: "Z***@Hospital.example", isVerified: false });
  await offer("III");
  await work();
  expect(await log()).toEqual(["email suppressed address_unverified", "push suppressed no_address"]);
  const codes = out.filter(({ message }) => message.subject === "确认通知地址");
  expect(codes).toHaveLength(1);
  const code = /\d{6}/u.exec(codes[0]!.message.text)![0];
  const confirm = (given: string) =>
    doctor.post(`/api/notification-addresses/${address.id}/confirm`, { code: given });
  const wrong = code === "000000" ? "000001" : "000000";
  for (let n = 0; n < 5; n++) expect((await confirm(wrong)).body).toMatchObject({ code: "code_wrong" });
  expect((await confirm(code)).body).toMatchObject({ code: "code_expired" });
  const stored = await world.query<{ all: string }>(
    sql`select row_to_json(a)::text as all from notifications.address a`,
  );
  expect(stored[0]!.all).not.toMatch(/zhou@/iu);
  expect(stored[0]!.all).not.toContain(code);
  await verified("email", "zhou@hospital.example");
  expect((await settings()).addresses).toMatchObject([{ isVerified: true }]);
});

test("an urgent offer goes by the first channel, and by the next only while it is unseen", async () => {
  await ready();
  await offer("II");
  await work();
  expect(out.map(({ channel }) => channel)).toEqual(["sms"]);
  expect(out[0]!.message.text).toMatch(/^您有一例 II 级会诊派单，请在 .*（北京时间）前应答。$/u);
  expect(out[0]!.message.link).toMatch(/^http:\/\/consilium\.test\/o\/[\w-]{44}$/u);
  expect(await log()).toEqual(["email queued", "sms sent"]);
  await world.passTime(2);
  await world.deliver();
  expect(out.map(({ channel }) => channel)).toEqual(["sms", "email"]);
  // One offer, one link, whatever the channel.
  expect(out[1]!.message.link).toBe(out[0]!.message.link);
});

test("an offer that was opened, or withdrawn, goes out by no further channel", async () => {
  await ready();
  const [seen, withdrawn] = [offerId(), offerId()];
  await offer("II", seen);
  await offer("II", withdrawn);
  await work();
  out.length = 0;
  await world.system((tx) => noteSubjectSeen(tx, doctor.id, seen));
  await world.system((tx) =>
    notify(tx, {
      personId: doctor.id,
      kind: "offer_withdrawn",
      caseId: null,
      subjectId: withdrawn,
      details: { code: "answered_by_other" },
      eventId: randomUUID(),
    }),
  );
  await world.passTime(3);
  await work();
  expect(out.map(({ message }) => message.subject)).toEqual(["一份派单已撤回"]);
  expect((await log()).filter((line) => line.includes("suppressed"))).toEqual([
    "email suppressed seen",
    "email suppressed subject_ended",
  ]);
});

test("told twice, planned once; delivered twice at once, sent once", async () => {
  await ready();
  const id = offerId();
  await offer("III", id);
  await offer("III", id);
  await world.drain();
  await Promise.all([world.deliver(), world.deliver(), world.deliver()]);
  expect(out).toHaveLength(1);
});

test("a server that fails for the moment is asked again later, within the offer's time; then the next channel at once", async () => {
  await ready();
  answers.set("sms", [failed("unreachable"), failed("rejected")]);
  await offer("II");
  await work();
  expect(await log()).toEqual(["email queued", "sms queued unreachable"]);
  await world.passTime(1);
  await world.deliver();
  // Refused for good: e-mail goes now, though its two minutes are not over.
  expect(await log()).toEqual(["email sent", "sms failed rejected"]);
  expect(out.map(({ channel }) => channel)).toEqual(["sms", "sms", "email"]);
  expect(new Set(out.slice(0, 2).map(({ message }) => message.id)).size).toBe(1);
});

test("nothing goes out about an offer whose time is over", async () => {
  await ready();
  await offer("III", offerId(), 5);
  await world.drain();
  await world.passTime(6);
  await world.deliver();
  expect(await log()).toEqual(["email suppressed too_late"]);
});

test("during a call nothing goes out; afterwards one message tells what was missed, without what was read", async () => {
  await ready();
  await world.system((tx) => setInCall(tx, doctor.id, addMinutes(tx.now, 20)));
  const news = (kind: "opinion_signed" | "case_accepted") =>
    world.system((tx) =>
      notify(tx, {
        personId: doctor.id,
        kind,
        caseId: null,
        subjectId: null,
        details: {},
        eventId: randomUUID(),
      }),
    );
  await news("opinion_signed");
  await news("case_accepted");
  const read = offerId();
  await offer("I", read);
  await work();
  expect(out).toEqual([]);
  await world.system((tx) => noteSubjectSeen(tx, doctor.id, read));
  await world.passTime(21);
  await world.deliver();
  expect(out.map(({ message }) => message.subject)).toEqual(["您有 2 条新通知"]);
  expect(out[0]!.message.text).toContain("已有专家接诊");
});

test("quiet hours hold the message until they end; level I breaks through", async () => {
  const clock = (minutes: number) =>
    world.system((tx) =>
      Promise.resolve(
        new Date(Date.parse(addMinutes(tx.now, minutes)) + 8 * 3_600_000).toISOString().slice(11, 16),
      ),
    );
  await ready({ from: await clock(-60), to: await clock(120) });
  await offer("II", offerId(), 600);
  await offer("I", offerId(), 600);
  await work();
  expect(out.map(({ channel, message }) => `${channel} ${message.subject}`)).toEqual([
    "sms I 级会诊派单待应答",
  ]);
  await world.passTime(121);
  await world.deliver();
  expect(out.some(({ message }) => message.subject === "II 级会诊派单待应答")).toBe(true);
});

test("what a group reads never carries the link that accepts", async () => {
  await doctor.post("/api/notification-addresses", { channel: "wecom", address: "138 1234 5678" });
  const { version } = await settings();
  await doctor.put("/api/notification-settings", {
    version,
    order: { ...order, urgent: ["wecom"] },
    quiet: null,
    timeZone: null,
  });
  await offer("II");
  await work();
  expect(out.map(({ channel, message }) => [channel, message.to, message.link])).toEqual([
    ["wecom", "13812345678", "http://consilium.test/offers"],
  ]);
});

test("settings: two windows, an impossible zone, a doubled channel, and someone else's address", async () => {
  await ready();
  const { version, addresses } = await settings();
  const save = (more: object) =>
    doctor.put("/api/notification-settings", { version, order, quiet: null, timeZone: null, ...more });
  expect((await save({ timeZone: "Asia/Atlantis" })).status).toBe(400);
  expect((await save({ order: { ...order, work: ["email", "email"] } })).status).toBe(400);
  expect((await save({ quiet: { from: "25:00", to: "07:00" } })).status).toBe(400);
  expect((await save({ timeZone: "Asia/Urumqi" })).body).toMatchObject({ version: Number(version) + 1 });
  expect((await save({})).body).toMatchObject({ code: "settings_changed" });
  expect((await operator.delete(`/api/notification-addresses/${addresses[0].id}`)).status).toBe(404);
  expect(
    (await doctor.post("/api/notification-addresses", { channel: "sms", address: "12345" })).status,
  ).toBe(400);
});

test("a person's own test goes out at once, and not without end", async () => {
  await verified("email", "zhou@hospital.example");
  const tested = await Promise.all(
    [1, 2].map(() => doctor.post("/api/notification-settings/test", { channel: "email" })),
  );
  expect(tested.map(({ status }) => status)).toEqual([200, 200]);
  expect((await doctor.post("/api/notification-settings/test", { channel: "sms" })).body).toMatchObject({
    code: "no_verified_address",
  });
  await world.deliver();
  expect(out.map(({ message }) => message.subject)).toEqual(["测试通知", "测试通知"]);
  const more = [];
  for (let n = 0; n < 4; n++)
    more.push((await doctor.post("/api/notification-settings/test", { channel: "email" })).status);
  expect(more).toEqual([200, 200, 200, 429]);
});

test("the operator sees how messages fare, without addresses or texts, and tests a channel", async () => {
  await ready();
  await offer("II");
  await work();
  const list = await operator.get("/api/notification-deliveries?status=sent");
  expect(list.body.items[0]).toMatchObject({
    personName: "周一诺",
    kind: "offer_sent",
    channel: "sms",
    status: "sent",
  });
  expect(JSON.stringify(list.body)).not.toMatch(/13812345678|zhou@|\/o\//u);
  expect((await operator.get("/api/notification-channels")).body.channels).toContainEqual(
    expect.objectContaining({ channel: "push", isConfigured: false, circuit: null }),
  );
  answers.set("email", [failed("not_authorized")]);
  const tests = [];
  for (const address of ["a@hospital.example", "b@hospital.example"])
    tests.push((await operator.post("/api/notification-channels/test", { channel: "email", address })).body);
  expect(tests).toMatchObject([{ isGood: false, zh: "账号或密钥被拒绝" }, { isGood: true }]);
  expect((await doctor.get("/api/notification-deliveries")).status).toBe(403);
  expect((await operator.get("/api/local-messages")).body).toMatchObject({ code: "no_local_box" });
});
