import { type RawBuilder, sql } from "kysely";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import { type IndicatorValue, quantileOfClasses, type StratifierKey } from "../domain/indicator.js";
import { durationCodes, minuteColumns, stateCodes, waitClasses } from "./state-places.js";

const everything = tablesOf<unknown>();
type Sql = RawBuilder<unknown>;

/** Up to so many cases, median and P90 are taken from the cases themselves; above, from the counts by class. */
export const exactUpTo = 20_000;

const isEverybodys = (tx: Tx): boolean => tx.context.scope === "platform" || tx.context.scope === "system";

/**
 * Cells that a reader's figures are summed from: everybody's for the platform, else his own hospital's. A plain value: row-level
 * security would look at every row before a function of the database were asked.
 */
const ownScope = (tx: Tx): Sql =>
  sql`${isEverybodys(tx) ? "00000000-0000-0000-0000-000000000000" : (tx.context.institutionId ?? null)}::uuid`;

export const emptyValue: IndicatorValue = {
  hits: 0,
  of: 0,
  pending: 0,
  median: null,
  p90: null,
  isDrawn: false,
  isSuppressed: false,
};

/** A choice among the cases in sight. */
export interface CaseChoice {
  /** Civil days (YYYY-MM-DD) in Beijing on which cases were submitted; `to` is not one of them. */
  readonly from: string;
  readonly to?: string;
  /** Codes of provinces, cities or counties; what lies in one of them. */
  readonly regionPrefixes?: readonly string[];
  /** Codes of specialties; with what lies below them. */
  readonly specialtyCodes?: readonly string[];
  readonly levels?: readonly string[];
  readonly services?: readonly string[];
  readonly institutionIds?: readonly string[];
  /** Which side `institutionIds` are on; either when not told. */
  readonly side?: "institution" | "performer";
}

/** First day (YYYY-MM-DD) of the first of the last `months` calendar months, this one included. */
export async function firstMonth(tx: Tx, months: number): Promise<string> {
  const { rows } = await sql<{
    day: string;
  }>`select to_char(date_trunc('month', platform.now() at time zone 'Asia/Shanghai')
    - make_interval(months => ${months - 1}::int), 'YYYY-MM-DD') as day`.execute(everything(tx));
  return rows[0]?.day ?? "";
}

const startOf = (day: string): Sql => sql`(${day}::date::timestamp at time zone 'Asia/Shanghai')`;

/**
 * Cases of the choice; for a hospital its own. Row-level security says so, too, but asks about each row: said beforehand, the database
 * begins with the hospital's rows.
 */
function chosen(tx: Tx, choice: CaseChoice): Sql {
  const { from, to, regionPrefixes, specialtyCodes, levels, services, institutionIds, side } = choice;
  const parts: Sql[] = [sql`s.month >= date_trunc('month', ${from}::date)::date`];
  if (!isEverybodys(tx)) {
    const own = sql`${tx.context.institutionId ?? null}::uuid`;
    parts.push(sql`(s.institution_id = ${own} or s.performer_institution_id = ${own})`);
  }
  if (!from.endsWith("-01")) parts.push(sql`s.submitted_at >= ${startOf(from)}`);
  if (to !== undefined) parts.push(sql`s.month <= ${to}::date`, sql`s.submitted_at < ${startOf(to)}`);
  if (regionPrefixes !== undefined)
    parts.push(
      sql`(${sql.join(
        regionPrefixes.map((one) => sql`starts_with(s.region_code, ${one})`),
        sql` or `,
      )})`,
    );
  if (specialtyCodes !== undefined)
    parts.push(
      sql`(s.specialty_code = any(${[...specialtyCodes]}::text[]) or ${sql.join(
        specialtyCodes.map((one) => sql`starts_with(s.specialty_code, ${`${one}.`})`),
        sql` or `,
      )})`,
    );
  if (levels !== undefined) parts.push(sql`s.urgency_level = any(${[...levels]}::text[])`);
  if (services !== undefined) parts.push(sql`s.service = any(${[...services]}::text[])`);
  if (institutionIds !== undefined) {
    const ids = sql`any(${[...institutionIds]}::uuid[])`;
    parts.push(
      side === "institution"
        ? sql`s.institution_id = ${ids}`
        : side === "performer"
          ? sql`s.performer_institution_id = ${ids}`
          : sql`(s.institution_id = ${ids} or s.performer_institution_id = ${ids})`,
    );
  }
  return sql.join(parts, sql` and `);
}

const strata: Readonly<Record<StratifierKey, Sql>> = {
  institution: sql`s.institution_id::text`,
  performer: sql`coalesce(s.performer_institution_id::text, '')`,
  region: sql`left(s.region_code, 2) || '0000'`,
  specialty: sql`s.specialty_code`,
  level: sql`s.urgency_level`,
  month: sql`to_char(s.month, 'YYYY-MM')`,
  service: sql`s.service`,
};

const placeOf = (code: string): number => {
  const place = stateCodes.indexOf(code);
  if (place < 0) throw new RangeError(`no indicator ${code}`);
  return place;
};
const durationPlace = (code: string): number => (durationCodes as readonly string[]).indexOf(code);
const rounded = (minutes: number | null | undefined): number | null =>
  minutes === null || minutes === undefined ? null : Math.round(minutes * 10) / 10;

/** One indicator's figure out of a cell's sums. */
function valueOf(sums: readonly number[], code: string): IndicatorValue {
  const place = 1 + 3 * placeOf(code);
  const [hits = 0, missed = 0, pending = 0] = sums.slice(place, place + 3);
  const duration = durationPlace(code);
  const from = 1 + 3 * stateCodes.length + waitClasses * duration;
  const classes = duration < 0 ? [] : sums.slice(from, from + waitClasses);
  return {
    hits,
    of: hits + missed,
    pending,
    median: quantileOfClasses(classes, 0.5),
    p90: quantileOfClasses(classes, 0.9),
    isDrawn: duration >= 0,
    isSuppressed: false,
  };
}

type Exact = Readonly<{ median: number | null; p90: number | null }>;
const withExact = (value: IndicatorValue, exact: Exact | undefined): IndicatorValue =>
  exact === undefined ? value : { ...value, ...exact, isDrawn: false };

/** Median and P90 of a duration from the cases themselves, by stratum; all under "" without one. */
async function exactMinutes(
  tx: Tx,
  code: string,
  choice: CaseChoice,
  by?: StratifierKey,
): Promise<Map<string, Exact>> {
  const column = sql.ref(`s.${minuteColumns[durationPlace(code)] ?? "accept_minutes"}`);
  const { rows } = await sql<{ key: string; found: (number | null)[] | null }>`
    select ${by === undefined ? sql`''` : strata[by]} as key,
      percentile_cont(array[0.5, 0.9]) within group (order by ${column}) as found
    from quality.case_state s where ${chosen(tx, choice)} group by 1`.execute(everything(tx));
  return new Map(
    rows.map(({ key, found }) => [key, { median: rounded(found?.[0]), p90: rounded(found?.[1]) }]),
  );
}

/** Every indicator over the cases in sight that were submitted since the first day of a month. */
export async function readIndicators(
  tx: Tx,
  from: string,
): Promise<{ cases: number; values: Map<string, IndicatorValue> }> {
  const { rows } = await sql<{ n: number }>`
    select sum(x.n)::int as n from quality.indicator_sum s cross join lateral unnest(s.sums) with ordinality x (n, place)
    where s.scope = ${ownScope(tx)} and s.stratum = 'service' and s.month >= ${from}::date
    group by x.place order by x.place`.execute(everything(tx));
  const sums = rows.map(({ n }) => n);
  const cases = sums[0] ?? 0;
  const values = new Map(stateCodes.map((code) => [code, valueOf(sums, code)]));
  if (cases <= exactUpTo)
    for (const code of durationCodes) {
      const value = values.get(code);
      if (value) values.set(code, withExact(value, (await exactMinutes(tx, code, { from })).get("")));
    }
  return { cases, values };
}

/** Strata that a reader's sums are kept by; a hospital's own are kept by service and month alone. */
const isSummed = (tx: Tx, by: StratifierKey): boolean =>
  by === "service" || by === "month" || isEverybodys(tx);

/** One indicator by stratum, strata in order of their key. */
export async function readStrata(
  tx: Tx,
  code: string,
  by: StratifierKey,
  from: string,
  exactCases = exactUpTo,
): Promise<{ key: string; value: IndicatorValue }[]> {
  if (!isSummed(tx, by)) return readChoice(tx, code, { from }, by);
  const place = 2 + 3 * placeOf(code);
  const duration = durationPlace(code);
  const start = 2 + 3 * stateCodes.length + waitClasses * duration;
  const key = by === "month" ? sql`to_char(s.month, 'YYYY-MM')` : sql`s.key`;
  const of = sql`from quality.indicator_sum s where s.scope = ${ownScope(tx)}
    and s.stratum = ${by === "month" ? "service" : by} and s.month >= ${from}::date`;
  const { rows } = await sql<{ key: string; cases: number; hits: number; missed: number; pending: number }>`
    select ${key} as key, sum(s.sums[1])::int as cases, sum(s.sums[${place}::int])::int as hits,
      sum(s.sums[${place + 1}::int])::int as missed, sum(s.sums[${place + 2}::int])::int as pending
    ${of} group by 1 order by 1`.execute(everything(tx));
  const cases = rows.reduce((sum, row) => sum + row.cases, 0);
  const exact = duration >= 0 && cases <= exactCases ? await exactMinutes(tx, code, { from }, by) : undefined;
  const classes = new Map<string, readonly number[]>();
  if (duration >= 0 && exact === undefined) {
    // One sum a class: taking the arrays apart into rows takes ten times as long.
    const sums = sql.join(
      Array.from({ length: waitClasses }, (_, n) => sql`sum(s.sums[${sql.lit(start + n)}])::int`),
    );
    const { rows: found } = await sql<{ key: string; counts: number[] }>`
      select ${key} as key, array[${sums}] as counts ${of} group by 1`.execute(everything(tx));
    for (const row of found) classes.set(row.key, row.counts);
  }
  return rows.map((row) => {
    const own = classes.get(row.key) ?? [];
    const value: IndicatorValue = {
      hits: row.hits,
      of: row.hits + row.missed,
      pending: row.pending,
      median: quantileOfClasses(own, 0.5),
      p90: quantileOfClasses(own, 0.9),
      isDrawn: duration >= 0,
      isSuppressed: false,
    };
    return { key: row.key, value: withExact(value, exact?.get(row.key)) };
  });
}

/** One indicator over chosen cases, counted from what each counts for; by stratum, or all under "". */
export async function readChoice(
  tx: Tx,
  code: string,
  choice: CaseChoice,
  by?: StratifierKey,
): Promise<{ key: string; value: IndicatorValue }[]> {
  const state = sql`s.states[${placeOf(code) + 1}::int]`;
  const { rows } = await sql<{ key: string; hits: number; missed: number; pending: number }>`
    select ${by === undefined ? sql`''` : strata[by]} as key, count(*) filter (where ${state} = 1)::int as hits,
      count(*) filter (where ${state} = 2)::int as missed, count(*) filter (where ${state} = 3)::int as pending
    from quality.case_state s where ${chosen(tx, choice)} group by 1 order by 1`.execute(everything(tx));
  const exact = durationPlace(code) < 0 ? undefined : await exactMinutes(tx, code, choice, by);
  return rows.map(({ key, hits, missed, pending }) => ({
    key,
    value: withExact(
      { hits, of: hits + missed, pending, median: null, p90: null, isDrawn: false, isSuppressed: false },
      exact?.get(key),
    ),
  }));
}

export type CaseSet = "hit" | "missed" | "pending";
const stateOfSet = { hit: 1, missed: 2, pending: 3 } as const;

/** The cases behind a figure, newest first. */
export async function readIndicatorCases(
  tx: Tx,
  wanted: {
    readonly code: string;
    readonly set: CaseSet;
    readonly by: StratifierKey | undefined;
    readonly key: string | undefined;
    readonly choice: CaseChoice;
    readonly limit: number;
  },
) {
  const column = minuteColumns[durationPlace(wanted.code)];
  const inStratum = wanted.by === undefined ? sql`true` : sql`${strata[wanted.by]} = ${wanted.key ?? ""}`;
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
    from quality.case_state s
    where ${chosen(tx, wanted.choice)} and s.states[${placeOf(wanted.code) + 1}::int] = ${stateOfSet[wanted.set]} and ${inStratum}
    order by s.submitted_at desc, s.case_id limit ${wanted.limit}`.execute(everything(tx));
  return rows;
}

/** Cases by what difficulty adjustment needs, of which it is known whether the advice was adopted. */
export async function readMix(tx: Tx, by: "performer" | "institution", from: string) {
  const db = everything(tx);
  // Some ten thousand groups: counted in memory, not sorted on the disk.
  await sql`select set_config('work_mem', '64MB', true)`.execute(db);
  const column = sql.ref(by === "performer" ? "s.performer_institution_id" : "s.institution_id");
  const { rows } = await sql<{
    key: string;
    urgency_level: string | null;
    is_rare: boolean;
    specialty_code: string | null;
    hit: boolean;
    n: number;
  }>`
    select coalesce(c.id::text, '') as key, c.urgency_level, c.is_rare, c.specialty_code, c.hit, c.n from (
      select ${column} as id, s.urgency_level, s.is_rare, left(s.specialty_code, 2) as specialty_code, s.is_adopted as hit, count(*)::int as n
      from quality.case_state s where s.month >= ${from}::date and s.is_adopted is not null
      group by 1, 2, 3, 4, 5) c`.execute(db);
  return rows;
}

/** What was submitted in each month since `from`, oldest first, and what has come of it. */
export async function readMonths(
  tx: Tx,
  from: string,
): Promise<
  {
    month: string;
    submitted: number;
    closed: number;
    cancelled: number;
    adopted: number;
    partly: number;
    decided: number;
  }[]
> {
  const sum = (code: string, ...states: number[]) =>
    sql`sum(${sql.join(
      states.map((state) => sql`s.sums[${sql.lit(1 + 3 * placeOf(code) + state)}]`),
      sql` + `,
    )})::int`;
  const { rows } = await sql<{
    month: string;
    submitted: number;
    closed: number;
    cancelled: number;
    adopted: number;
    any: number;
    decided: number;
  }>`select to_char(s.month, 'YYYY-MM') as month, sum(s.sums[1])::int as submitted, ${sum("evaluated", 1, 2, 3)} as closed,
      ${sum("cancelled", 1)} as cancelled, ${sum("adopted", 1)} as adopted, ${sum("adopted_any", 1)} as any,
      ${sum("adopted", 1, 2)} as decided
    from quality.indicator_sum s
    where s.scope = ${ownScope(tx)} and s.stratum = 'service' and s.month >= ${from}::date
    group by 1 order by 1`.execute(everything(tx));
  return rows.map(({ any, ...row }) => ({ ...row, partly: any - row.adopted }));
}
