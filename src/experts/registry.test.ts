import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { noticePlace, noticeSentence } from "../notifications/api.js";
import { claimKinds, claimRules } from "./domain/claims/kinds.js";
import type { NewClaim } from "./domain/claims/record-claims.js";
import { addExpert, readPool, recordClaims } from "./index.js";

let world: World;
let hospital: string;
let otherHospital: string;
let office: Someone;
let expert: Someone;
let operator: Someone;
let requester: Someone;
let practitionerId: string;
let roleId: string;

beforeAll(async () => {
  world = await newWorld();
  hospital = await world.institution("甲市第一医院");
  otherHospital = await world.institution("乙市第二医院");
  office = await world.person(hospital, "医务甲", "medical_affairs");
  expert = await world.person(hospital, "王一", "expert");
  operator = await world.person(await world.institution("运营", "operator"), "运营员", "operator");
  requester = await world.person(otherHospital, "申请医生", "requester");
  const added = await world.system((tx) =>
    addExpert(tx, {
      name: "王一",
      personId: expert.id,
      gender: "male",
      licenceNumber: "110110000000001",
      practiceScopeCode: "11",
      independentSinceOn: "2001-07-01",
      roles: [
        {
          organizationId: hospital,
          departmentName: "心血管内科",
          titleCode: "232",
          specialties: [{ code: "03.04" }],
        },
      ],
      claims: [{ kind: "disease_cases", label: "高血压", code: "I10", quantity: 120, source: "his" }],
    }),
  );
  practitionerId = added.practitionerId;
  roleId = added.practitionerRoleIds[0] ?? "";
});
afterAll(() => world.close());

const url = (rest: string, id = practitionerId) => `/api/experts/${id}/${rest}`;
type Claim = {
  claimId: string;
  kind: string;
  label: string;
  state: string;
  source: string;
  conflictId: string | null;
};
const claimsOf = async (who: Someone, query = ""): Promise<Claim[]> =>
  (await who.get(url(`claims${query}`))).body.items as Claim[];
const find = (claims: readonly Claim[], kind: string, source?: string): Claim => {
  const claim = claims.find((one) => one.kind === kind && (source === undefined || one.source === source));
  if (claim === undefined) throw new Error(`no claim of kind ${kind}`);
  return claim;
};

test("every fact shows its source; what is personal stays with the expert, his hospital and the operator", async () => {
  const close = await office.get(url("claims"));
  expect(close.body).toMatchObject({ canCheck: true, statesAs: "institution" });
  expect((close.body.items as Claim[]).map(({ kind }) => kind)).toEqual(
    expect.arrayContaining([
      "name",
      "gender",
      "licence",
      "practice_scope",
      "independent_since",
      "title",
      "department",
    ]),
  );
  const far = await requester.get(url("claims"));
  expect(far.body).toMatchObject({ canCheck: false, statesAs: null });
  expect(JSON.stringify(far.body)).not.toContain("110110000000001");
  const publicly = await expert.get(url("claims?as=public"));
  expect(publicly.body.items).toEqual([]);
  expect((await requester.get(url("claims?history=true&as=requester"))).status).toBe(200);
});

test("an expert states facts of himself; his office checks one, doubts one; he takes one back and contests one", async () => {
  const stated = await expert.post(url("claims"), {
    claims: [
      { kind: "skill", label: "起搏器植入" },
      { kind: "publication", label: "左心耳封堵随访", reference: "10.1000/invented" },
      { kind: "language", label: "英语" },
      { kind: "skill", label: "a", quantity: 1 },
    ],
  });
  expect(stated.body).toMatchObject({ added: 4, conflicts: 0, refused: [] });
  expect((await requester.post(url("claims"), { claims: [{ kind: "skill", label: "x" }] })).status).toBe(403);
  const mine = await claimsOf(expert);
  const skill = find(mine, "skill", "self_reported");
  expect((await expert.post(url(`claims/${skill.claimId}/verify`), {})).status).toBe(403);
  expect((await office.post(url(`claims/${skill.claimId}/verify`), { note: "手术登记已核" })).status).toBe(
    200,
  );
  const paper = find(mine, "publication");
  expect((await office.post(url(`claims/${paper.claimId}/dispute`), { reason: "查无此文" })).status).toBe(
    200,
  );
  expect((await office.post(url(`claims/${paper.claimId}/withdraw`), { reason: "不属实" })).body.code).toBe(
    "not_your_claim",
  );
  const objection = { about: "claim", claimId: paper.claimId, text: "文章已在线发表，附上链接" };
  const filed = await expert.post(url("objections"), objection);
  expect(filed.status).toBe(200);
  expect((await expert.post(url("objections"), objection)).body.code).toBe("objection_open_already");
  const answer = `/api/experts/objections/${filed.body.objectionId as string}/answer`;
  expect((await expert.post(answer, { decision: "accepted", answer: "好的好的" })).status).toBe(403);
  expect((await office.post(answer, { decision: "accepted", answer: "已补登" })).status).toBe(200);
  expect((await office.post(answer, { decision: "rejected", answer: "已补登" })).body.code).toBe(
    "objection_answered",
  );
  expect((await expert.get("/api/experts/objections")).body.items).toMatchObject([
    { status: "accepted", answer: "已补登", claimLabel: "左心耳封堵随访" },
  ]);
  const language = find(mine, "language");
  expect((await expert.post(url(`claims/${language.claimId}/withdraw`), { reason: "久不使用" })).status).toBe(
    200,
  );
  const after = await claimsOf(office, "?history=true");
  expect(find(after, "skill", "self_reported")).toMatchObject({ state: "verified", verifiedBy: "医务甲" });
  expect(find(after, "publication")).toMatchObject({ state: "disputed", disputedReason: "查无此文" });
  expect(find(after, "language").state).toBe("withdrawn");
  expect((await claimsOf(office)).map(({ kind }) => kind)).not.toContain("language");
  const publicly = await expert.get(url("claims?as=public"));
  expect((publicly.body.items as Claim[]).map(({ kind }) => kind)).toEqual(["skill"]);
});

test("a conflict between self-report and HIS is listed for the office and settled with a reason", async () => {
  const his: NewClaim[] = [{ kind: "title", value: "232", label: "副主任医师", practitionerRoleId: roleId }];
  await world.system((tx) => recordClaims(tx, practitionerId, his, { source: "his", asOfOn: "2026-10-01" }));
  const own = { kind: "title", value: "231", label: "主任医师", practitionerRoleId: roleId };
  expect((await expert.post(url("claims"), { claims: [own] })).body.conflicts).toBe(1);
  const listed = await office.get("/api/experts/conflicts");
  expect(listed.body).toMatchObject({
    total: 1,
    items: [
      {
        expertName: "王一",
        kind: "title",
        standing: { label: "副主任医师" },
        challenger: { label: "主任医师" },
      },
    ],
  });
  const [conflict] = listed.body.items as { conflictId: string; challenger: { claimId: string } }[];
  const settle = `/api/experts/conflicts/${conflict?.conflictId ?? ""}/settle`;
  const decision = { chosenClaimId: conflict?.challenger.claimId, reason: "已晋升，聘书 2026-09" };
  const foreign = await world.person(otherHospital, "医务乙", "medical_affairs");
  type Notice = {
    kind: "conflict_opened";
    caseId: null;
    subjectId: string;
    readAt: string | null;
    details: Record<string, unknown>;
  };
  const noticesOf = async (who: Someone): Promise<Notice[]> =>
    ((await who.get("/api/notices")).body.items as Notice[]).filter(({ kind }) =>
      kind.startsWith("conflict_"),
    );
  await world.drain();
  const [told, ...more] = await noticesOf(office);
  expect(more).toEqual([]);
  if (told === undefined) throw new Error("the office was not told");
  expect(noticeSentence(told, "zh", String)).toBe("王一的“职称（聘任）”有两个来源说法不一致，请裁定");
  expect(noticePlace(told)).toBe(`/experts/checks?conflict=${conflict?.conflictId ?? ""}`);
  expect(await noticesOf(expert)).toMatchObject([{ kind: "conflict_about_you", readAt: null }]);
  expect([await noticesOf(foreign), await noticesOf(operator), await noticesOf(requester)]).toEqual([
    [],
    [],
    [],
  ]);
  // The same words once more open nothing new and tell nobody again.
  await expert.post(url("claims"), { claims: [own] });
  await world.drain();
  expect(await noticesOf(office)).toHaveLength(1);
  expect((await foreign.get("/api/experts/conflicts")).body.total).toBe(0);
  expect((await foreign.post(settle, decision)).status).toBe(404);
  expect((await office.post(settle, decision)).status).toBe(200);
  expect((await office.post(settle, decision)).body.code).toBe("conflict_closed");
  await world.drain();
  for (const who of [office, expert])
    expect(await noticesOf(who)).toMatchObject([{ readAt: expect.any(String) as string }]);
  const { members } = await world.system(readPool);
  expect(members.find((one) => one.practitionerRoleId === roleId)?.titleCode).toBe("231");
  expect((await office.get("/api/experts/conflicts")).body.total).toBe(0);
});

test("the paper behind a fact is stored encrypted, seen by those close to the expert, and each look is on record", async () => {
  const claimId = find(await claimsOf(office), "title", "self_reported").claimId;
  const pdf = Buffer.from("%PDF-1.4 certificate of an invented person");
  const upload = (who: Someone, content: Uint8Array) =>
    who.upload(url(`claims/${claimId}/evidence`), { name: "聘书.pdf", content });
  expect((await upload(expert, Buffer.from("MZ program"))).body.code).toBe("evidence_type_refused");
  expect((await upload(expert, pdf)).status).toBe(200);
  const seen = await office.get(url(`claims/${claimId}/evidence`));
  expect(seen.headers["content-type"]).toContain("application/pdf");
  expect(Buffer.from(seen.body as Uint8Array).equals(pdf)).toBe(true);
  expect((await requester.get(url(`claims/${claimId}/evidence`))).status).toBe(403);
  const reads = await world.query(
    sql`select 1 from platform.audit_entry where action = 'expert.read-evidence'`,
  );
  expect(reads).toHaveLength(1);
});

test("an expert takes his data along, with sources and history, without secret numbers", async () => {
  const json = await expert.get(url("export.json"));
  const data = json.body as {
    claims: unknown[];
    objections: unknown[];
  };
  expect(data.claims.length).toBeGreaterThan(8);
  expect(data.objections).toHaveLength(1);
  const sheet = await expert.get(url("export.xlsx"));
  expect(
    Buffer.from(sheet.body as Uint8Array)
      .subarray(0, 2)
      .toString(),
  ).toBe("PK");
  expect((await requester.get(url("export.json"))).status).toBe(403);
});

test("refusals and interests reach ranking, and a refusal that is taken back no longer does", async () => {
  const declared = await expert.post(url("claims"), {
    claims: [
      { kind: "refusal", label: "先天性心脏病", code: "Q21", codeSystem: "icd10" },
      { kind: "refusal", label: "不接周末夜间", quantity: null },
      { kind: "conflict_of_interest", label: "乙市第二医院", value: { organizationId: otherHospital } },
    ],
  });
  expect(declared.body).toMatchObject({ added: 3 });
  const inPool = async () =>
    (await world.system(readPool)).members.find((one) => one.practitionerRoleId === roleId);
  expect(await inPool()).toMatchObject({
    refusals: [{ about: "diagnosis", code: "Q21", label: "先天性心脏病" }],
    standsAsideFor: [otherHospital],
  });
  expect((await claimsOf(requester)).map(({ kind }) => kind)).not.toContain("conflict_of_interest");
  const refusal = (await claimsOf(expert)).find(({ label }) => label === "先天性心脏病");
  await expert.post(url(`claims/${refusal?.claimId ?? ""}/withdraw`), { reason: "科室已开展" });
  expect((await inPool())?.refusals).toEqual([]);
});

test("two records of one person are proposed, merged with everything they hold, and parted again", async () => {
  const twin = await world.system((tx) =>
    addExpert(tx, {
      name: "王一",
      gender: "male",
      bornOn: "1970-05-01",
      roles: [
        {
          organizationId: otherHospital,
          departmentName: "心内科",
          titleCode: "231",
          specialties: [{ code: "03.04" }],
        },
        { organizationId: hospital, departmentName: "心血管内科", specialties: [{ code: "03.04" }] },
      ],
      claims: [{ kind: "disease_cases", label: "冠心病", quantity: 40, source: "institution" }],
    }),
  );
  const goneId = twin.practitionerId;
  const listed = await operator.get("/api/experts/duplicates");
  expect(listed.body).toMatchObject({
    total: 1,
    items: [{ reasons: expect.arrayContaining(["name", "specialty"]) }],
  });
  expect((await office.get("/api/experts/duplicates")).status).toBe(403);
  const rowsOf = (id: string) =>
    world.query<{ posts: number; claims: number; person_id: string | null; birth_on: string | null }>(sql`
      select (select count(*)::int from experts.practitioner_role where practitioner_id = p.id and merged_into is null) as posts,
        (select count(*)::int from experts.claim where practitioner_id = p.id) as claims, person_id, birth_on
      from experts.practitioner p where id = ${id}`);
  const before = [await rowsOf(practitionerId), await rowsOf(goneId)];
  const wish = { keptId: practitionerId, goneId, reason: "同一人，两院登记", grounds: ["name"] };
  const merged = await operator.post("/api/experts/merges", wish);
  expect(merged.status).toBe(200);
  expect((await operator.post("/api/experts/merges", wish)).body.code).toBe("already_merged");
  const page = await office.get(`/api/experts/${goneId}`);
  expect(page.body).toMatchObject({ practitionerId, roles: [{}, {}] });
  expect((await rowsOf(practitionerId))[0]).toMatchObject({ posts: 2, birth_on: "1970-05-01" });
  expect((await rowsOf(goneId))[0]).toMatchObject({ posts: 0, claims: 0 });
  const { members } = await world.system(readPool);
  expect(members.filter((one) => one.name === "王一").map((one) => one.practitionerId)).toEqual([
    practitionerId,
    practitionerId,
  ]);
  expect((await operator.get("/api/experts/duplicates")).body.total).toBe(0);
  const undo = `/api/experts/merges/${merged.body.mergeId as string}/undo`;
  expect((await operator.post(undo, { reason: "其实是两个人" })).status).toBe(200);
  expect((await operator.post(undo, { reason: "其实是两个人" })).body.code).toBe("merge_undone");
  expect([await rowsOf(practitionerId), await rowsOf(goneId)]).toEqual(before);
  expect((await operator.get("/api/experts/merges")).body.items).toMatchObject([{ status: "undone" }]);
  const apart = { firstId: practitionerId, secondId: goneId, reason: "生日不同" };
  expect((await operator.post("/api/experts/duplicates/keep-apart", apart)).status).toBe(200);
  expect((await operator.get("/api/experts/duplicates")).body.total).toBe(0);
});

test("a record that was merged into one that was merged leads to the last", async () => {
  const ids: string[] = [];
  for (const departmentName of ["骨科一区", "骨科二区", "骨科三区"]) {
    const added = await world.system((tx) =>
      addExpert(tx, {
        name: "李四",
        roles: [{ organizationId: hospital, departmentName, specialties: [{ code: "04.03" }] }],
      }),
    );
    ids.push(added.practitionerId);
  }
  const [first = "", second = "", third = ""] = ids;
  const merge = (keptId: string, goneId: string) =>
    operator.post("/api/experts/merges", { keptId, goneId, reason: "同一人", grounds: [] });
  expect((await merge(second, first)).status).toBe(200);
  expect((await merge(third, second)).status).toBe(200);
  expect((await office.get(`/api/experts/${first}`)).body).toMatchObject({ practitionerId: third });
});

test("two accounts are not merged", async () => {
  const person = await world.person(otherHospital, "王一", "expert");
  const { practitionerId: goneId } = await world.system((tx) =>
    addExpert(tx, {
      name: "王一",
      personId: person.id,
      roles: [{ organizationId: otherHospital, departmentName: "心外科", specialties: [{ code: "04.05" }] }],
    }),
  );
  const refused = await operator.post("/api/experts/merges", {
    keptId: practitionerId,
    goneId,
    reason: "同一人",
  });
  expect(refused.body.code).toBe("both_have_accounts");
});

test("where sources come to agree by themselves, nobody is asked any more; without an office the operator is", async () => {
  const small = await world.institution("丙县医院");
  const { practitionerId: id } = await world.system((tx) =>
    addExpert(tx, {
      name: "钱二",
      roles: [{ organizationId: small, departmentName: "内科", specialties: [{ code: "03" }] }],
    }),
  );
  const say = (source: "his" | "institution", value: "male" | "female", asOfOn: string) =>
    world.system((tx) => recordClaims(tx, id, [{ kind: "gender", label: value, value }], { source, asOfOn }));
  await say("institution", "male", "2026-01-01");
  await say("his", "female", "2026-02-01");
  const unread = async () =>
    world.query<{ person_id: string }>(sql`select person_id from notifications.notice n
      join experts.claim_conflict c on c.id = n.subject_id where c.practitioner_id = ${id} and n.read_at is null`);
  await world.drain();
  expect(await unread()).toEqual([{ person_id: operator.id }]);
  await say("his", "male", "2026-03-01");
  await world.drain();
  expect(await unread()).toEqual([]);
});

test("word of a contradiction that arrives when it has ended tells nobody", async () => {
  const { practitionerId: id } = await world.system((tx) =>
    addExpert(tx, {
      name: "孙三",
      roles: [{ organizationId: hospital, departmentName: "内科", specialties: [{ code: "03" }] }],
    }),
  );
  const say = (value: "male" | "female", source: "his" | "institution", asOfOn: string) =>
    world.system((tx) => recordClaims(tx, id, [{ kind: "gender", label: value, value }], { source, asOfOn }));
  await say("male", "institution", "2026-01-01");
  await say("female", "his", "2026-02-01");
  await say("male", "his", "2026-03-01");
  await world.drain();
  expect(
    await world.query(sql`select 1 from notifications.notice n
      join experts.claim_conflict c on c.id = n.subject_id where c.practitioner_id = ${id}`),
  ).toEqual([]);
});

test("every kind of fact has words in a notice, the registry's own", () => {
  for (const kind of claimKinds)
    expect(
      noticeSentence({ kind: "conflict_about_you", details: { fact: `fact_${kind}` } }, "zh", String),
    ).toContain(`“${claimRules[kind].zh}”`);
});
