import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { agreementTransitions } from "./domain/agreement.js";
import { agreementsOf, isAgreementInForce } from "./index.js";

let world: World;
let county: string;
let city: string;
let third: string;
let operator: Someone;
let doctor: Someone;
let outsider: Someone;
beforeAll(async () => {
  world = await newWorld();
  county = await world.institution("云溪县人民医院");
  city = await world.institution("清河市第一医院");
  third = await world.institution("南屏县中医院");
  operator = await world.person(await world.institution("联盟运营中心", "operator"), "郑运营", "operator");
  doctor = await world.person(county, "周一诺", "requester");
  outsider = await world.person(third, "何医生", "requester");
});
afterAll(() => world.close());

const agreement = (sides: Record<string, string>, more: object = {}) => ({
  name: "云溪—清河协作协议",
  validFrom: "2020-01-01",
  validTo: "2099-12-31",
  specialtyCodes: [],
  paperReference: "云协字 1 号",
  parties: Object.entries(sides).map(([organizationId, side]) => ({ organizationId, side })),
  ...more,
});
const made = async (sides: Record<string, string>, more: object = {}): Promise<string> => {
  const reply = await operator.post("/api/agreements", agreement(sides, more));
  expect(reply.status).toBe(200);
  return (reply.body as { id: string }).id;
};
const put = (id: string, status: string) => operator.post(`/api/agreements/${id}/status`, { status });
const asked = (requester: string, on = "2026-06-01") =>
  world.system(async (tx) =>
    (await agreementsOf(tx, requester, on)).map((row) => row.performerOrganizationId),
  );

test("the database allows exactly the transitions of the domain", async () => {
  const rows = await world.query<{ from_state: string; to_state: string }>(
    sql`select from_state, to_state from platform.state_transition where machine = 'agreement'`,
  );
  const domain = Object.entries(agreementTransitions).flatMap(([from, all]) =>
    all.map((to) => `${from} ${to}`),
  );
  expect(rows.map((row) => `${row.from_state} ${row.to_state}`).sort()).toEqual(domain.sort());
});

test("an institution is added once; the directory names it to everyone signed in", async () => {
  const form = {
    name: "天山地区医院",
    shortName: "天山医院",
    creditCode: "12650000mb0a00001x",
    level: "三级乙等",
    regionCode: "650100",
    timeZone: "Asia/Urumqi",
  };
  const key = randomUUID();
  const added = await operator.post("/api/institutions", form, key);
  expect(added.body).toMatchObject({
    creditCode: "12650000MB0A00001X",
    provinceName: "新疆维吾尔自治区",
    kind: "hospital",
    timeZone: "Asia/Urumqi",
  });
  expect((await operator.post("/api/institutions", form, key)).body).toEqual(added.body);
  expect((await operator.post("/api/institutions", form)).body).toMatchObject({ code: "credit_code_taken" });
  const listed = (await doctor.get("/api/institutions")).body as { items: { name: string }[] };
  expect(listed.items.map((one) => one.name)).toContain("天山地区医院");
});

test("a form with an impossible code, region or date is refused by field, and only the operator may write", async () => {
  const bad = await operator.post("/api/institutions", {
    name: "某医院",
    shortName: "某院",
    creditCode: "12330100O00000000I",
    regionCode: "990000",
  });
  expect(bad.status).toBe(400);
  expect((bad.body as { errors: { path: string }[] }).errors.map((error) => error.path)).toEqual([
    "creditCode",
    "regionCode",
  ]);
  expect((await doctor.post("/api/institutions", {})).status).toBe(403);
  expect((await doctor.post("/api/agreements", agreement({ [county]: "requester" }))).status).toBe(403);
  const reversed = agreement({ [county]: "requester", [city]: "performer" }, { validTo: "2019-01-01" });
  expect((await operator.post("/api/agreements", reversed)).status).toBe(400);
});

test("an agreement opens the performer to the requester only while it is in force, and never the other way", async () => {
  const id = await made({ [county]: "requester", [city]: "performer" }, { specialtyCodes: ["03.01"] });
  expect(await asked(county)).toEqual([]);
  expect((await put(id, "in_force")).body).toMatchObject({ status: "in_force", isInForce: true });
  expect(await asked(county)).toEqual([city]);
  expect(await asked(city)).toEqual([]);
  expect(await asked(county, "2019-12-31")).toEqual([]);
  await put(id, "suspended");
  expect(await asked(county)).toEqual([]);
  await put(id, "ended");
  expect((await put(id, "in_force")).body).toMatchObject({ code: "transition_not_allowed" });
});

test("between two sides that are both, each may ask the other and never itself", async () => {
  const id = await made({ [county]: "both", [city]: "both", [third]: "requester" });
  await put(id, "in_force");
  expect(await asked(county)).toEqual([city]);
  expect(await asked(city)).toEqual([county]);
  expect((await asked(third)).sort()).toEqual([county, city].sort());
  await put(id, "ended");
});

test("an agreement without a second side, with a stranger or past its dates is refused", async () => {
  const codeOf = async (reply: Promise<{ body: unknown }>) => ((await reply).body as { code: string }).code;
  const post = (body: object) => codeOf(operator.post("/api/agreements", body));
  expect(await post(agreement({ [county]: "requester", [city]: "requester" }))).toBe("needs_both_sides");
  expect(await post(agreement({ [county]: "requester", [randomUUID()]: "performer" }))).toBe(
    "institution_not_found",
  );
  const over = await made({ [county]: "requester", [city]: "performer" }, { validTo: "2021-01-01" });
  expect(await codeOf(put(over, "in_force"))).toBe("validity_over");
  expect(await codeOf(put(randomUUID(), "ended"))).toBe("agreement_not_found");
});

test("a hospital sees the agreements it is a party to; the operator sees all", async () => {
  const id = await made({ [county]: "requester", [city]: "performer" });
  const ids = async (who: Someone) =>
    ((await who.get("/api/agreements")).body as { items: { id: string }[] }).items.map((one) => one.id);
  expect(await ids(doctor)).toContain(id);
  expect(await ids(outsider)).not.toContain(id);
  expect(await ids(operator)).toContain(id);
});

test("an agreement opens the kinds of consultation it names, and its shares make a hundred or none are agreed", async () => {
  const split = { inviter: 20, invitee: 30, platform: 10, expert: 40 };
  const id = await made(
    { [third]: "requester", [city]: "performer" },
    { services: ["written", "mdt"], split },
  );
  await put(id, "in_force");
  const open = await world.system((tx) => agreementsOf(tx, third, "2026-06-01"));
  expect(open.find((one) => one.agreementId === id)?.services).toEqual(["written", "mdt"]);
  const listed = (await operator.get("/api/agreements")).body.items as { id: string }[];
  expect(listed.find((one) => one.id === id)).toMatchObject({ services: ["written", "mdt"], split });
  const bad = (more: object) =>
    operator.post("/api/agreements", agreement({ [third]: "requester", [city]: "performer" }, more));
  expect((await bad({ split: { ...split, expert: 41 } })).status).toBe(400);
  expect((await bad({ split: { inviter: 100, invitee: 0, platform: 0 } })).status).toBe(400);
  expect((await bad({ services: ["surgery"] })).status).toBe(400);
  await expect(
    world.query(sql`update organizations.agreement set split_expert = 41 where id = ${id}`),
  ).rejects.toThrow();
  expect(await world.system((tx) => isAgreementInForce(tx, id, "2026-06-01"))).toBe(true);
  expect(await world.system((tx) => isAgreementInForce(tx, id, "2100-01-01"))).toBe(false);
  await put(id, "suspended");
  expect(await world.system((tx) => isAgreementInForce(tx, id, "2026-06-01"))).toBe(false);
});

test("without a paper one an agreement comes into force when every party has signed it, and only a party signs, once", async () => {
  const office = await world.person(county, "高医务", "medical_affairs");
  const cityOffice = await world.person(city, "林医务", "medical_affairs");
  const stranger = await world.person(third, "孙医务", "medical_affairs");
  const id = await made({ [county]: "requester", [city]: "performer" }, { paperReference: null });
  const sign = (who: Someone) => who.post(`/api/agreements/${id}/signature`);
  const shown = async (who: Someone) =>
    (
      (await who.get("/api/agreements")).body.items as {
        id: string;
        signatures: { organizationId: string; signerName: string; isValid: boolean }[];
      }[]
    ).find((one) => one.id === id)?.signatures;
  const next = async () =>
    ((await operator.get("/api/agreements")).body.items as { id: string; nextStatuses: string[] }[]).find(
      (one) => one.id === id,
    )?.nextStatuses;
  expect(await next()).toEqual(["ended"]);
  expect((await put(id, "in_force")).body).toMatchObject({ code: "agreement_unsigned" });
  expect((await doctor.post(`/api/agreements/${id}/signature`)).status).toBe(403);
  expect((await operator.post(`/api/agreements/${id}/signature`)).status).toBe(403);
  expect((await sign(stranger)).body).toMatchObject({ code: "agreement_not_found" });
  expect((await sign(office)).body).toMatchObject({ unsignedPartyIds: [city] });
  expect((await sign(office)).body).toMatchObject({ code: "agreement_signed_already" });
  expect((await put(id, "in_force")).body).toMatchObject({ code: "agreement_unsigned" });
  await expect(
    world.query(sql`update organizations.agreement set status = 'in_force' where id = ${id}`),
  ).rejects.toThrow("a party has not signed");
  expect((await sign(cityOffice)).body).toMatchObject({ unsignedPartyIds: [] });
  expect(await shown(office)).toMatchObject([
    { organizationId: county, signerName: "高医务", isValid: true },
    { organizationId: city, signerName: "林医务", isValid: true },
  ]);
  expect(await next()).toEqual(["in_force", "ended"]);
  expect((await put(id, "in_force")).body).toMatchObject({ isInForce: true, status: "in_force" });
  expect((await sign(cityOffice)).body).toMatchObject({ code: "agreement_takes_no_signature" });
  // Whoever holds the database changes what was agreed: every signature says so.
  await world.superuser(`update organizations.agreement set valid_to = '2100-01-01' where id = '${id}'`);
  expect((await shown(operator))?.map((one) => one.isValid)).toEqual([false, false]);
  await put(id, "ended");
});

test("a signature over what was changed before it came into force carries nothing; one signed on paper takes none", async () => {
  const office = await world.person(county, "高医务二", "medical_affairs");
  const cityOffice = await world.person(city, "林医务二", "medical_affairs");
  const id = await made({ [county]: "requester", [city]: "performer" }, { paperReference: null });
  for (const who of [office, cityOffice])
    expect((await who.post(`/api/agreements/${id}/signature`)).status).toBe(200);
  await world.superuser(`update organizations.agreement set split_inviter = 100, split_invitee = 0,
    split_platform = 0, split_expert = 0 where id = '${id}'`);
  expect((await put(id, "in_force")).body).toMatchObject({ code: "agreement_unsigned" });
  const onPaper = await made({ [county]: "requester", [city]: "performer" });
  expect((await office.post(`/api/agreements/${onPaper}/signature`)).body).toMatchObject({
    code: "agreement_takes_no_signature",
  });
  expect((await put(onPaper, "in_force")).body).toMatchObject({ isInForce: true });
});

test("who is to sign is told, and so is the operator when all have", async () => {
  const office = await world.person(county, "告知高医务", "medical_affairs");
  const cityOffice = await world.person(city, "告知林医务", "medical_affairs");
  const id = await made(
    { [county]: "requester", [city]: "performer" },
    { paperReference: null, name: "告知用协议" },
  );
  await world.drain();
  const told = async (who: Someone) =>
    ((await who.get("/api/notices")).body.items as { kind: string; subjectId: string | null }[]).filter(
      (one) => one.subjectId === id,
    );
  for (const who of [office, cityOffice])
    expect(await told(who)).toMatchObject([{ kind: "agreement_to_sign" }]);
  expect(await told(operator)).toEqual([]);
  for (const who of [office, cityOffice]) await who.post(`/api/agreements/${id}/signature`);
  await world.drain();
  expect(await told(operator)).toMatchObject([{ kind: "agreement_signed" }]);
});
