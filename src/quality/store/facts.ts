import { type RawBuilder, sql } from "kysely";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import { icd10, rareDiseases } from "../../terminology/index.js";
import { qualityTables, type QualityTables } from "../tables.js";
import { plannedOnce } from "./planned-once.js";

type Sql = RawBuilder<unknown>;
/** The facts are read from what the other modules wrote. */
const everything = tablesOf<unknown>();

/** Every column of a fact but its key, in the order of the query below. */
const columns = [
  "institution_id",
  "requester_person_id",
  "practitioner_role_id",
  "expert_person_id",
  "performer_institution_id",
  "agreement_id",
  "status",
  "service",
  "urgency_level",
  "specialty_code",
  "category",
  "is_rare",
  "submitted_at",
  "triaged_at",
  "offered_at",
  "accepted_at",
  "read_at",
  "started_at",
  "opinion_at",
  "closed_at",
  "offers",
  "declined",
  "expired",
  "taken_back",
  "was_handed_over",
  "meetings",
  "no_shows",
  "missing_items",
  "has_consent",
  "is_opinion_complete",
  "opinion_characters",
  "copies_filed",
  "decision",
  "accept_within",
  "start_within",
  "opinion_within",
  "region_code",
  "calls_measured",
  "calls_smooth",
] as const satisfies readonly (keyof QualityTables["quality.case_fact"])[];

/** Codes with which the catalogues of rare diseases name a disease exactly; a whole category holds other diseases too. */
let exactRareCodes: readonly string[] | undefined;
const rareCodes = (): readonly string[] =>
  (exactRareCodes ??= [
    ...new Set(rareDiseases().flatMap(({ icd10: codes }) => codes.filter((one) => one.length > 5))),
  ]);

/**
 * Two who write the same facts go one after the other, so that what was read earlier never overwrites what was read later: the
 * statement after the lock sees all that was committed before it. Writing all of them waits for everybody, and they for it.
 */
export async function lockFacts(tx: Tx, caseIds: readonly string[] | undefined): Promise<void> {
  const whole = sql`hashtext('consilium.quality.facts')`;
  if (caseIds === undefined) {
    // Years of cases take longer than a page may wait; compiling the statement for them gains nothing.
    await sql`select set_config('statement_timeout', '0', true), set_config('jit', 'off', true),
      set_config('work_mem', '256MB', true)`.execute(everything(tx));
    await sql`select pg_advisory_xact_lock(${whole})`.execute(everything(tx));
    return;
  }
  await sql`select pg_advisory_xact_lock_shared(${whole})`.execute(everything(tx));
  // In one order, so that two portions never wait for each other in a circle.
  await sql`select pg_advisory_xact_lock(hashtext('consilium.quality.fact'), hashtext(c.id)) from (
    select unnest(${sql.val(`{${caseIds.join()}}`)}::text[]) as id order by 1 offset 0) c`.execute(
    everything(tx),
  );
}

/**
 * A measurement of a call in which people can talk: at most 3 % lost, and 400 ms to the other and as much back. Source: ITU-T G.1010,
 * table I.1, conversational voice: loss < 3 %, one-way delay < 400 ms limit.
 */
const isSmooth = sql`g.loss_percent <= 3 and coalesce(g.round_trip_ms, 0) <= 800`;

const factsOf = (wanted: Sql) => sql<{ case_id: string }>`
    insert into quality.case_fact as kept (case_id, ${sql.join(columns.map((one) => sql.ref(one)))})
    select r.id, r.institution_id, r.requester_person_id,
      lead.practitioner_role_id, lead.person_id, lead.institution_id, lead.agreement_id,
      r.status, case when cardinality(r.panel_specialty_codes) > 0 then 'mdt' else r.mode end, r.urgency_level,
      coalesce(r.wanted_specialty_code, r.panel_specialty_codes[1]),
      coalesce(left(upper(d.code), 3), ''), coalesce(d.is_rare, false),
      r.submitted_at, t.made_at, o.first_at,
      case when o.accepted >= greatest(1, cardinality(r.panel_specialty_codes)) then o.accepted_at end,
      seen.at, began.at, v.signed_at, r.closed_at,
      o.offers, o.declined, o.expired, o.taken_back, coalesce(l.was_handed_over, false), m.meetings, m.no_shows,
      t.missing, consent.given, v.is_complete, v.characters, filed.copies, x.decision,
      s.accept_minutes, s.start_minutes, s.opinion_minutes,
      coalesce((select h.region_code from organizations.organization h where h.id = r.institution_id), '000000'),
      calls.measured, calls.smooth
    from cases.consult_request r
    left join lateral (select f.practitioner_role_id, f.person_id, f.institution_id, f.agreement_id from dispatch.offer f
      where f.case_id = r.id and f.status = 'accepted' order by f.seat limit 1) lead on true
    cross join lateral (select count(*)::int as offers, min(f.sent_at) as first_at,
        (count(*) filter (where f.status = 'declined'))::int as declined,
        (count(*) filter (where f.status = 'expired'))::int as expired,
        (count(*) filter (where f.status = 'withdrawn' and f.withdraw_code = 'taken_back'))::int as taken_back,
        count(*) filter (where f.status = 'accepted') as accepted,
        max(f.responded_at) filter (where f.status = 'accepted') as accepted_at
      from dispatch.offer f where f.case_id = r.id) o
    left join lateral (select g.code, g.code = any(${[...rareCodes()]}::text[]) as is_rare from cases.suspected_diagnosis g
      where g.case_id = r.id and g.code is not null order by g.position limit 1) d on true
    left join lateral (select a.made_at, jsonb_array_length(a.missing) as missing from triage.assessment a
      where a.case_id = r.id order by a.sequence limit 1) t on true
    left join lateral (select min(e.at) filter (where e.kind = 'consultation.writing-begun') as writing_at,
        bool_or(e.kind = 'dispatch.handed-over') as was_handed_over
      from cases.timeline_entry e where e.case_id = r.id) l on true
    cross join lateral (select min(p.started_at) as started_at,
        (count(*) filter (where p.status in ('fulfilled', 'no_show', 'in_session')))::int as meetings,
        (count(*) filter (where p.status = 'no_show'))::int as no_shows
      from scheduling.appointment p where p.case_id = r.id) m
    left join lateral (select n.signed_at, (n.said ->> 'answer') <> '' and (n.said ->> 'conclusion') <> ''
        and (n.said ->> 'advice') <> '' as is_complete,
        length(concat(n.said ->> 'answer', n.said ->> 'conclusion', n.said ->> 'advice')) as characters
      from (select w.signed_at, quality.said(w.content) as said from consultation.opinion q
        join consultation.opinion_version w on w.opinion_id = q.id and w.version = 1
        where q.case_id = r.id order by w.signed_at limit 1) n) v on true
    cross join lateral (select least(l.writing_at, m.started_at, v.signed_at,
      (select min(c.started_at) from room.room c where c.case_id = r.id)) as at) began
    -- Only what was read before the start counts; later readings are no news.
    left join lateral (select min(b.at) as at from platform.audit_entry b where b.case_id = r.id
      and b.actor_id = lead.person_id and b.action = 'case.read' and b.at <= began.at) seen on true
    cross join lateral (select exists (select 1 from cases.consent c where c.case_id = r.id and c.purpose = 'consult')
      as given) consent
    cross join lateral (select count(*)::int as copies from consultation.archive k where k.case_id = r.id) filed
    left join consultation.disposition x on x.case_id = r.id
    cross join lateral (select count(*)::int as measured, (count(*) filter (where ${isSmooth}))::int as smooth
      from room.room c join room.quality_sample g on g.room_id = c.id
      where c.case_id = r.id and c.status = 'closed' and g.loss_percent is not null) calls
    left join lateral (select z.accept_minutes, z.start_minutes, z.opinion_minutes from quality.service_level z
      where z.urgency_level = r.urgency_level and z.valid_from <= r.submitted_at
        and (z.agreement_id is null or z.agreement_id = lead.agreement_id)
        and (z.service is null or z.service = case when cardinality(r.panel_specialty_codes) > 0 then 'mdt' else r.mode end)
      order by z.agreement_id is null, z.service is null, z.valid_from desc limit 1) s on true
    where r.number is not null and r.submitted_at is not null and r.mode is not null and ${wanted}
    on conflict (case_id) do update set ${sql.join(
      columns.map((one) => sql`${sql.ref(one)} = excluded.${sql.ref(one)}`),
    )}
    where (${sql.join(columns.map((one) => sql.ref(`kept.${one}`)))})
      is distinct from (${sql.join(columns.map((one) => sql.ref(`excluded.${one}`)))})
    returning case_id`;

/** Told while years of cases are worked through: how many of how many are done. */
export type Progress = (step: "facts" | "states" | "sums", done: number, of: number) => void;

const perPortion = 20_000;

/**
 * Works through all rows of a table in portions of their ids, so that each takes little memory and can be told of. `last` is the
 * end of a portion, included.
 */
export async function inPortionsOf(
  tx: Tx,
  table: { readonly name: Sql; readonly id: Sql },
  work: (isWithin: Sql) => Promise<void>,
  progress: (done: number, of: number) => void,
): Promise<void> {
  const { rows } = await sql<{ last: string; n: number; of: number }>`
    select x.id as last, x.n, x.of from (select ${table.id} as id, (row_number() over (order by ${table.id}))::int as n,
      (count(*) over ())::int as of from ${table.name}) x
    where x.n % ${sql.lit(perPortion)} = 0 or x.n = x.of order by x.n`.execute(everything(tx));
  let after: Sql = sql`true`;
  for (const { last, n, of } of rows) {
    await work(sql`${after} and ${table.id} <= ${last}::uuid`);
    after = sql`${table.id} > ${last}::uuid`;
    progress(n, of);
  }
}

/**
 * Writes the facts of these cases (`undefined`: of all that were ever sent) as the tables stand now. Doing it again changes
 * nothing, and the order in which cases are written does not matter: what is kept event by event and what is built anew
 * are the same by construction. A fact that stands already as it should is not touched. System scope only. Returns the cases
 * whose fact was missing or otherwise.
 */
export async function writeFacts(
  tx: Tx,
  caseIds?: readonly string[],
  progress: Progress = () => undefined,
): Promise<string[]> {
  await lockFacts(tx, caseIds);
  if (caseIds !== undefined) {
    const rows = await plannedOnce(tx, factsOf(sql`r.id = any(${[...caseIds]}::uuid[])`));
    return rows.map(({ case_id: caseId }) => caseId);
  }
  const written: string[] = [];
  await inPortionsOf(
    tx,
    { name: sql`cases.consult_request r`, id: sql`r.id` },
    async (isWithin) => {
      const { rows } = await factsOf(isWithin).execute(everything(tx));
      for (const { case_id: caseId } of rows) written.push(caseId);
    },
    (done, of) => {
      progress("facts", done, of);
    },
  );
  return written;
}

/** Undefined: never sent, or out of sight. */
export const findFact = (tx: Tx, caseId: string): Promise<QualityTables["quality.case_fact"] | undefined> =>
  qualityTables(tx)
    .selectFrom("quality.case_fact")
    .selectAll()
    .where("case_id", "=", caseId)
    .executeTakeFirst();

/** Of cases that wait for an expert, first sent first; not those whose level is not known yet. */
export const waitingFacts = (tx: Tx): Promise<QualityTables["quality.case_fact"][]> =>
  qualityTables(tx)
    .selectFrom("quality.case_fact")
    .selectAll()
    .where("accepted_at", "is", null)
    .where(
      "status",
      "in",
      ["triaged", "dispatching"].map((status) => sql.lit(status)),
    )
    .orderBy("submitted_at")
    .execute();

/** How many cases have a fact. */
export async function countFacts(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from quality.case_fact`.execute(
    everything(tx),
  );
  return rows[0]?.n ?? 0;
}

/** How many cases that were sent have no fact. */
export async function countMissingFacts(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from cases.consult_request r
    where r.number is not null and r.submitted_at is not null and r.mode is not null
      and not exists (select 1 from quality.case_fact f where f.case_id = r.id)`.execute(everything(tx));
  return rows[0]?.n ?? 0;
}

/** The signed roles of a case, seat by seat: who is thanked, rated and told. */
export async function acceptedSeats(
  tx: Tx,
  caseId: string,
): Promise<
  { offerId: string; practitionerRoleId: string; personId: string; institutionId: string; name: string }[]
> {
  const { rows } = await sql<{
    id: string;
    practitioner_role_id: string;
    person_id: string;
    institution_id: string;
    expert_name: string;
  }>`select id, practitioner_role_id, person_id, institution_id, expert_name from dispatch.offer
    where case_id = ${caseId} and status = 'accepted' order by seat`.execute(everything(tx));
  return rows.map((row) => ({
    offerId: row.id,
    practitionerRoleId: row.practitioner_role_id,
    personId: row.person_id,
    institutionId: row.institution_id,
    name: row.expert_name,
  }));
}

/** ICD-10 categories of all coded diagnoses, each once, in their order. */
export async function categoriesOfCase(tx: Tx, caseId: string): Promise<string[]> {
  const { rows } = await sql<{
    category: string;
  }>`select left(upper(code), 3) as category, min(position) as place
    from cases.suspected_diagnosis where case_id = ${caseId} and code is not null group by 1 order by 2`.execute(
    everything(tx),
  );
  return rows.map(({ category }) => category);
}

/** The Chinese name of an ICD-10 category; the code itself when the list has none. */
export function categoryName(category: string): string {
  return icd10().categories.get(category) ?? category;
}
