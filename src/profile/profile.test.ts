import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Alliance, type AllianceExpert, completeDraft, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { addExpert, recordClaims, verifyClaim } from "../experts/index.js";
import { checkInvariants } from "../invariants.js";
import { showing, viewerClasses } from "./domain/view-policy.js";
import { rebuildProfiles } from "./index.js";
import { profileTables } from "./tables.js";
import { nextNight } from "./work.js";
import { instant } from "../kernel/time.js";

let world: World;
let alliance: Alliance;
let expert: AllianceExpert;
let office: Someone;
let colleague: Someone;
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 1);
  [expert] = alliance.experts as [AllianceExpert];
  office = await world.person(alliance.tertiary, "钱医务", "medical_affairs");
  colleague = await world.person(await world.institution("远山市医院"), "孙同行", "expert");
  await world.drain();
});
afterAll(() => world.close());

const url = (part: string, id = expert.practitionerId): string => `/api/experts/${id}/${part}`;
const profileOf = async (who: Someone, as = "") =>
  ok(await who.get(url(`profile${as === "" ? "" : `?as=${as}`}`))).body;
const dimension = (profile: { dimensions: { dimension: string; score: number }[] }, name: string) =>
  profile.dimensions.find((one) => one.dimension === name);
const subScore = (profile: { subs: { sub: string; score: number }[] }, name: string): number =>
  profile.subs.find(({ sub }) => sub === name)?.score ?? 0;
const today = () => new Date().toISOString().slice(0, 10);

/** Everything computed, without the instants of computing. */
async function snapshot(): Promise<unknown> {
  const rows = await Promise.all(
    (
      [
        ["profile.profile", "to_jsonb(t) - 'computed_at'", "practitioner_id"],
        ["profile.explanation", "to_jsonb(t)", "practitioner_id"],
        ["profile.skill", "to_jsonb(t)", "practitioner_id, kind, level, code"],
        ["profile.peer_mean", "to_jsonb(t)", "specialty, title_rank, sub_score"],
        ["profile.case_mix", "to_jsonb(t)", "urgency_level, disease_group"],
      ] as const
    ).map(([table, row, order]) =>
      world.query(
        sql<{
          row: unknown;
        }>`select ${sql.raw(row)} as row from ${sql.raw(table)} t order by ${sql.raw(order)}`,
      ),
    ),
  );
  return rows.map((table) => table.map(({ row }) => row));
}

const nightAgain = () =>
  world.query(
    sql`update platform.job set due_at = platform.now() where kind = 'profile.nightly' and status = 'waiting'`,
  );

test("a claim moves the profile at once, a check moves it further, and every point is explained", async () => {
  await world.system((tx) =>
    recordClaims(
      tx,
      expert.practitionerId,
      [
        { kind: "disease_cases", label: "支气管扩张", code: "J47.x00", codeSystem: "icd10", quantity: 120 },
        { kind: "degree", label: "医学博士" },
        { kind: "publication", label: "SCI 论文", quantity: 12 },
        { kind: "grant", label: "国家自然科学基金面上项目" },
        { kind: "student_count", label: "硕士研究生", quantity: 6 },
        {
          kind: "procedure_cases",
          label: "胸腔镜肺叶切除术（四级）",
          code: "32.4100",
          codeSystem: "procedure",
          quantity: 60,
        },
      ],
      { source: "self_reported", asOfOn: today() },
    ),
  );
  await world.drain();
  const before = await profileOf(expert);
  expect(before).toMatchObject({ state: "computed", viewer: "expert", modelVersion: "profile-1" });
  expect(before.dimensions.map((one: { dimension: string }) => one.dimension)).toEqual([
    "academic",
    "clinical",
    "teaching",
  ]);
  for (const sub of before.subs) {
    const sum = sub.contributions.reduce(
      (total: number, one: { points: number }) => total + Math.round(one.points * 100),
      Math.round((sub.peers?.points ?? 0) * 100),
    );
    expect(sum).toBe(Math.round(sub.score * 100));
    for (const piece of sub.contributions) {
      expect(piece.words.zh).toContain("可信");
      expect(piece.words.en).toContain("trust");
    }
  }
  const [claim] = await world.query(
    sql<{ id: string }>`select id from experts.claim where kind = 'disease_cases' and code = 'J47.x00'
      and practitioner_id = ${expert.practitionerId}`,
  );
  ok(
    await world.system(async (tx) => {
      const result = await verifyClaim(tx, claim!.id, { byPersonId: office.id });
      return { status: result.ok ? 200 : 500, body: result, headers: {} };
    }),
  );
  await world.drain();
  const after = await profileOf(expert);
  expect(subScore(after, "cases")).toBeGreaterThan(subScore(before, "cases"));
  expect(dimension(after, "academic")).toEqual(dimension(before, "academic"));
});

test("consultations feed service, cases and skills; nothing of the patient is kept", async () => {
  const before = await profileOf(expert);
  expect(dimension(before, "service")).toBeUndefined();
  const caseId = await alliance.submit({
    ...completeDraft,
    diagnoses: [{ code: "C34.900", name: "肺恶性肿瘤" }],
  });
  const { id } = await alliance.openOffer(caseId);
  ok(await expert.post(`/api/offers/${id}/accept`));
  await world.drain();
  ok(
    await expert.put(`/api/cases/${caseId}/opinion`, {
      revision: 0,
      text: { answer: "可以手术", conclusion: "早期肺癌可能", advice: "建议胸腔镜手术" },
    }),
  );
  ok(await expert.post(`/api/cases/${caseId}/opinion/sign`, { revision: 1 }));
  await world.drain();
  ok(await alliance.requester.post(`/api/cases/${caseId}/disposition`, { decision: "adopted", reason: "" }));
  await world.drain();
  const facts = await world.query(
    sql<{ kind: string; outcome: string; categories: string[] }>`select kind, outcome, categories
      from profile.service_fact order by kind desc`,
  );
  expect(facts).toEqual([
    { kind: "offer", outcome: "accepted", categories: [] },
    { kind: "consult", outcome: "adopted", categories: ["C34"] },
  ]);
  const after = await profileOf(expert);
  const subs = after.subs.map((one: { sub: string }) => one.sub);
  expect(subs).toEqual(expect.arrayContaining(["response", "acceptance", "adoption"]));
  const skills = ok(await expert.get(url("skills"))).body;
  const lung = skills.items.find((one: { level: string; code: string }) => one.code === "C34");
  expect(lung).toMatchObject({ level: "category", isHidden: false });
  expect(lung.documents.map((one: { kind: string }) => one.kind).sort()).toEqual(["consult"]);
  const stored = JSON.stringify(await snapshot());
  for (const secret of ["王建国", "磨玻璃", "胸腔镜手术", "早期肺癌"]) expect(stored).not.toContain(secret);
});

test("declining for a good reason harms nobody's acceptance; a slow answer is a slow answer", async () => {
  const acceptance = (profile: { subs: { sub: string; score: number }[] }) =>
    profile.subs.find(({ sub }) => sub === "acceptance")!.score;
  const decline = async (code: string): Promise<void> => {
    const caseId = await alliance.submit();
    const { id } = await alliance.openOffer(caseId);
    ok(await expert.post(`/api/offers/${id}/decline`, { code, note: "" }));
    await world.drain();
  };
  const before = acceptance(await profileOf(expert));
  await decline("not_my_field");
  expect(acceptance(await profileOf(expert))).toBe(before);
  await decline("no_time_now");
  expect(acceptance(await profileOf(expert))).toBeLessThan(before);
});

test("events and the nightly run lead to exactly what a rebuild gives, and it sets the next night", async () => {
  await nightAgain();
  await world.drain();
  const grown = await snapshot();
  await rebuildProfiles(world.database);
  expect(await snapshot()).toEqual(grown);
  const waiting = await world.query(
    sql<{
      n: number;
    }>`select count(*)::int as n from platform.job where kind = 'profile.nightly' and status = 'waiting'
      and due_at > platform.now()`,
  );
  expect(waiting[0]?.n).toBe(1);
  expect(nextNight(instant("2026-03-01T12:00:00Z"))).toBe("2026-03-01T19:10:00.000Z");
  expect(nextNight(instant("2026-03-01T18:00:00Z"))).toBe("2026-03-01T19:10:00.000Z");
  expect(nextNight(instant("2026-03-01T19:10:00Z"))).toBe("2026-03-02T19:10:00.000Z");
});

test("an expert of whom nothing counts is 证据不足, never a zero", async () => {
  const { practitionerId } = await world.system((tx) =>
    addExpert(tx, {
      name: "无证据",
      roles: [{ organizationId: alliance.tertiary, departmentName: "眼科", specialties: [{ code: "10" }] }],
    }),
  );
  expect(ok(await office.get(url("profile", practitionerId))).body).toMatchObject({
    state: "pending",
    dimensions: [],
  });
  await rebuildProfiles(world.database);
  expect(ok(await office.get(url("profile", practitionerId))).body).toMatchObject({
    state: "insufficient",
    dimensions: [],
    subs: [],
  });
  expect(ok(await office.get(url("skills", practitionerId))).body.items).toEqual([]);
});

test("each viewer gets what the table says, also from the API", async () => {
  const viewers: [string, Someone][] = [
    ["public", colleague],
    ["requester", alliance.requester],
    ["hospital", office],
    ["operator", alliance.dispatcher],
    ["expert", expert],
  ];
  expect(viewers.map(([name]) => name)).toEqual([...viewerClasses]);
  for (const [name, person] of viewers) {
    const viewer = name as (typeof viewerClasses)[number];
    const profile = await profileOf(person);
    const skills = ok(await person.get(url("skills"))).body;
    expect(profile.viewer).toBe(viewer);
    const clinical = profile.dimensions.find((one: { dimension: string }) => one.dimension === "clinical");
    expect(clinical.score !== null).toBe(showing("dimensions", viewer) === "show");
    expect(dimension(profile, "service") !== undefined).toBe(showing("service", viewer) !== "hide");
    expect(profile.subs.length > 0).toBe(showing("subs", viewer) !== "hide");
    const contributions = profile.subs.flatMap(
      (one: { contributions: unknown[] | null }) => one.contributions ?? [],
    );
    expect(contributions.length > 0).toBe(showing("contributions", viewer) === "show");
    const sources = profile.subs.flatMap((one: { sources: unknown[] }) => one.sources);
    expect(sources.length > 0).toBe(showing("contributions", viewer) !== "hide");
    expect(profile.timeline !== null).toBe(showing("timeline", viewer) === "show");
    const [skill] = skills.items;
    expect(skill.strength !== null).toBe(showing("skills", viewer) === "show");
    const behind = skills.items.flatMap((one: { documents: unknown[] | null }) => one.documents ?? []);
    expect(behind.length > 0).toBe(showing("documents", viewer) === "show");
  }
});

test("the expert looks through the others' eyes; nobody sees more by that", async () => {
  expect(await profileOf(expert, "public")).toMatchObject({ viewer: "public", subs: [], timeline: null });
  const asRequester = await profileOf(expert, "requester");
  expect({ ...asRequester, mayViewAs: [] }).toEqual({
    ...(await profileOf(alliance.requester)),
    mayViewAs: [],
  });
  const refused = await alliance.requester.get(url("profile?as=expert"));
  expect(refused).toMatchObject({ status: 403, body: { code: "view_not_yours" } });
});

test("a skill outside the declared specialty is found and marked, with what it rests on", async () => {
  await world.system((tx) =>
    recordClaims(
      tx,
      expert.practitionerId,
      [{ kind: "disease_cases", label: "肝豆状核变性", code: "E83.001", codeSystem: "icd10", quantity: 40 }],
      { source: "his", asOfOn: today() },
    ),
  );
  await world.drain();
  const hiddenOf = async (who: Someone) =>
    ok(await who.get(url("skills"))).body.items.filter((one: { isHidden: boolean }) => one.isHidden);
  const [hidden] = await hiddenOf(office);
  expect(hidden).toMatchObject({ code: "E83", sources: [{ source: "his", pieces: 1 }] });
  expect(hidden.usualSpecialties.map((one: { code: string }) => one.code)).toContain("03.03");
  expect(hidden.documents[0].words.zh).toContain("肝豆状核变性 40 例");
  expect(await hiddenOf(alliance.requester)).toHaveLength(1);
  expect(await hiddenOf(colleague)).toEqual([]);
});

test("two experts are compared, and where the evidence does not tell them apart it says so", async () => {
  const other = await alliance.addExpert("吴二", "03.01", { code: "C34.900", label: "肺恶性肿瘤", cases: 5 });
  await rebuildProfiles(world.database);
  const query = (first: string, second: string) => `/api/experts/compare?first=${first}&second=${second}`;
  const compared = ok(await office.get(query(expert.practitionerId, other.practitionerId))).body;
  expect(compared.first.name).toBe(expert.name);
  const verdictOf = (name: string) =>
    compared.dimensions.find((one: { dimension: string }) => one.dimension === name).verdict;
  expect(verdictOf("clinical")).toBe("first");
  expect(verdictOf("academic")).toBe("unknown");
  expect(compared.skills.find((one: { code: string }) => one.code === "C34")).toMatchObject({
    first: expect.any(Number),
    second: expect.any(Number),
  });
  expect((await office.get(query(other.practitionerId, other.practitionerId))).body.code).toBe("same_expert");
  expect((await expert.get(query(expert.practitionerId, other.practitionerId))).status).toBe(403);
});

test("the profile prints, and the print is on record", async () => {
  const printed = await office.get(url("profile.pdf"));
  expect(printed.status).toBe(200);
  expect(printed.headers["content-type"]).toBe("application/pdf");
  expect((printed.body as Buffer).subarray(0, 5).toString()).toBe("%PDF-");
  const rows = await world.query(
    sql<{ n: number }>`select count(*)::int as n from platform.audit_entry where action = 'profile.print'`,
  );
  expect(rows[0]?.n).toBe(1);
});

test("facts are not rewritten, why is not shown to strangers by the database either, and the invariants hold", async () => {
  await expect(world.query(sql`update profile.service_fact set outcome = 'accepted'`)).rejects.toThrow();
  const asColleague = await world.database.withTx(
    {
      scope: "institution",
      institutionId: colleague.institutionId as never,
      personId: colleague.id as never,
    },
    async (tx) => ({
      explanations: await profileTables(tx)
        .selectFrom("profile.explanation")
        .select("practitioner_id")
        .execute(),
      facts: await profileTables(tx).selectFrom("profile.service_fact").select("id").execute(),
    }),
  );
  expect(asColleague).toEqual({ explanations: [], facts: [] });
  const broken = (await checkInvariants(world.database)).filter(({ offenders }) => offenders.length > 0);
  expect(broken).toEqual([]);
});
