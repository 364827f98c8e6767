import { sql } from "kysely";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import type { StratifierKey } from "../domain/indicator.js";
import { type CaseChoice, statesOf, strata } from "./case-choice.js";
import { isSummed, ownScope } from "./indicators.js";
import { durationCodes, minuteColumns, placeOf } from "./state-places.js";

const everything = tablesOf<unknown>();

export type CaseSet = "hit" | "missed" | "pending";
const stateOfSet = { hit: 1, missed: 2, pending: 3 } as const;

interface Wanted {
  readonly code: string;
  readonly set: CaseSet;
  readonly by: StratifierKey | undefined;
  readonly key: string | undefined;
  readonly choice: CaseChoice;
  readonly limit: number;
}

/**
 * Since when the sums know of as many cases as are wanted; since the beginning where they know of fewer. Null: there are none.
 * Undefined: no sum says it.
 */
async function sinceWhen(
  tx: Tx,
  { code, set, by, key, choice, limit }: Wanted,
): Promise<string | null | undefined> {
  const { from, ...others } = choice;
  if (Object.keys(others).length > 0 || !from.endsWith("-01") || (by !== undefined && !isSummed(tx, by)))
    return undefined;
  const stratum = by === undefined || by === "month" ? "service" : by;
  const inStratum =
    by === undefined
      ? sql`true`
      : by === "month"
        ? sql`to_char(s.month, 'YYYY-MM') = ${key ?? ""}`
        : sql`s.key = ${key ?? ""}`;
  const { rows } = await sql<{ month: string }>`
    select to_char(x.month, 'YYYY-MM-DD') as month from (
      select m.month, sum(m.n) over (order by m.month desc) - m.n as newer from (
        select s.month, sum(s.sums[${sql.lit(1 + 3 * placeOf(code) + stateOfSet[set])}])::int as n from quality.indicator_sum s
        where s.scope = ${ownScope(tx)} and s.stratum = ${stratum} and s.month >= ${from}::date and ${inStratum}
        group by 1) m where m.n > 0) x
    where x.newer < ${limit} order by 1 limit 1`.execute(everything(tx));
  return rows[0]?.month ?? null;
}

/** The cases behind a figure, newest first. */
export async function readIndicatorCases(tx: Tx, wanted: Wanted) {
  const { code, set, by, key, choice, limit } = wanted;
  // A rare set is looked for no further back than its last case lies, or as many as are wanted.
  const since = await sinceWhen(tx, wanted);
  if (since === null) return [];
  const column = minuteColumns[(durationCodes as readonly string[]).indexOf(code)];
  const { rows } = await sql<{
    case_id: string;
    institution_id: string;
    performer_institution_id: string | null;
    urgency_level: string;
    service: string;
    submitted_at: string;
    minutes: number | null;
  }>`select s.case_id, s.institution_id, s.performer_institution_id, s.urgency_level, s.service, s.submitted_at,
      ${column === undefined ? sql`null::float8` : sql.ref(`s.${column}`)} as minutes
    from ${statesOf(tx, { ...choice, from: since ?? choice.from }, [
      sql`s.states[${sql.lit(placeOf(code) + 1)}] = ${sql.lit(stateOfSet[set])}`,
      ...(by === undefined ? [] : [strata[by].isIn(key ?? "")]),
    ])}
    order by s.submitted_at desc, s.case_id limit ${limit}`.execute(everything(tx));
  return rows;
}
