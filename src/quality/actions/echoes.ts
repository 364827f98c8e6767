import { sql } from "kysely";
import { type Ctx } from "../../identity/index.js";
import { ok, type Result } from "../../kernel/result.js";
import { systemContext, tablesOf } from "../../platform/database/database.js";
import type { EchoList } from "../api/results.js";
import type { PatientOutcome } from "../domain/follow-up.js";
import { categoryName } from "../store/facts.js";
import type { Agreement, Decision, Transfer } from "../tables.js";

/**
 * 会诊回音: what came of each consultation this expert advised, newest first. His access to the cases has ended, so it is read in
 * system scope by his own person's id and holds results only: number, disease group, what was done, how the patient fared.
 */
export const viewEchoes = (ctx: Ctx): Promise<Result<EchoList, never>> =>
  ctx.database.withTx(systemContext, async (tx) => {
    const { rows } = await sql<{
      number: string;
      institution_name: string;
      category: string;
      closed_at: string;
      decision: Decision | null;
      agreement: Agreement | null;
      has_changed_management: boolean | null;
      transfer: Transfer | null;
      usefulness: number | null;
      satisfaction: number | null;
      course: { day: number; outcome: PatientOutcome }[];
    }>`select r.number, r.institution_name, f.category, f.closed_at, f.decision, e.agreement, e.has_changed_management, e.transfer,
        e.usefulness, p.satisfaction,
        coalesce((select jsonb_agg(jsonb_build_object('day', u.day, 'outcome', u.outcome) order by u.day)
          from quality.follow_up u where u.case_id = f.case_id and u.status = 'done'), '[]') as course
      from dispatch.offer o join quality.case_fact f on f.case_id = o.case_id join cases.consult_request r on r.id = f.case_id
      left join quality.evaluation e on e.case_id = f.case_id left join quality.patient_rating p on p.case_id = f.case_id
      where o.person_id = ${ctx.actor.personId} and o.status = 'accepted' and f.closed_at is not null
      order by f.closed_at desc, f.case_id limit 100`.execute(tablesOf<unknown>()(tx));
    return ok({
      items: rows.map((row) => ({
        number: row.number,
        institutionName: row.institution_name,
        category: row.category,
        categoryName: categoryName(row.category),
        closedAt: row.closed_at,
        decision: row.decision,
        agreement: row.agreement,
        hasChangedManagement: row.has_changed_management,
        transfer: row.transfer,
        usefulness: row.usefulness,
        patientSatisfaction: row.satisfaction,
        course: row.course,
      })),
    });
  });
