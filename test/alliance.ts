import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Reply, Someone, World } from "./world.js";

export interface AllianceExpert extends Someone {
  readonly practitionerId: string;
  readonly roleId: string;
}

/** A small invented alliance: a county hospital that asks, a tertiary hospital whose experts answer, and the operator. */
export interface Alliance {
  readonly operator: string;
  readonly county: string;
  readonly tertiary: string;
  readonly requester: Someone;
  readonly dispatcher: Someone;
  readonly experts: readonly AllianceExpert[];
  /** A further expert of the tertiary hospital. */
  addExpert(
    name: string,
    specialtyCode: string,
    disease?: { code: string; label: string; cases: number },
  ): Promise<AllianceExpert>;
  /** Fills a draft, submits it, and runs the background work; returns the case's id. */
  submit(draft?: Record<string, unknown>): Promise<string>;
  /** The open offer of the case that was made first, and whose it is. */
  openOffer(caseId: string): Promise<{ id: string; expert: AllianceExpert }>;
}

export const ok = (reply: Reply): Reply => {
  if (reply.status !== 200) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply;
};

/** A complete request about a lung nodule; level IV unless vitals or words say otherwise. */
export const completeDraft = {
  patientName: "王建国",
  patientSex: "male",
  patientAgeYears: 63,
  question: "右上肺结节是否需要手术？请呼吸内科会诊。",
  summary: "患者体检发现右上肺磨玻璃结节 12mm，无发热，无咯血，既往体健，吸烟 30 年。",
  diagnoses: [{ code: "R91.x00", name: "肺诊断性影像检查的异常所见" }],
  wantedSpecialtyCode: "03.01",
  mode: "written",
  consent: { textVersion: "2026-01", givenBy: "patient", signerName: "王建国", form: "paper" },
};

let nextLicence = 110_000_000_000_000;

export async function newAlliance(world: World, expertCount = 3): Promise<Alliance> {
  const operator = await world.institution("平台运营中心", "operator");
  const county = await world.institution("云溪县人民医院");
  const tertiary = await world.institution("明江大学附属第一医院");
  const requester = await world.person(county, "周一诺", "requester");
  const dispatcher = await world.person(operator, "陈调度", "dispatcher");
  const agreementId = randomUUID();
  await world.query(sql`insert into organizations.agreement (id, name, valid_from, valid_to, status, created_at)
    values (${agreementId}, '云明医联体协议', current_date - 100, current_date + 3000, 'in_force', now())`);
  await world.query(sql`insert into organizations.agreement_party (agreement_id, organization_id, side)
    values (${agreementId}, ${county}, 'requester'), (${agreementId}, ${tertiary}, 'performer')`);

  const experts: AllianceExpert[] = [];
  const addExpert: Alliance["addExpert"] = async (name, specialtyCode, disease) => {
    const person = await world.person(tertiary, name, "expert");
    const [practitionerId, roleId] = [randomUUID(), randomUUID()];
    await world.query(sql`insert into experts.practitioner (id, person_id, name, licence_number, practice_scope_code,
        independent_since_on, updated_at, created_at)
      values (${practitionerId}, ${person.id}, ${name}, ${String(nextLicence++)}, '11', '2005-01-01', now(), now())`);
    await world.query(sql`insert into experts.practitioner_role (id, practitioner_id, organization_id, department_name,
        title_code, daily_cap, weekly_cap, person_key, updated_at)
      values (${roleId}, ${practitionerId}, ${tertiary}, '呼吸与危重症医学科', '231', 100, 500, ${roleId}, now())`);
    await world.query(sql`insert into experts.role_specialty (practitioner_role_id, specialty_code, relation)
      values (${roleId}, ${specialtyCode}, 'exact')`);
    if (disease)
      await world.query(sql`insert into experts.claim (id, practitioner_id, kind, subject_key, code, label, quantity, source, state, as_of, created_at)
        values (${randomUUID()}, ${practitionerId}, 'disease_cases', ${disease.label}, ${disease.code}, ${disease.label}, ${disease.cases},
          'self_reported', 'asserted', current_date, now())`);
    await world.query(sql`update experts.pool_version set version = version + 1`);
    const expert = { ...person, practitionerId, roleId };
    experts.push(expert);
    return expert;
  };
  const names = ["李明远", "张若水", "赵清和", "孙知行", "钱望舒", "吴听雨", "郑见山", "王怀瑾"];
  for (let n = 0; n < expertCount; n++) await addExpert(names[n] ?? `专家${n}`, "03.01");

  return {
    operator,
    county,
    tertiary,
    requester,
    dispatcher,
    experts,
    addExpert,
    async submit(draft = {}) {
      const made = ok(await requester.post("/api/cases", {})).body as { id: string; version: number };
      const saved = ok(
        await requester.put(`/api/cases/${made.id}/draft`, {
          version: made.version,
          draft: { ...completeDraft, ...draft },
        }),
      ).body as { version: number };
      ok(await requester.post(`/api/cases/${made.id}/submit`, { version: saved.version }));
      await world.drain();
      return made.id;
    },
    async openOffer(caseId) {
      // The next one is asked by a job that follows the answer.
      await world.drain();
      const rows = await world.query(sql<{ id: string; person_id: string }>`
        select id, person_id from dispatch.offer where case_id = ${caseId} and status in ('sent', 'seen')
        order by attempt`);
      const [row] = rows;
      const expert = experts.find((one) => one.id === row?.person_id);
      if (!row || !expert) throw new Error("no open offer");
      return { id: row.id, expert };
    },
  };
}
