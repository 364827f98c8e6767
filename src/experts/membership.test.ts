import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { checkInvariants } from "../invariants.js";
import { addExpert, findRoles, pauseMembershipOf } from "./index.js";

let world: World;
let hospital: string;
let otherHospital: string;
let office: Someone;
let otherOffice: Someone;
let operator: Someone;

beforeAll(async () => {
  world = await newWorld();
  hospital = await world.institution("甲市第一医院");
  otherHospital = await world.institution("乙市第二医院");
  office = await world.person(hospital, "医务甲", "medical_affairs");
  otherOffice = await world.person(otherHospital, "医务乙", "medical_affairs");
  operator = await world.person(await world.institution("平台", "operator"), "运营一", "operator");
});
afterAll(() => world.close());

let nextLicence = 120_000_000_000_000;
const form = (changes: Record<string, unknown> = {}) => ({
  organizationId: hospital,
  name: "林未央",
  departmentName: "心血管内科",
  titleText: "副主任医师",
  licenceNumber: String(nextLicence++),
  independentSinceOn: null,
  skillsText: "冠心病介入",
  phone: "13900000000",
  invitation: null,
  applicationKey: randomUUID(),
  agrees: true,
  ...changes,
});
const outside = async (url: string, body: unknown) => {
  const reply = await world.app.inject({ method: "POST", url, payload: body as object });

  return { status: reply.statusCode, body: reply.json() };
};
/** The form's limit by address is one test's subject and the others' nuisance. */
const forgetTries = () => world.query(sql`delete from experts.application_try`);
const apply = async (changes: Record<string, unknown> = {}): Promise<string> => {
  await forgetTries();
  const sent = form(changes);
  expect((await outside("/api/applications", sent)).status).toBe(200);
  await world.drain();
  const [row] = await world.query<{ id: string }>(
    sql`select id from experts.membership where licence_number = ${sent.licenceNumber}`,
  );
  return row?.id ?? "";
};
const consent = {
  dailyCap: 3,
  weeklyCap: 9,
  dutyHours: [{ weekday: 2, from: "08:00", to: "12:00" }],
  acceptsModes: ["written"],
  feeRule: "按本院远程会诊劳务费办法执行",
};
const appoint = async (changes: Record<string, unknown> = {}): Promise<string> => {
  const id = await apply(changes);
  expect((await office.post(`/api/memberships/${id}/sign-off`, consent)).status).toBe(200);
  expect((await operator.post(`/api/memberships/${id}/appoint`, {})).status).toBe(200);
  await world.drain();
  return id;
};
const view = async (id: string, as: Someone = operator) => (await as.get(`/api/memberships/${id}`)).body;
const roleOf = async (id: string) => {
  const { practitionerRoleId } = await view(id);
  return (await world.system((tx) => findRoles(tx, [practitionerRoleId])))[0];
};
const found = async (name: string): Promise<{ status: string; dailyCap: number; practitionerId: string }[]> =>
  (await operator.get(`/api/experts?q=${encodeURIComponent(name)}`)).body.items;
const kinds = async (person: Someone): Promise<string[]> =>
  (await person.get("/api/notices")).body.items.map(({ kind }: { kind: string }) => kind);

test("an application waits outside the pool; hospital and platform let it in, and each step is on record", async () => {
  const id = await apply({ name: "叶听澜" });
  expect(await found("叶听澜")).toEqual([]);
  expect(await kinds(office)).toContain("membership_application");
  const open = await office.get("/api/memberships");
  expect(open.body.items).toMatchObject([{ membershipId: id, name: "叶听澜", status: "applied" }]);
  const seen = await view(id, office);
  expect(seen).toMatchObject({
    phone: "13900000000",
    missing: [],
    specialties: [{ code: "03.04" }],
    may: expect.arrayContaining(["approve", "complete", "refuse"]),
  });
  expect(seen.may).not.toContain("appoint");

  // The platform cannot go first, the hospital not twice.
  expect((await operator.post(`/api/memberships/${id}/appoint`, {})).body.code).toBe(
    "application_incomplete",
  );
  expect((await operator.post(`/api/memberships/${id}/sign-off`, consent)).status).toBe(403);
  expect((await otherOffice.get(`/api/memberships/${id}`)).status).toBe(404);
  expect((await office.post(`/api/memberships/${id}/sign-off`, consent)).status).toBe(200);
  expect((await office.post(`/api/memberships/${id}/sign-off`, consent)).body.code).toBe("step_not_possible");
  await world.drain();
  expect(await kinds(operator)).toContain("membership_review");
  expect(await found("叶听澜")).toEqual([]);

  expect((await operator.post(`/api/memberships/${id}/appoint`, { years: 2, note: "同意" })).status).toBe(
    200,
  );
  expect(await found("叶听澜")).toMatchObject([
    { status: "active", dailyCap: 3, departmentName: "心血管内科" },
  ]);
  const after = await view(id);
  expect(after).toMatchObject({ status: "appointed", phone: null });
  const years = Number(after.termTo.slice(0, 4)) - Number(after.termFrom.slice(0, 4));
  expect(years).toBe(2);
  expect(after.steps.map(({ act, by }: { act: string; by: string }) => [act, by])).toEqual([
    ["apply", "叶听澜"],
    ["approve", "医务甲"],
    ["appoint", "运营一"],
  ]);
});

test("what is missing is named, kept from being signed, and mended by the hospital", async () => {
  const id = await apply({ name: "沈未眠", departmentName: "梦想成真科", titleText: "神医", skillsText: "" });
  const codes = async () => (await view(id, office)).missing.map(({ code }: { code: string }) => code);
  expect(await codes()).toEqual(["title", "specialty", "skills"]);
  expect((await office.post(`/api/memberships/${id}/sign-off`, consent)).body.code).toBe(
    "application_incomplete",
  );
  const { application } = await view(id, office);
  const mended = {
    ...application,
    titleText: "主治医师",
    specialtyCodes: ["03.04"],
    independentSinceOn: "2012-08-01",
  };
  expect((await office.put(`/api/memberships/${id}/application`, mended)).status).toBe(200);
  expect(await codes()).toEqual(["skills"]);
  expect((await office.post(`/api/memberships/${id}/sign-off`, consent)).status).toBe(200);
  const back = { code: "unclear", note: "请核对独立执业日期" };
  expect((await operator.post(`/api/memberships/${id}/send-back`, back)).status).toBe(200);
  expect(await view(id)).toMatchObject({ status: "applied", reason: { code: "unclear", note: back.note } });
  expect((await office.post(`/api/memberships/${id}/refuse`, { code: "other" })).body.code).toBe(
    "reason_needed",
  );
  expect((await office.post(`/api/memberships/${id}/refuse`, { code: "cannot_verify" })).status).toBe(200);
  expect((await view(id)).status).toBe("refused");
  expect((await office.post(`/api/memberships/${id}/reactivate`, {})).status).toBe(200);
  expect((await view(id)).status).toBe("applied");
});

test("the public form: one application however often it is sent, a receipt, one open application a licence, a limit", async () => {
  await forgetTries();
  const sent = form({ name: "顾长庚" });
  const first = await outside("/api/applications", sent);
  const again = await outside("/api/applications", sent);
  expect(again.body).toEqual(first.body);
  const other = await outside("/api/applications", { ...sent, applicationKey: randomUUID() });
  expect([other.status, other.body.code]).toEqual([409, "application_pending"]);
  const standing = await outside("/api/applications/standing", { receipt: first.body.receipt.toLowerCase() });
  expect(standing.body).toMatchObject({ status: "applied", institutionName: "甲市第一医院", missing: [] });
  expect(JSON.stringify(standing.body)).not.toContain("顾长庚");
  expect((await outside("/api/applications/standing", { receipt: "FFFFFFFFFFFF" })).status).toBe(404);
  expect((await outside("/api/applications", { ...sent, agrees: false })).status).toBe(400);
  expect((await outside("/api/applications", form({ organizationId: operator.institutionId }))).status).toBe(
    422,
  );
  for (let n = 0; n < 20; n++) await outside("/api/applications/standing", { receipt: "FFFFFFFFFFFF" });
  expect((await outside("/api/applications/standing", { receipt: first.body.receipt })).status).toBe(429);
  await world.passTime(61);
  expect((await outside("/api/applications/standing", { receipt: first.body.receipt })).status).toBe(200);
});

test("an invitation is for its hospital and is used once", async () => {
  await forgetTries();
  const wish = { organizationId: hospital, name: "方既白", departmentName: "神经内科" };
  expect((await otherOffice.post("/api/memberships/invitations", wish)).body.code).toBe(
    "institution_not_yours",
  );
  const invited = await office.post("/api/memberships/invitations", wish);
  const invitation = new URL(`http://x${invited.body.path}`).searchParams.get("invitation");
  const seen = await outside("/api/applications/invitation", { invitation });
  expect(seen.body).toMatchObject({ name: "方既白", institutionName: "甲市第一医院" });
  const sent = form({ name: "方既白", departmentName: "神经内科", invitation });
  const elsewhere = await outside("/api/applications", { ...sent, organizationId: otherHospital });
  expect(elsewhere.body.code).toBe("invitation_not_found");
  expect((await outside("/api/applications", sent)).status).toBe(200);
  expect(await view(invited.body.membershipId)).toMatchObject({ status: "applied", origin: "invitation" });
  const second = await outside("/api/applications", form({ name: "方既白", invitation }));
  expect(second.body.code).toBe("invitation_not_found");
});

test("ranking's view of the post follows the membership, whatever the expert's own switch says", async () => {
  const id = await appoint({ name: "苏晚晴" });
  const { practitionerId, practitionerRoleId } = await view(id);
  const wish = (status: string) => ({
    practitionerRoleId,
    status,
    dailyCap: 3,
    weeklyCap: 9,
    dutyHours: [],
    acceptsModes: ["written"],
  });
  const set = (status: string) => office.put(`/api/experts/${practitionerId}/availability`, wish(status));
  const status = async () => (await roleOf(id))?.status;
  expect(await status()).toBe("active");
  expect((await set("paused")).status).toBe(200);
  expect(await status()).toBe("paused");
  expect((await office.post(`/api/memberships/${id}/pause`, { code: "on_leave" })).status).toBe(200);
  expect((await set("active")).status).toBe(200);
  // Paused as a member: his switch alone does not bring him back.
  expect(await status()).toBe("paused");
  const forced = world.query(
    sql`update experts.practitioner_role set status = 'active' where id = ${practitionerRoleId}`,
  );
  await expect(forced).rejects.toThrow(/not appointed/);
  expect((await office.post(`/api/memberships/${id}/resume`, {})).status).toBe(200);
  expect(await status()).toBe("active");
  expect((await office.post(`/api/memberships/${id}/revoke`, { code: "misconduct" })).status).toBe(403);
  expect((await operator.post(`/api/memberships/${id}/revoke`, { code: "misconduct" })).status).toBe(200);
  expect(await status()).toBe("retired");

  // The way back leads over both again.
  expect((await operator.post(`/api/memberships/${id}/reactivate`, { note: "复核通过" })).status).toBe(200);
  expect((await operator.post(`/api/memberships/${id}/appoint`, {})).body.code).toBe(
    "application_incomplete",
  );
  expect((await office.post(`/api/memberships/${id}/sign-off`, { ...consent, dailyCap: 1 })).status).toBe(
    200,
  );
  expect((await operator.post(`/api/memberships/${id}/appoint`, {})).status).toBe(200);
  expect(await found("苏晚晴")).toMatchObject([{ status: "active", dailyCap: 1 }]);
});

test("a move to another hospital opens an application there, for the same person", async () => {
  const id = await appoint({ name: "江望潮" });
  const leave = { act: "transfer", code: "moved", toOrganizationId: otherHospital };
  expect((await office.post(`/api/memberships/${id}/leave`, leave)).status).toBe(200);
  await world.drain();
  expect((await roleOf(id))?.status).toBe("retired");
  const there = (await otherOffice.get("/api/memberships")).body.items as {
    membershipId: string;
    name: string;
  }[];
  const arrived = there.find(({ name }) => name === "江望潮")?.membershipId ?? "";
  const seen = await view(arrived, otherOffice);
  expect(seen).toMatchObject({ origin: "transfer", missing: [{ code: "department" }] });
  const { application } = seen;
  await otherOffice.put(`/api/memberships/${arrived}/application`, {
    ...application,
    departmentName: "心内科",
  });
  expect((await otherOffice.post(`/api/memberships/${arrived}/sign-off`, consent)).status).toBe(200);
  expect((await operator.post(`/api/memberships/${arrived}/appoint`, {})).status).toBe(200);
  expect((await view(arrived)).practitionerId).toBe((await view(id)).practitionerId);
  expect(await found("江望潮")).toHaveLength(1);
});

test("a licence on record under another name, and a post that is there already, are not appointed", async () => {
  const licenceNumber = String(nextLicence++);
  await appoint({ name: "贺兰溪", licenceNumber });
  const other = await apply({ name: "何兰西", licenceNumber });
  const open = (await office.get(`/api/memberships?q=${encodeURIComponent("何兰西")}`)).body.items[0]
    .membershipId;
  expect(other).not.toBe("");
  await office.post(`/api/memberships/${open}/sign-off`, consent);
  expect((await operator.post(`/api/memberships/${open}/appoint`, {})).body.code).toBe("licence_of_another");
  await operator.post(`/api/memberships/${open}/refuse`, { code: "cannot_verify" });
  await apply({ name: "贺兰溪", licenceNumber });
  const twice = (await office.get(`/api/memberships?q=${encodeURIComponent("贺兰溪")}`)).body.items[0]
    .membershipId;
  await office.post(`/api/memberships/${twice}/sign-off`, consent);
  expect((await operator.post(`/api/memberships/${twice}/appoint`, {})).body.code).toBe("post_exists");
});

test("a post from a list or a hospital's system is on record as appointed; others may pause it", async () => {
  const { practitionerRoleIds } = await world.system((tx) =>
    addExpert(tx, {
      name: "闻人语",
      roles: [{ organizationId: hospital, departmentName: "眼科", specialties: [{ code: "10" }] }],
    }),
  );
  const [roleId = ""] = practitionerRoleIds;
  const [row] = await world.query<{ id: string }>(
    sql`select id from experts.membership where practitioner_role_id = ${roleId}`,
  );
  const id = row?.id ?? "";
  expect(await view(id)).toMatchObject({
    status: "appointed",
    origin: "recorded",
    steps: [{ act: "record" }],
  });
  const step = { reasonCode: "hospital_system", details: { runId: randomUUID() } };
  expect(await world.system((tx) => pauseMembershipOf(tx, roleId, step))).toBe(true);
  expect(await world.system((tx) => pauseMembershipOf(tx, roleId, step))).toBe(false);
  expect((await roleOf(id))?.status).toBe("paused");
  expect(await view(id)).toMatchObject({ status: "paused", reason: { code: "hospital_system" } });
});

test("a term is reminded of twice, can be renewed near its end, and lapses after it", async () => {
  const [kept, lapsing] = [await appoint({ name: "纪云深" }), await appoint({ name: "魏清浅" })];
  const days = 24 * 60;
  const soon = { years: 1 };
  for (const id of [kept, lapsing])
    await world.query(sql`update experts.membership set term_from = '2020-01-01',
      term_to = ((platform.now() at time zone 'Asia/Shanghai')::date + 100) where id = ${id}`);
  expect((await operator.post(`/api/memberships/${kept}/renew`, soon)).body.code).toBe("not_renewable_yet");
  const ending = async () =>
    (await office.get("/api/notices")).body.items.filter(
      ({ kind }: { kind: string }) => kind === "membership_ending",
    );
  await world.passTime(39 * days);
  await world.drain();
  expect(await ending()).toEqual([]);
  await world.passTime(2 * days);
  await world.drain();
  expect((await ending()).map(({ details }: { details: object }) => details)).toMatchObject([
    { count: 2, days: 60 },
  ]);
  await world.passTime(30 * days);
  await world.drain();
  await world.drain();
  expect(await ending()).toHaveLength(2);
  const before = await view(kept);
  expect((await operator.post(`/api/memberships/${kept}/renew`, soon)).status).toBe(200);
  const renewed = await view(kept);
  expect(renewed.status).toBe("appointed");
  expect(Date.parse(renewed.termFrom) - Date.parse(before.termTo)).toBe(86_400_000);
  await world.passTime(31 * days);
  await world.drain();
  expect(await view(lapsing)).toMatchObject({ status: "inactive", reason: { code: "term_ended" } });
  expect((await roleOf(lapsing))?.status).toBe("paused");
  expect((await view(kept)).status).toBe("appointed");
  expect(await kinds(operator)).toContain("membership_ended");
});

test("afterwards the rules hold, and history cannot be rewritten", async () => {
  await expect(world.superuser("update experts.membership_step set by_label = 'nobody'")).rejects.toThrow(
    /append-only/,
  );
  await expect(world.superuser("delete from experts.membership_step")).rejects.toThrow(/append-only/);
  const leap = "update experts.membership set status = 'appointed' where status = 'applied'";
  await expect(world.superuser(leap)).rejects.toThrow();
  const broken = (await checkInvariants(world.database)).filter(({ offenders }) => offenders.length > 0);
  expect(broken).toEqual([]);
});
