import { type RawBuilder, sql } from "kysely";

type Sql = RawBuilder<unknown>;

/** What a case must be to belong, whether its result is known, and whether it met the indicator; minutes of a duration. */
export interface Rule {
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
  sql`f.decision in ('adopted', 'partly_adopted') and f.closed_at <= f.opinion_at + make_interval(mins => ${sql.lit(minutes)})`;
const actedKnown = (minutes: number) =>
  sql`(f.decision is not null or platform.now() > f.opinion_at + make_interval(mins => ${sql.lit(minutes)}))`;
const evaluated = sql`e.case_id is not null`;
const followed = sql`u.outcome is not null`;
const troubled = sql`f.declined + f.expired + f.taken_back > 0`;

/**
 * How each indicator is counted; its words stand in data/indicators.ts, and a test keeps the two lists the same. `f` is the
 * case's fact, `e` the inviter's evaluation, `p` the patient's rating, `u` what follow-up tells, `v` the peer review, `k` whether
 * somebody complained, `trail` when the audit trail began.
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
    sql`(f.read_at is not null or f.started_at >= trail.began_at)`,
  ),
  // Nineteen of twenty measurements; a call that nobody measured is not known.
  call_smooth: share(
    sql`f.started_at is not null and f.service <> 'written'`,
    sql`f.calls_smooth >= 0.95 * f.calls_measured`,
    sql`f.calls_measured > 0`,
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

/** A fact with all that the rules look at. System scope: each state holds for whoever may see the case. */
export const indicatorSources = sql`quality.case_fact f
  left join quality.evaluation e on e.case_id = f.case_id
  left join quality.patient_rating p on p.case_id = f.case_id
  left join quality.review v on v.case_id = f.case_id
  left join lateral (select count(*) filter (where g.due_on <= platform.now()::date)::int as due,
      count(*) filter (where g.due_on <= platform.now()::date and g.status = 'done')::int as reached,
      (array_agg(g.outcome order by g.day desc) filter (where g.status = 'done'))[1] as outcome,
      bool_or(g.place = 'readmitted') as was_readmitted,
      min(g.due_on) filter (where g.due_on > platform.now()::date) as next_on
    from quality.follow_up g where g.case_id = f.case_id) u on true
  left join lateral (select true as has_complaint from quality.complaint c where c.case_id = f.case_id limit 1) k on true
  cross join (select y.trail_began_at as began_at from quality.state_layout y) trail`;

const after = (from: Sql, minutes: Sql) => sql`${from} + make_interval(mins => ${minutes})`;

/**
 * Instants at which time alone may change a state: limits that pass while a step has not happened, follow-ups that fall due. A
 * limit is still kept at its very instant, hence the millisecond.
 */
export const indicatorChanges = sql`(select min(c.at) from (values
    (case when f.accepted_at is null then ${after(sql`f.submitted_at`, sql`f.accept_within`)} end + interval '1 millisecond'),
    (case when f.started_at is null then ${after(sql`f.submitted_at`, sql`f.start_within`)} end + interval '1 millisecond'),
    (case when f.opinion_at is null then ${after(sql`f.submitted_at`, sql`f.opinion_within`)} end + interval '1 millisecond'),
    (case when f.accepted_at is null and ${urgent} then ${after(sql`f.submitted_at`, sql`10`)} end + interval '1 millisecond'),
    (case when f.opinion_at is null and ${routine} then ${after(sql`f.submitted_at`, sql`1440`)} end + interval '1 millisecond'),
    (case when f.decision is null and ${urgent} then ${after(sql`f.opinion_at`, sql`40`)} end + interval '1 millisecond'),
    (case when f.decision is null and ${routine} then ${after(sql`f.opinion_at`, sql`1440`)} end + interval '1 millisecond'),
    (u.next_on::timestamptz)) c (at) where c.at > platform.now())`;
