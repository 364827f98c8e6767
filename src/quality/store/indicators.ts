import { type RawBuilder, sql } from "kysely";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import { type IndicatorValue, quantileOfClasses, type StratifierKey } from "../domain/indicator.js";
import { type CaseChoice, isEverybodys, statesOf, strata } from "./case-choice.js";
import { durationCodes, minuteColumns, placeOf, stateCodes, waitClasses } from "./state-places.js";

const everything = tablesOf<unknown>();
type Sql = RawBuilder<unknown>;

/** Up to so many cases, median and P90 are taken from the cases themselves; above, from the counts by class. */
export const exactUpTo = 20_000;

/**
 * Cells that a reader's figures are summed from: everybody's for the platform, else his own hospital's. A plain value: row-level
 * security would look at every row before a function of the database were asked.
 */
export const ownScope = (tx: Tx): Sql =>
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

/** One thing in common, or nothing: all under "". */
const inCommon = (by: StratifierKey | undefined) =>
  by === undefined ? { of: sql`''::text`, key: (of: Sql): Sql => of } : strata[by];

/** Median and P90 of a duration from the cases themselves, by stratum; all under "" without one. */
async function exactMinutes(
  tx: Tx,
  code: string,
  choice: CaseChoice,
  by?: StratifierKey,
): Promise<Map<string, Exact>> {
  const column = sql.ref(`s.${minuteColumns[durationPlace(code)] ?? "accept_minutes"}`);
  const { of, key } = inCommon(by);
  const { rows } = await sql<{ key: string; found: (number | null)[] | null }>`
    select ${key(of)} as key, percentile_cont(array[0.5, 0.9]) within group (order by ${column}) as found
    from ${statesOf(tx, choice)} group by 1`.execute(everything(tx));
  return new Map(
    rows.map(({ key, found }) => [key, { median: rounded(found?.[0]), p90: rounded(found?.[1]) }]),
  );
}

/** The same of all durations over everything since a day, from one reading of the cases. */
async function exactDurations(tx: Tx, from: string): Promise<Exact[]> {
  const { rows } = await sql<{ found: (number | null)[] | null }>`
    select x.found from (select ${sql.join(
      minuteColumns.map(
        (column) =>
          sql`percentile_cont(array[0.5, 0.9]) within group (order by s.${sql.ref(column)}) as ${sql.ref(column)}`,
      ),
    )} from ${statesOf(tx, { from })}) s
    cross join lateral (values ${sql.join(minuteColumns.map((column, n) => sql`(${sql.lit(n)}, s.${sql.ref(column)})`))}) x (place, found)
    order by x.place`.execute(everything(tx));
  return rows.map(({ found }) => ({ median: rounded(found?.[0]), p90: rounded(found?.[1]) }));
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
  // With nothing summed there is nothing to take it from.
  if (cases > 0 && cases <= exactUpTo)
    for (const [n, exact] of (await exactDurations(tx, from)).entries()) {
      const code = durationCodes[n] ?? "";
      const value = values.get(code);
      if (value) values.set(code, withExact(value, exact));
    }
  return { cases, values };
}

/** Strata that a reader's sums are kept by; a hospital's own are kept by service and month alone. */
export const isSummed = (tx: Tx, by: StratifierKey): boolean =>
  by === "service" || by === "month" || isEverybodys(tx);

/** One indicator by stratum, strata in order of their key. */
export async function readStrata(
  tx: Tx,
  code: string,
  by: StratifierKey,
  from: string,
  exactCases = exactUpTo,
): Promise<{ key: string; value: IndicatorValue }[]> {
  if (!isSummed(tx, by)) return readChoice(tx, code, { from }, by, exactCases);
  const place = 2 + 3 * placeOf(code);
  const duration = durationPlace(code);
  const start = 2 + 3 * stateCodes.length + waitClasses * duration;
  // One sum a class: taking the arrays apart into rows takes ten times as long.
  const classes =
    duration < 0
      ? sql`null::int[]`
      : sql`array[${sql.join(
          Array.from({ length: waitClasses }, (_, n) => sql`sum(s.sums[${sql.lit(start + n)}])::int`),
        )}]`;
  const { rows } = await sql<{
    key: string;
    cases: number;
    hits: number;
    missed: number;
    pending: number;
    classes: number[] | null;
  }>`
    select ${by === "month" ? sql`to_char(s.month, 'YYYY-MM')` : sql`s.key`} as key, sum(s.sums[1])::int as cases,
      sum(s.sums[${place}::int])::int as hits, sum(s.sums[${place + 1}::int])::int as missed,
      sum(s.sums[${place + 2}::int])::int as pending, ${classes} as classes
    from quality.indicator_sum s where s.scope = ${ownScope(tx)}
      and s.stratum = ${by === "month" ? "service" : by} and s.month >= ${from}::date
    group by 1 order by 1`.execute(everything(tx));
  const cases = rows.reduce((sum, row) => sum + row.cases, 0);
  const exact = duration >= 0 && cases <= exactCases ? await exactMinutes(tx, code, { from }, by) : undefined;
  return rows.map((row) => ({ key: row.key, value: withExact(drawn(row, duration), exact?.get(row.key)) }));
}

const drawn = (
  counts: Readonly<{ hits: number; missed: number; pending: number; classes: readonly number[] | null }>,
  duration: number,
): IndicatorValue => ({
  hits: counts.hits,
  of: counts.hits + counts.missed,
  pending: counts.pending,
  median: quantileOfClasses(counts.classes ?? [], 0.5),
  p90: quantileOfClasses(counts.classes ?? [], 0.9),
  isDrawn: duration >= 0,
  isSuppressed: false,
});

/** One indicator over chosen cases, counted from what each counts for; by stratum in order of the key, or all under "". */
export async function readChoice(
  tx: Tx,
  code: string,
  choice: CaseChoice,
  by?: StratifierKey,
  exactCases = exactUpTo,
): Promise<{ key: string; value: IndicatorValue }[]> {
  const duration = durationPlace(code);
  const minutes = minuteColumns[duration];
  const { of, key } = inCommon(by);
  // Counted by what stands with the case, and named after: a few thousand times, not once a case.
  const { rows } = await sql<{
    key: string;
    cases: number;
    hits: number;
    missed: number;
    pending: number;
    places: number[] | null;
    counts: number[] | null;
  }>`
    select ${key(sql`c.own`)} as key, sum(c.n)::int as cases, coalesce(sum(c.n) filter (where c.state = 1), 0)::int as hits,
      coalesce(sum(c.n) filter (where c.state = 2), 0)::int as missed, coalesce(sum(c.n) filter (where c.state = 3), 0)::int as pending,
      json_agg(c.class) filter (where c.class is not null) as places, json_agg(c.n) filter (where c.class is not null) as counts
    from (select ${of} as own, s.states[${sql.lit(placeOf(code) + 1)}] as state,
        ${minutes === undefined ? sql`null::int` : sql`quality.wait_class(s.${sql.ref(minutes)})`} as class, count(*)::int as n
      from ${statesOf(tx, choice)} group by 1, 2, 3) c
    group by 1 order by 1`.execute(everything(tx));
  const cases = rows.reduce((sum, row) => sum + row.cases, 0);
  const exact = duration >= 0 && cases <= exactCases ? await exactMinutes(tx, code, choice, by) : undefined;
  return rows.map((row) => {
    const classes = Array.from({ length: waitClasses }, () => 0);
    for (const [n, place] of (row.places ?? []).entries())
      classes[place - 1] = (classes[place - 1] ?? 0) + (row.counts?.[n] ?? 0);
    return { key: row.key, value: withExact(drawn({ ...row, classes }, duration), exact?.get(row.key)) };
  });
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
