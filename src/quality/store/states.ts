import { type RawBuilder, sql } from "kysely";
import { instant } from "../../kernel/time.js";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import { scheduleAll } from "../../platform/jobs.js";
import { inPortionsOf, lockFacts, type Progress } from "./facts.js";
import { recountAdoption } from "./fresh-adoption.js";
import { countedStates, freshSums } from "./fresh-sums.js";
import { indicatorChanges, indicatorRules, indicatorSources } from "./indicator-rules.js";
import { plannedOnce } from "./planned-once.js";
import { durationCodes, minuteColumns, stateCodes } from "./state-places.js";

const everything = tablesOf<unknown>();
type Sql = RawBuilder<unknown>;

const ruleOf = (code: string) => {
  const rule = indicatorRules[code];
  if (rule === undefined) throw new RangeError(`no indicator ${code}`);
  return rule;
};

const stateOf = (code: string): Sql => {
  const { base, known, hit } = ruleOf(code);
  return sql`case when not coalesce(${base}, false) then 0 when not coalesce(${known}, false) then 3
    when coalesce(${hit}, false) then 1 else 2 end`;
};
const minutesOf = (code: string): Sql => {
  const { base, minutes } = ruleOf(code);
  return sql`case when ${base} then ${minutes} end`;
};

const columns = [
  "institution_id",
  "performer_institution_id",
  "region_code",
  "specialty_code",
  "urgency_level",
  "service",
  "is_rare",
  "submitted_at",
  "month",
  "states",
  "is_adopted",
  ...minuteColumns,
  "changes_at",
];

const statesOf = (wanted: Sql) => sql<{ case_id: string; changes_at: string | null }>`
    insert into quality.case_state as kept (case_id, ${sql.join(columns.map((one) => sql.ref(one)))})
    select f.case_id, f.institution_id, f.performer_institution_id, f.region_code, coalesce(f.specialty_code, ''),
      coalesce(f.urgency_level, ''), f.service, f.is_rare, f.submitted_at,
      date_trunc('month', f.submitted_at at time zone 'Asia/Shanghai')::date,
      array[${sql.join(stateCodes.map(stateOf))}]::smallint[],
      case ${stateOf("adopted")} when 1 then true when 2 then false end,
      ${sql.join(durationCodes.map(minutesOf))}, ${indicatorChanges}
    from ${indicatorSources} where ${wanted}
    on conflict (case_id) do update set ${sql.join(columns.map((one) => sql`${sql.ref(one)} = excluded.${sql.ref(one)}`))}
    where (${sql.join(columns.map((one) => sql.ref(`kept.${one}`)))})
      is distinct from (${sql.join(columns.map((one) => sql.ref(`excluded.${one}`)))})
    returning case_id, changes_at`;

interface ChangedState {
  readonly caseId: string;
  /** When time alone changes it next; null: never. */
  readonly changesAt: string | null;
}

/**
 * Counts these cases for each indicator as they stand now; the sums follow by trigger. System scope; facts are written before.
 * Returns the cases that counted otherwise before.
 */
export async function writeStates(tx: Tx, caseIds: readonly string[]): Promise<ChangedState[]> {
  const rows = await plannedOnce(tx, statesOf(sql`f.case_id = any(${[...caseIds]}::uuid[])`));
  return rows.map((row) => ({ caseId: row.case_id, changesAt: row.changes_at }));
}

/** Counts these cases anew and sets the timers for when time alone will change what they count for. */
export async function countCases(tx: Tx, caseIds: readonly string[]): Promise<void> {
  const changed = await writeStates(tx, caseIds);
  await scheduleAll(
    tx,
    changed.flatMap(({ caseId, changesAt }) =>
      changesAt === null
        ? []
        : [
            {
              kind: "quality.fact",
              subjectId: caseId,
              // The database counts finer than a millisecond.
              dueAt: instant(Date.parse(changesAt) + 1),
              dedupeKey: "time",
            },
          ],
    ),
  );
}

/** Cases whose next change is past, in their order: at most 1,000. */
export async function overdueCases(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ case_id: string }>`select case_id from quality.case_state
    where changes_at < platform.now() - interval '10 minutes' order by case_id limit 1000`.execute(
    everything(tx),
  );
  return rows.map(({ case_id: caseId }) => caseId);
}

/** Whether what is kept was counted by the indicators of this version, in this order. */
export async function isCountedByThisVersion(tx: Tx): Promise<boolean> {
  const db = everything(tx);
  const { rows } = await sql<{ codes: string[]; trail_began_at: string | null }>`
    select codes, trail_began_at from quality.state_layout`.execute(db);
  const [layout] = rows;
  if (layout?.codes.join() !== stateCodes.join()) return false;
  // The trail is only added to, so its beginning is looked for until there is one, and never again.
  if (layout.trail_began_at === null)
    await sql`update quality.state_layout set trail_began_at = (select min(b.at) from platform.audit_entry b)`.execute(
      db,
    );
  return true;
}

/** What a building anew found otherwise: cases, and cells of the sums. */
export interface Recount {
  readonly cases: readonly string[];
  readonly cells: number;
}

/**
 * Counts every case and sums every cell from the facts, in the caller's transaction. What was kept event by event is the same;
 * what differed is told. Timers of cases that changed are set. System scope.
 */
export async function recountAll(tx: Tx, progress: Progress = () => undefined): Promise<Recount> {
  const db = everything(tx);
  await lockFacts(tx, undefined);
  // Whole cells are written below; no case may be added to them meanwhile.
  await sql`select set_config('app.rebuild', 'on', true)`.execute(db);
  // Another order of indicators: what stands there means something else.
  if (!(await isCountedByThisVersion(tx))) await sql`delete from quality.case_state`.execute(db);
  await sql`insert into quality.state_layout (codes, trail_began_at, set_at)
    values (${[...stateCodes]}::text[], (select min(b.at) from platform.audit_entry b), platform.now())
    on conflict (one) do update set codes = excluded.codes, trail_began_at = excluded.trail_began_at,
      set_at = case when state_layout.codes = excluded.codes then state_layout.set_at else excluded.set_at end`.execute(
    db,
  );
  const changed: string[] = [];
  await inPortionsOf(
    tx,
    { name: sql`quality.case_fact f`, id: sql`f.case_id` },
    async (isWithin) => {
      const { rows } = await statesOf(isWithin).execute(db);
      for (const { case_id: caseId } of rows) changed.push(caseId);
    },
    (done, of) => {
      progress("states", done, of);
    },
  );
  await sql`insert into platform.job (kind, subject_id, dedupe_key, due_at, created_at)
    select 'quality.fact', c.case_id, 'time', c.changes_at, platform.now() from quality.case_state c
    where c.changes_at is not null
    on conflict (kind, subject_id, dedupe_key) where status = 'waiting' do update set due_at = excluded.due_at`.execute(
    db,
  );
  // Nobody knows beforehand how many cells there are; taken for few, two readings of them would be joined row by row.
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(db);
  const { rows } = await sql<{ cells: number }>`
    with ${countedStates},
    fresh as materialized (${freshSums}),
    -- A full join is hashed or merged whatever the planner knows of the rows; an anti-join over them might be a loop.
    compared as materialized (select f.scope, f.stratum, f.month, f.key, f.sums,
        k.scope as k_scope, k.stratum as k_stratum, k.month as k_month, k.key as k_key
      from fresh f full join quality.indicator_sum k
        on k.scope = f.scope and k.stratum = f.stratum and k.month = f.month and k.key = f.key
      where f.sums is distinct from k.sums),
    written as (insert into quality.indicator_sum as kept (scope, stratum, month, key, sums)
      select scope, stratum, month, key, sums from compared where sums is not null
      on conflict (scope, stratum, month, key) do update set sums = excluded.sums returning 1),
    gone as (delete from quality.indicator_sum k using compared c where c.sums is null and k.scope = c.k_scope
        and k.stratum = c.k_stratum and k.month = c.k_month and k.key = c.k_key returning 1)
    select ((select count(*) from written) + (select count(*) from gone))::int as cells`.execute(db);
  const cells = (rows[0]?.cells ?? 0) + (await recountAdoption(tx));
  await sql`select set_config('app.rebuild', '', true), set_config('enable_nestloop', 'on', true)`.execute(
    db,
  );
  return { cases: changed, cells };
}
