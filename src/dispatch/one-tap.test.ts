import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, type AllianceExpert, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type World } from "../../test/world.js";
import { checkInvariants } from "../invariants.js";

let world: World;
let alliance: Alliance;
const mailbox = async (person: string) =>
  world.query(sql<{ subject: string; body: string; link: string }>`
    select subject, body, link from notifications.local_message where person_id = ${person} order by created_at desc, subject`);

beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 2);
  for (const expert of alliance.experts) {
    const named = ok(
      await expert.post("/api/notification-addresses", {
        channel: "email",
        address: `${expert.roleId}@h.example`,
      }),
    );
    await world.deliver();
    const code = /\d{6}/u.exec((await mailbox(expert.id))[0]?.body ?? "")?.[0];
    ok(await expert.post(`/api/notification-addresses/${named.body.addresses[0].id}/confirm`, { code }));
  }
});
afterAll(async () => {
  const broken = (await checkInvariants(world.database)).filter((rule) => rule.offenders.length > 0);
  await world.close();
  expect(broken).toEqual([]);
});

interface Invited {
  readonly caseId: string;
  readonly offerId: string;
  readonly expert: AllianceExpert;
  readonly token: string;
  readonly link: string;
}
/** A case is sent, and its expert finds the link in his mailbox. */
async function invited(): Promise<Invited> {
  // What an earlier test left to be asked anew is asked before, so that the newest message is of this case.
  await world.drain();
  await world.deliver();
  const caseId = await alliance.submit();
  const { id: offerId, expert } = await alliance.openOffer(caseId);
  await world.drain();
  await world.deliver();
  const mail = (await mailbox(expert.id)).find(({ subject }) => subject.includes("派单待应答"));
  const token = /^http:\/\/consilium\.test\/o\/([\w-]{44})$/u.exec(mail?.link ?? "")?.[1];
  if (mail === undefined || token === undefined) throw new Error("no link came");
  return { caseId, offerId, expert, token, link: mail.link };
}
async function tell(
  path: "look" | "accept",
  token: string,
  key = randomUUID(),
  cookies = {},
  ip = "10.1.1.1",
) {
  const reply = await world.app.inject({
    method: "POST",
    url: `/api/one-tap/${path}`,
    headers: { "idempotency-key": key },
    payload: { token },
    cookies,
    remoteAddress: ip,
  });
  const [cookie] = reply.cookies;
  return {
    status: reply.statusCode,
    body: reply.json<Record<string, unknown>>(),
    cookies: cookie ? { [cookie.name]: cookie.value } : undefined,
  };
}
const as = (cookies: Record<string, string>, method: "GET" | "POST" | "PUT", url: string, payload?: object) =>
  world.app.inject({
    method,
    url,
    cookies,
    headers: { "idempotency-key": randomUUID() },
    ...(payload && { payload }),
  });
const offerStatus = async (id: string) =>
  (await world.query(sql<{ status: string }>`select status from dispatch.offer where id = ${id}`))[0]?.status;

test("the message holds nothing of the case, the link shows facts without the question, and looking changes nothing", async () => {
  const { offerId, expert, token } = await invited();
  const [mail] = await mailbox(expert.id);
  expect(`${mail?.subject}${mail?.body}`).not.toMatch(/王|结节|云溪|呼吸/u);
  for (let n = 0; n < 3; n++) {
    const looked = await tell("look", token);
    expect(looked.body).toMatchObject({
      state: "open",
      expertName: expert.name,
      institutionName: "云溪县人民医院",
      urgencyLevel: "IV",
    });
    expect(JSON.stringify(looked.body)).not.toMatch(/王建国|结节/u);
    expect(looked.cookies).toBeUndefined();
  }
  // What a mail scanner does to the address itself.
  expect((await world.app.inject({ method: "GET", url: `/o/${token}` })).cookies).toEqual([]);
  expect(await offerStatus(offerId)).toBe("sent");
  // The database holds no link that could be used: only its hash.
  const kept = await world.query(
    sql<{ row: string }>`select row_to_json(o)::text as row from notifications.one_tap o`,
  );
  expect(kept.some(({ row }) => row.includes(token))).toBe(false);
});

test("one tap accepts, and opens a session that reads and writes this case, and cannot sign it or do anything else", async () => {
  const { caseId, offerId, token } = await invited();
  const other = await invited();
  const accepted = await tell("accept", token);
  expect(accepted).toMatchObject({ status: 200, body: { caseId } });
  expect(await offerStatus(offerId)).toBe("accepted");
  const cookies = accepted.cookies ?? {};
  const session = (await as(cookies, "GET", "/api/session")).json<{
    limitedToCase: string;
    actions: string[];
  }>();
  expect(session.limitedToCase).toBe(caseId);
  expect(session.actions).not.toContain("opinion.sign");
  await world.drain();
  expect((await as(cookies, "GET", `/api/cases/${caseId}`)).statusCode).toBe(200);
  const text = { answer: "可以手术", conclusion: "早期肺癌可能", advice: "建议胸腔镜手术" };
  expect((await as(cookies, "PUT", `/api/cases/${caseId}/opinion`, { revision: 0, text })).statusCode).toBe(
    200,
  );
  const limited = [
    await as(cookies, "POST", `/api/cases/${caseId}/opinion/sign`, { revision: 1 }),
    await as(cookies, "GET", "/api/offers"),
    await as(cookies, "POST", `/api/offers/${other.offerId}/accept`),
    await as(cookies, "GET", `/api/cases/${other.caseId}`),
    await as(cookies, "GET", "/api/cases"),
    await as(cookies, "GET", "/api/notification-settings"),
  ];
  expect(limited.map((reply) => [reply.statusCode, reply.json<{ code: string }>().code])).toEqual(
    limited.map(() => [403, "session_limited"]),
  );
  await world.passTime(0);
  await world.superuser(
    "update identity.session set expires_at = platform.now() where limited_to_case is not null",
  );
  expect((await as(cookies, "GET", "/api/session")).statusCode).toBe(401);
});

test("the same tap after a lost answer gets its session; another tap of the same link does not", async () => {
  const { caseId, token } = await invited();
  const key = randomUUID();
  const taps = await Promise.all([tell("accept", token, key), tell("accept", token, key)]);
  expect(taps.map(({ status, body, cookies }) => [status, body.caseId, cookies !== undefined])).toEqual([
    [200, caseId, true],
    [200, caseId, true],
  ]);
  expect((await tell("accept", token)).body).toMatchObject({ code: "link_used" });
  expect((await tell("look", token)).body).toMatchObject({ state: "accepted" });
  await world.passTime(11);
  expect(await tell("accept", token, key)).toMatchObject({ body: { code: "link_used" }, cookies: undefined });
});

test("two hundred taps at once: one acceptance, one session", async () => {
  const { offerId, token } = await invited();
  // A person who is told 系统忙 taps again.
  const tap = async (): Promise<Awaited<ReturnType<typeof tell>>> => {
    const told = await tell("accept", token);
    return told.body.code === "busy" ? tap() : told;
  };
  const taps = await Promise.all(Array.from({ length: 200 }, tap));
  expect(taps.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(taps.filter(({ cookies }) => cookies !== undefined)).toHaveLength(1);
  expect(new Set(taps.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(
    new Set(["link_used"]),
  );
  expect(await offerStatus(offerId)).toBe("accepted");
}, 60_000);

test("declined, withdrawn and expired offers say so, and their links accept nothing", async () => {
  const declined = await invited();
  ok(
    await declined.expert.post(`/api/offers/${declined.offerId}/decline`, { code: "no_time_now", note: "" }),
  );
  await world.drain();
  const withdrawn = await invited();
  ok(await alliance.requester.post(`/api/cases/${withdrawn.caseId}/cancel`, { reasonCode: "transferred" }));
  await world.drain();
  const expired = await invited();
  for (const [{ token }, state, code] of [
    [declined, "declined", "offer_already_declined"],
    [withdrawn, "withdrawn", "offer_withdrawn"],
  ] as const) {
    expect((await tell("look", token)).body).toMatchObject({ state });
    expect(await tell("accept", token)).toMatchObject({ status: 409, body: { code }, cookies: undefined });
  }
  await world.passTime(60 * 24);
  expect((await tell("look", expired.token)).body).toMatchObject({ state: "expired" });
  expect((await tell("accept", expired.token)).body).toMatchObject({ code: "link_expired" });
});

test("a forged, altered or foreign link is nobody's, and trying many is made to wait", async () => {
  const { token, offerId, expert } = await invited();
  const flip = (text: string, at: number) =>
    text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
  for (const forged of [
    flip(token, 3),
    flip(token, 30),
    token.slice(1),
    `${token}A`,
    "x",
    "../../etc/passwd",
  ])
    expect(await tell("accept", forged, randomUUID(), {}, "10.2.2.2")).toMatchObject({
      status: 404,
      body: { code: "link_unknown" },
      cookies: undefined,
    });
  // A row turned to another person or offer no longer fits its own signature.
  const someone = alliance.experts.find(({ id }) => id !== expert.id)?.id ?? "";
  await world.superuser(
    `update notifications.one_tap set person_id = '${someone}' where subject_id = '${offerId}'`,
  );
  expect((await tell("accept", token)).body).toMatchObject({ code: "link_unknown" });
  await world.superuser(
    `update notifications.one_tap set person_id = '${expert.id}' where subject_id = '${offerId}'`,
  );
  const tries: Awaited<ReturnType<typeof tell>>[] = [];
  for (let n = 0; n < 16; n++) tries.push(await tell("look", flip(token, n), randomUUID(), {}, "10.2.2.2"));
  expect(tries.map(({ body }) => body.code)).toContain("too_many_attempts");
  expect((await tell("look", token, randomUUID(), {}, "10.2.2.2")).status).toBe(429);
  // Others are not kept waiting.
  expect((await tell("look", token, randomUUID(), {}, "10.3.3.3")).body).toMatchObject({ state: "open" });
  expect(await offerStatus(offerId)).toBe("sent");
});

test("a disabled expert's link opens nothing; a signed-in expert keeps his session", async () => {
  const { token, expert } = await invited();
  await world.superuser(`update identity.person set status = 'disabled' where id = '${expert.id}'`);
  expect(await tell("accept", token)).toMatchObject({ status: 403, body: { code: "expert_not_active" } });
  await world.superuser(`update identity.person set status = 'active' where id = '${expert.id}'`);
  const entered = await world.app.inject({
    method: "POST",
    url: "/api/session/demo",
    payload: { personId: expert.id },
  });
  const [cookie] = entered.cookies;
  const accepted = await tell("accept", token, randomUUID(), { [cookie?.name ?? ""]: cookie?.value });
  expect(accepted).toMatchObject({ status: 200, cookies: undefined });
  const missing = await world.app.inject({ method: "POST", url: "/api/one-tap/accept", payload: { token } });
  expect(missing.json()).toMatchObject({ code: "idempotency_key_required" });
});
