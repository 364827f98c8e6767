import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { grantAccess } from "../cases/index.js";
import { tablesOf } from "../platform/database/database.js";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { seatPanel } from "./store/panel.js";
import { openOpinion } from "./store/opinion.js";

let world: World;
let county: string;
let requester: Someone;
let hospitals: string[];
const anyTables = tablesOf<unknown>();

beforeAll(async () => {
  world = await newWorld();
  county = await world.institution("云溪县人民医院");
  hospitals = [await world.institution("临江大学附属第一医院"), await world.institution("省肿瘤医院")];
  requester = await world.person(county, "周一诺", "requester");
});
afterAll(() => world.close());

interface Seated {
  readonly id: string;
  readonly experts: readonly Someone[];
}

/** A case whose panel is complete; expert n sits at n + 1, in one of two hospitals. */
async function seated(size = 3): Promise<Seated> {
  const id = randomUUID();
  const names = ["沈书远", "陆行之", "许知微", "顾长风", "白若溪"];
  const experts: Someone[] = [];
  for (let n = 0; n < size; n++) experts.push(await world.person(hospitals[n % 2]!, names[n]!, "expert"));
  await world.system(async (tx) => {
    await sql`insert into cases.consult_request (id, number, institution_id, requester_person_id, requester_name,
        institution_name, status, mode, patient_name, patient_sex, patient_age_years, patient_is_pregnant, question,
        summary, urgency_level, next_actor, due_at, submitted_at, created_at, updated_at, panel_specialty_codes)
      values (${id}, ${`2026-${id.slice(0, 6)}`}, ${county}, ${requester.id}, ${requester.name}, '云溪县人民医院', 'accepted',
        'video', '王囍', 'female', 63, false, '右上肺占位，能否手术？', '右上肺占位 3.2 cm。', 'III',
        'expert', ${tx.now}, ${tx.now}, ${tx.now}, ${tx.now}, ${sql`array['03.01','04.04','19']`})`.execute(
      anyTables(tx),
    );
    for (const one of experts) await grantAccess(tx, { caseId: id, personId: one.id, basis: "assignment" });
    const members = experts.map((one, n) => ({
      personId: one.id,
      seat: n + 1,
      speakingOrder: n + 1,
      specialtyCode: ["03.01", "04.04", "19", "32", "28"][n] ?? null,
      name: one.name,
      post: "主任医师",
      institutionId: one.institutionId,
      institutionName: n % 2 === 0 ? "临江大学附属第一医院" : "省肿瘤医院",
    }));
    await openOpinion(tx, {
      caseId: id,
      authorPersonId: members[0]!.personId,
      authorName: members[0]!.name,
      authorPost: "主任医师",
      institutionId: members[0]!.institutionId,
      institutionName: members[0]!.institutionName,
    });
    await seatPanel(tx, id, members);
  });
  return { id, experts };
}
const text = { answer: "可手术", conclusion: "cT2N0M0", advice: "先行纵隔镜" };
const panelOf = async (who: Someone, id: string) => (await who.get(`/api/cases/${id}/panel`)).body;
async function sign(lead: Someone, id: string, revision = 0, value: object = text) {
  await lead.put(`/api/cases/${id}/opinion`, { revision, text: value });
  const signed = await lead.post(`/api/cases/${id}/opinion/sign`, { revision: revision + 1 });
  expect(signed.status).toBe(200);
}
const stand = (
  who: Someone,
  id: string,
  stance: "agree" | "dissent",
  version = 1,
  dissent = "",
  key?: string,
) => who.post(`/api/cases/${id}/opinion/stand`, { version, stance, dissent }, key);
const adopt = (id: string) => requester.post(`/api/cases/${id}/disposition`, { decision: "adopted" });

test("lead, order and agenda are arranged; another lead goes on with the text as it stands", async () => {
  const { id, experts } = await seated();
  const [a, b, c] = experts as [Someone, Someone, Someone];
  await a.put(`/api/cases/${id}/opinion`, { revision: 0, text });
  const before = await panelOf(requester, id);
  expect(before).toMatchObject({
    version: 1,
    leadPersonId: a.id,
    quorum: { needed: 2, have: 0 },
    may: { arrange: true, takeStand: false },
    members: [{ isLead: true, specialtyName: "呼吸内科专业" }, {}, {}],
  });
  const wanted = {
    version: 1,
    leadPersonId: b.id,
    order: [c.id, b.id, a.id],
    agenda: [{ title: "影像复习", minutes: 10, personId: c.id }],
  };
  const arrange = (who: Someone, body: object) => who.put(`/api/cases/${id}/panel`, body);
  expect((await arrange(c, wanted)).body.code).toBe("panel_not_found");
  expect((await arrange(requester, { ...wanted, order: [a.id, b.id] })).body.code).toBe(
    "panel_members_differ",
  );
  expect(
    (await arrange(requester, { ...wanted, agenda: [{ title: "x", minutes: 5, personId: requester.id }] }))
      .body.code,
  ).toBe("panel_agenda_unknown_person");
  expect((await arrange(requester, wanted)).body).toMatchObject({ leadPersonId: b.id, version: 2 });
  expect((await arrange(requester, wanted)).body.code).toBe("panel_changed_meanwhile");
  expect((await a.get(`/api/cases/${id}/opinion`)).body.draft).toBeNull();
  expect((await a.put(`/api/cases/${id}/opinion`, { revision: 1, text })).body.code).toBe(
    "opinion_not_begun",
  );
  expect((await b.get(`/api/cases/${id}/opinion`)).body).toMatchObject({ draft: text, draftRevision: 2 });
  await sign(b, id, 2, { ...text, advice: "新的首席补充" });
  expect((await arrange(requester, { ...wanted, version: 2, leadPersonId: a.id })).body.code).toBe(
    "panel_lead_fixed",
  );
});

test("members co-sign the same bytes or dissent in their own; without a quorum the case is not closed", async () => {
  const { id, experts } = await seated();
  const [a, b, c] = experts as [Someone, Someone, Someone];
  expect((await stand(b, id, "agree")).body.code).toBe("opinion_not_open");
  await sign(a, id);
  expect((await adopt(id)).body.code).toBe("panel_quorum_missing");
  expect((await stand(a, id, "agree")).body.code).toBe("panel_lead_has_signed");
  expect((await stand(b, id, "agree", 2)).body.code).toBe("panel_version_not_newest");
  expect((await stand(c, id, "dissent", 1, " ")).body.code).toBe("dissent_empty");
  const key = randomUUID();
  expect((await stand(b, id, "agree", 1, "", key)).body).toMatchObject({ quorum: { needed: 2, have: 2 } });
  expect((await stand(b, id, "agree", 1, "", key)).status).toBe(200);
  expect((await stand(b, id, "dissent", 1, "改主意")).body.code).toBe("panel_stand_taken");
  expect((await stand(c, id, "dissent", 1, "建议先行新辅助治疗")).body.members).toMatchObject([
    { stance: "signed" },
    { stance: "agree", stands: [{ isValid: true, dissent: "" }] },
    { stance: "dissent", stands: [{ isValid: true, dissent: "建议先行新辅助治疗" }] },
  ]);
  const [same] = await world.query<{ same: boolean }>(sql`select s.content = v.content as same
    from consultation.panel_stand s join consultation.opinion_version v using (opinion_id, version)
    join consultation.opinion o on o.id = s.opinion_id where o.case_id = ${id} and s.stance = 'agree'`);
  expect(same).toEqual({ same: true });
  const pdf = await requester.get(`/api/cases/${id}/opinion.pdf`);
  expect((pdf.body as Buffer).subarray(0, 5).toString()).toBe("%PDF-");
  expect((await adopt(id)).status).toBe(200);

  // Three copies: the inviter's, and one for each invited hospital.
  const copies = await world.query<{ institution_id: string; side: string }>(
    sql`select institution_id, side from consultation.archive where case_id = ${id}`,
  );
  expect(copies.map((one) => `${one.side} ${one.institution_id}`).sort()).toEqual(
    [`requester ${county}`, ...hospitals.map((one) => `performer ${one}`)].sort(),
  );
  const mine = (await b.get("/api/archive")).body.items.find((one: { caseId: string }) => one.caseId === id);
  const filed = (await b.get(`/api/archive/${mine.id as string}/record`)).body;
  expect(filed).toMatchObject({
    isIntact: true,
    record: { panel: { leadPersonId: a.id, stands: [{ stance: "agree" }, { stance: "dissent" }] } },
  });
});

test("an amendment wants its own co-signatures", async () => {
  const { id, experts } = await seated();
  const [a, b] = experts as [Someone, Someone];
  await sign(a, id);
  expect((await stand(b, id, "agree")).status).toBe(200);
  await sign(a, id, 1, { ...text, advice: "补充" });
  expect((await adopt(id)).body.code).toBe("panel_quorum_missing");
  expect((await stand(b, id, "agree", 1)).body.code).toBe("panel_version_not_newest");
  expect((await stand(b, id, "agree", 2)).body).toMatchObject({ quorum: { have: 2 } });
  expect((await adopt(id)).status).toBe(200);
});

test("everybody at once: one stand each, one quorum, and closing waits for it", async () => {
  const { id, experts } = await seated(5);
  const [lead, ...others] = experts as [Someone, ...Someone[]];
  await sign(lead, id);
  const taps = await Promise.all([
    ...others.flatMap((one) => [stand(one, id, "agree"), stand(one, id, "dissent", 1, "另有意见")]),
    adopt(id),
  ]);
  expect(taps.slice(0, -1).filter(({ status }) => status === 200).length).toBeLessThanOrEqual(4);
  const [row] = await world.query<{ stands: number; status: string }>(sql`select
      (select count(*)::int from consultation.panel_stand s join consultation.opinion o on o.id = s.opinion_id
        where o.case_id = r.id) as stands, r.status from cases.consult_request r where r.id = ${id}`);
  // Closed in between or not: never with fewer than two besides the lead, never two stands of one person.
  expect(row?.status === "closed" ? row.stands >= 2 : row?.stands === 4).toBe(true);
  const events = await world.query(
    sql`select 1 from platform.outbox where subject_id = ${id} and topic = 'consultation.quorum-reached'`,
  );
  expect(events).toHaveLength(1);
});

test("the database takes no co-signature over other bytes, and no stand twice or changed", async () => {
  const { id, experts } = await seated();
  const [a, b] = experts as [Someone, Someone];
  await sign(a, id);
  const [opinion] = await world.query<{ id: string }>(
    sql`select id from consultation.opinion where case_id = ${id}`,
  );
  const insert = (content: string) =>
    world.query(sql`insert into consultation.panel_stand (opinion_id, version, person_id, stance, signer_name, content,
        sha256, signed_at, provider, algorithm, public_key, signature)
      values (${opinion!.id}, 1, ${b.id}, 'agree', 'x', ${Buffer.from(content)}, ${"0".repeat(64)}, now(), 'p', 'a', 'k', 's')`);
  await expect(insert("other bytes")).rejects.toThrow();
  expect((await stand(b, id, "agree")).status).toBe(200);
  await expect(
    world.query(
      sql`update consultation.panel_stand set stance = 'dissent' where opinion_id = ${opinion!.id}`,
    ),
  ).rejects.toThrow();
});
