import { sql } from "kysely";
import { groupBy } from "../../kernel/collections.js";
import type { UrgencyLevel } from "../../kernel/urgency.js";
import { currentModel, type Lesson, type Outcome, rewardOf, sharesOf } from "../../matching/index.js";
import type { Tx } from "../../platform/database/database.js";
import { qualityTables } from "../tables.js";

interface RankingRow {
  readonly id: string;
  readonly made_at: string;
  readonly level: UrgencyLevel;
  readonly specialty_code: string | null;
  readonly shown: { readonly role: string; readonly points: Readonly<Record<string, number>> }[];
}

interface AskRow extends Pick<Outcome, "decision" | "usefulness"> {
  readonly decision_id: string;
  readonly role_id: string;
  readonly is_first: boolean;
  readonly status: Outcome["ended"];
  readonly decline_code: string | null;
  readonly chance: number | null;
}

const pageSize = 500;

/**
 * Every ranking by the present rules that led to an offer, with what became of whom it led to: numbers alone, no case and no word of it.
 * Oldest first. Left out: whom a dispatcher called first by telephone (his yes was agreed before), and what was ranked by other rules.
 */
export async function readRankingLessons(tx: Tx): Promise<Lesson[]> {
  const asks = groupBy(await readAsks(tx), (ask) => ask.decision_id);
  const unsuitable = await readUnsuitable(tx);
  const lessons: Lesson[] = [];
  for (const page of pagesOf([...asks.keys()]))
    for (const row of await readRankings(tx, page)) {
      const shown = row.shown.flatMap(({ role, points }, i) => {
        const shares = sharesOf(new Map(Object.entries(points)), currentModel);
        return shares === undefined ? [] : [{ roleId: role, place: i + 1, shares }];
      });
      lessons.push({
        decisionId: row.id,
        madeAt: row.made_at,
        level: row.level,
        specialtyCode: row.specialty_code,
        shown,
        asked: (asks.get(row.id) ?? []).map((ask) => ({
          roleId: ask.role_id,
          chance: ask.chance,
          isFirst: ask.is_first,
          reward: rewardOf({ ...ask, ended: ask.status, declineCode: ask.decline_code }),
        })),
        unsuitable: unsuitable.get(row.id) ?? [],
      });
    }
  return lessons.sort((a, b) => (a.madeAt < b.madeAt ? -1 : a.madeAt > b.madeAt ? 1 : 0));
}

function* pagesOf(ids: readonly string[]): Iterable<readonly string[]> {
  for (let from = 0; from < ids.length; from += pageSize) yield ids.slice(from, from + pageSize);
}

/** Offers that have ended, with the odds of the look that sent them (null where no odds of this kind were kept). */
async function readAsks(tx: Tx): Promise<AskRow[]> {
  const { rows } = await sql<AskRow>`
    select o.decision_id, o.practitioner_role_id as role_id, o.status, o.decline_code,
      o.attempt = 1 and o.line = 1 and o.ring <> 'named' as is_first,
      (select (f ->> 'propensity')::float8 from jsonb_array_elements(p.details -> 'offers') f
        where f ->> 'offerId' = o.id::text and exists (
          select 1 from jsonb_array_elements(p.details -> 'considered') c where c ? 'chance')) as chance,
      c.decision, e.usefulness
    from dispatch.offer o
    left join dispatch.pairing p on p.plan_id = o.plan_id and p.case_id = o.case_id and p.seat = o.seat
    left join dispatch.past_consult c on c.case_id = o.case_id and c.practitioner_role_id = o.practitioner_role_id
    left join quality.evaluation e on e.case_id = o.case_id and o.status = 'accepted'
    where o.decision_id is not null and o.ring <> 'dispatcher'
      and o.status in ('accepted', 'declined', 'expired', 'withdrawn')
    order by o.sent_at, o.id`.execute(qualityTables(tx));
  return rows;
}

async function readRankings(tx: Tx, ids: readonly string[]): Promise<RankingRow[]> {
  const { rows } = await sql<RankingRow>`
    select d.id, d.made_at, d.inputs -> 'request' ->> 'level' as level,
      d.inputs -> 'request' ->> 'specialtyCode' as specialty_code,
      (select coalesce(jsonb_agg(jsonb_build_object('role', c ->> 'practitionerRoleId', 'points',
          (select jsonb_object_agg(f ->> 'key', f -> 'points') from jsonb_array_elements(c -> 'factors') f)) order by at), '[]')
        from jsonb_array_elements(d.candidates) with ordinality as shown (c, at)) as shown
    from matching.decision d
    where d.id = any(${sql.val(ids)}::uuid[]) and split_part(d.model_version, '+', 1) = ${currentModel.version}`.execute(
    qualityTables(tx),
  );
  return rows;
}

/** 不合适 that stands and speaks of his field or experience, by ranking. */
async function readUnsuitable(tx: Tx): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ decision_id: string; roles: string[] }>`
    select decision_id, array_agg(practitioner_role_id order by practitioner_role_id) as roles from matching.feedback
    where withdrawn_at is null and reason in ('wrong_field', 'lacks_experience') group by 1`.execute(
    qualityTables(tx),
  );
  return new Map(rows.map((row) => [row.decision_id, row.roles]));
}
