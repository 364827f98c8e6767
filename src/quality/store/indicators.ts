import { type RawBuilder, sql } from "kysely";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import { indicators } from "../data/indicators.js";
import type { IndicatorValue, StratifierKey } from "../domain/indicator.js";

const everything = tablesOf<unknown>();
type Sql = RawBuilder<unknown>;

/** What a case must be to belong, whether its result is known, and whether it met the indicator; minutes of a duration. */
interface Rule {
  readonly base: Sql;
  readonly known: Sql;
  readonly hit: Sql;
  readonly minutes?: Sql;
}

const always = sql`true`;
const sent = sql`f.status <> 'cancelled'`;
const urgent = sql`f.urgency_level in ('I', 'II')`;
const routine = sql`f.urgency_level in ('III', 'IV')`;
const since = (column: Sql) => sql`extract(epoch from ${column} - f.submitted_at)::float8 / 60`;
const isLate = (within: Sql) => sql`platform.now() > f.submitted_at + make_interval(mins => ${within})`;
const duration = (column: Sql, within: Sql): Rule => ({
  base: sql`${sent} and ${within} is not null`,
  known: sql`(${column} is not null or ${isLate(within)})`,
  hit: sql`${column} <= f.submitted_at + make_interval(mins => ${within})`,
  minutes: since(column),
});
const share = (base: Sql, hit: Sql, known: Sql = always): Rule => ({ base, known, hit });
const closed = sql`f.closed_at is not null`;
const signed = sql`f.opinion_at is not null`;
const acted = (minutes: number) =>
  sql`f.decision in ('adopted', 'partly_adopted') and f.closed_at <= f.opinion_at + make_interval(mins => ${minutes}::int)`;
const actedKnown = (minutes: number) =>
  sql`(f.decision is not null or platform.now() > f.opinion_at + make_interval(mins => ${minutes}::int))`;
const evaluated = sql`e.case_id is not null`;
const followed = sql`u.outcome is not null`;
const troubled = sql`f.declined + f.expired + f.taken_back > 0`;

/**
 * How each indicator is counted; its words stand in data/indicators.ts, and a test keeps the two lists the same. `f` is the
 * case's fact, `e` the inviter's evaluation, `p` the patient's rating, `u` what follow-up tells, `v` the peer review, `k` whether
 * somebody complained.
 */
export const indicatorRules: Readonly<Record<string, Rule>> = {
  accept_time: duration(sql`f.accepted_at`, sql`f.accept_within`),
  start_time: duration(sql`f.started_at`, sql`f.start_within`),
  opinion_time: duration(sql`f.opinion_at`, sql`f.opinion_within`),
  urgent_arrival: share(
    sql`${sent} and ${urgent}`,
    sql`f.accepted_at <= f.submitted_at + interval '10 minutes'`,
    sql`(f.accepted_at is not null or ${isLate(sql`10`)})`,
  ),
  urgent_effective: share(sql`${signed} and ${urgent}`, acted(40), actedKnown(40)),
  routine_completed: share(
    sql`${sent} and ${routine}`,
    sql`f.opinion_at <= f.submitted_at + interval '24 hours'`,
    sql`(${signed} or ${isLate(sql`1440`)})`,
  ),
  routine_effective: share(sql`${signed} and ${routine}`, acted(1440), actedKnown(1440)),
  first_offer: share(sql`f.accepted_at is not null`, sql`not (${troubled})`),
  redispatched: share(sql`f.offers > 0`, troubled),
  handed_over: share(always, sql`f.was_handed_over`),
  cancelled: share(always, sql`f.status = 'cancelled'`),
  no_show: share(sql`f.meetings > 0`, sql`f.no_shows > 0`),
  consent: share(always, sql`f.has_consent`),
  file_complete: share(always, sql`f.missing_items = 0`, sql`f.missing_items is not null`),
  // Readings are on record since the trail began; what started before is not known.
  pre_read: share(
    sql`f.started_at is not null and f.service <> 'written'`,
    sql`f.read_at is not null`,
    sql`(f.read_at is not null or f.started_at >= (select min(b.at) from platform.audit_entry b))`,
  ),
  opinion_complete: share(signed, sql`f.is_opinion_complete`),
  record_returned: share(closed, sql`f.copies_filed = 2`),
  evaluated: share(closed, evaluated),
  follow_up: share(sql`u.due > 0`, sql`u.reached = u.due`),
  peer_reviewed: share(signed, sql`v.status = 'rated'`),
  adopted: share(signed, sql`f.decision = 'adopted'`, sql`f.decision is not null`),
  adopted_any: share(signed, sql`f.decision in ('adopted', 'partly_adopted')`, sql`f.decision is not null`),
  diagnosis_changed: share(closed, sql`e.agreement = 'changed'`, evaluated),
  diagnosis_refined: share(closed, sql`e.agreement = 'refined'`, evaluated),
  management_changed: share(closed, sql`e.has_changed_management`, evaluated),
  transfer_avoided: share(sql`${evaluated} and e.transfer <> 'none'`, sql`e.transfer = 'avoided'`),
  good_course: share(closed, sql`u.outcome in ('recovered', 'improved')`, followed),
  bad_course: share(closed, sql`u.outcome in ('worse', 'died')`, followed),
  readmitted: share(closed, sql`u.was_readmitted`, followed),
  inviter_satisfied: share(closed, sql`e.usefulness >= 4`, evaluated),
  patient_satisfied: share(closed, sql`p.satisfaction >= 4`, sql`p.case_id is not null`),
  patient_rated: share(closed, sql`p.case_id is not null`),
  complaints: share(closed, sql`k.has_complaint`),
};

const sources = (months: number) => sql`quality.case_fact f
  left join quality.evaluation e on e.case_id = f.case_id
  left join quality.patient_rating p on p.case_id = f.case_id
  left join quality.review v on v.case_id = f.case_id
  left join lateral (select count(*) filter (where g.due_on <= platform.now()::date)::int as due,
      count(*) filter (where g.due_on <= platform.now()::date and g.status = 'done')::int as reached,
      (array_agg(g.outcome order by g.day desc) filter (where g.status = 'done'))[1] as outcome,
      bool_or(g.place = 'readmitted') as was_readmitted
    from quality.follow_up g where g.case_id = f.case_id) u on true
  left join lateral (select true as has_complaint from quality.complaint c where c.case_id = f.case_id limit 1) k on true
  where f.submitted_at > platform.now() - make_interval(months => ${months}::int)`;

const strata: Readonly<Record<StratifierKey, Sql>> = {
  institution: sql`f.institution_id::text`,
  performer: sql`coalesce(f.performer_institution_id::text, '')`,
  specialty: sql`coalesce(f.specialty_code, '')`,
  level: sql`coalesce(f.urgency_level, '')`,
  month: sql`to_char(f.submitted_at at time zone 'Asia/Shanghai', 'YYYY-MM')`,
  service: sql`f.service`,
};

interface Counted {
  readonly [column: string]: string | number | null;
}

function columnsOf(codes: readonly string[]): Sql[] {
  return codes.flatMap((code, i) => {
    const rule = indicatorRules[code];
    if (rule === undefined) throw new RangeError(`no indicator ${code}`);
    const column = (name: string) => sql.ref(`${name}_${i}`);
    return [
      sql`count(*) filter (where ${rule.base} and ${rule.known} and coalesce(${rule.hit}, false))::int as ${column("hit")}`,
      sql`count(*) filter (where ${rule.base} and ${rule.known})::int as ${column("of")}`,
      sql`count(*) filter (where ${rule.base} and not coalesce(${rule.known}, false))::int as ${column("pending")}`,
      ...(rule.minutes === undefined
        ? []
        : [
            sql`percentile_cont(0.5) within group (order by ${rule.minutes}) filter (where ${rule.base}) as ${column("median")}`,
            sql`percentile_cont(0.9) within group (order by ${rule.minutes}) filter (where ${rule.base}) as ${column("p90")}`,
          ]),
    ];
  });
}

function valueOf(row: Counted, i: number): IndicatorValue {
  const number = (name: string) => Number(row[`${name}_${i}`] ?? 0);
  const minutes = (name: string) => {
    const value = row[`${name}_${i}`];
    return value === null || value === undefined ? null : Math.round(Number(value) * 10) / 10;
  };
  return {
    hits: number("hit"),
    of: number("of"),
    pending: number("pending"),
    median: minutes("median"),
    p90: minutes("p90"),
    isSuppressed: false,
  };
}

/** Every indicator over the cases in sight that were submitted in the last `months` months, in one reading. */
export async function readIndicators(
  tx: Tx,
  months: number,
): Promise<{ cases: number; values: Map<string, IndicatorValue> }> {
  const codes = indicators.map(({ code }) => code);
  const { rows } =
    await sql<Counted>`select count(*)::int as cases, ${sql.join(columnsOf(codes))} from ${sources(months)}`.execute(
      everything(tx),
    );
  const [row = {}] = rows;
  return {
    cases: Number(row["cases"] ?? 0),
    values: new Map(codes.map((code, i) => [code, valueOf(row, i)])),
  };
}

/** One indicator by stratum, strata in order of their key. */
export async function readStrata(
  tx: Tx,
  code: string,
  by: StratifierKey,
  months: number,
): Promise<{ key: string; value: IndicatorValue }[]> {
  const { rows } =
    await sql<Counted>`select ${strata[by]} as key, ${sql.join(columnsOf([code]))} from ${sources(months)}
    group by 1 order by 1`.execute(everything(tx));
  return rows.map((row) => ({ key: String(row["key"] ?? ""), value: valueOf(row, 0) }));
}

export type CaseSet = "hit" | "missed" | "pending";

/** The cases behind a figure, newest first. */
export async function readIndicatorCases(
  tx: Tx,
  wanted: {
    readonly code: string;
    readonly set: CaseSet;
    readonly by: StratifierKey | undefined;
    readonly key: string | undefined;
    readonly months: number;
    readonly limit: number;
  },
) {
  const rule = indicatorRules[wanted.code];
  if (rule === undefined) return [];
  const inSet =
    wanted.set === "pending"
      ? sql`${rule.base} and not coalesce(${rule.known}, false)`
      : sql`${rule.base} and ${rule.known} and ${wanted.set === "hit" ? sql`coalesce(${rule.hit}, false)` : sql`not coalesce(${rule.hit}, false)`}`;
  const inStratum = wanted.by === undefined ? always : sql`${strata[wanted.by]} = ${wanted.key ?? ""}`;
  const { rows } = await sql<{
    case_id: string;
    institution_id: string;
    performer_institution_id: string | null;
    urgency_level: string | null;
    service: string;
    specialty_code: string | null;
    submitted_at: string;
    minutes: number | null;
  }>`select f.case_id, f.institution_id, f.performer_institution_id, f.urgency_level, f.service, f.specialty_code, f.submitted_at,
      ${rule.minutes ?? sql`null::float8`} as minutes
    from ${sources(wanted.months)} and ${inSet} and ${inStratum}
    order by f.submitted_at desc, f.case_id limit ${wanted.limit}`.execute(everything(tx));
  return rows;
}

/** Cases with what difficulty adjustment needs, of which it is known whether the advice was adopted. */
export async function readMix(tx: Tx, by: "performer" | "institution", months: number) {
  const { rows } = await sql<{
    key: string;
    urgency_level: string | null;
    is_rare: boolean;
    specialty_code: string | null;
    hit: boolean;
  }>`
    select ${strata[by]} as key, f.urgency_level, f.is_rare, f.specialty_code, f.decision = 'adopted' as hit
    from quality.case_fact f where f.decision is not null
      and f.submitted_at > platform.now() - make_interval(months => ${months}::int)`.execute(everything(tx));
  return rows;
}
