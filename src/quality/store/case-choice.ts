import { type RawBuilder, sql } from "kysely";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import type { StratifierKey } from "../domain/indicator.js";

type Sql = RawBuilder<unknown>;

/** True: the reader sees all cases; else his own hospital's, on either side. */
export const isEverybodys = (tx: Tx): boolean =>
  tx.context.scope === "platform" || tx.context.scope === "system";

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
    - make_interval(months => ${months - 1}::int), 'YYYY-MM-DD') as day`.execute(tablesOf<unknown>()(tx));
  return rows[0]?.day ?? "";
}

const startOf = (day: string): Sql => sql`(${day}::date::timestamp at time zone 'Asia/Shanghai')`;

function conditionsOf(choice: CaseChoice): Sql[] {
  const { from, to, regionPrefixes, specialtyCodes, levels, services, institutionIds, side } = choice;
  const parts: Sql[] = [sql`s.submitted_at >= ${startOf(from)}`];
  if (to !== undefined) parts.push(sql`s.submitted_at < ${startOf(to)}`);
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
  return parts;
}

/** Everything that is asked of a case; the indexes hold it whole, so that no row is fetched (migration 0092). */
const columns = sql`s.case_id, s.month, s.institution_id, s.performer_institution_id, s.region_code, s.specialty_code,
  s.urgency_level, s.service, s.is_rare, s.is_adopted, s.states, s.accept_minutes, s.start_minutes, s.opinion_minutes, s.submitted_at`;

/**
 * The states of the cases of the choice that meet `wanted`, as a table `s`; for a hospital its own. Row-level security says so, too,
 * but asks about each row: said beforehand, the database begins with the hospital's rows, of each side in an index of its own.
 */
export function statesOf(tx: Tx, choice: CaseChoice, wanted: readonly Sql[] = []): Sql {
  const which = sql.join([...conditionsOf(choice), ...wanted], sql` and `);
  if (isEverybodys(tx)) return sql`(select ${columns} from quality.case_state s where ${which}) s`;
  const own = sql`${tx.context.institutionId ?? null}::uuid`;
  return sql`(select ${columns} from quality.case_state s where s.institution_id = ${own} and ${which}
    union all select ${columns} from quality.case_state s
      where s.performer_institution_id = ${own} and s.institution_id <> ${own} and ${which}) s`;
}

interface Stratum {
  /** What its cases have in common, as it stands with each of them. */
  readonly of: Sql;
  /** The key that is shown, of what stands there. */
  readonly key: (of: Sql) => Sql;
  /** True of the cases under that key. */
  readonly isIn: (key: string) => Sql;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
const hospital = (of: Sql): Stratum => ({
  of,
  key: (own) => sql`coalesce(${own}::text, '')`,
  // By the hospital's own index; what is no hospital has no cases.
  isIn: (key) => (key === "" ? sql`${of} is null` : uuid.test(key) ? sql`${of} = ${key}::uuid` : sql`false`),
});
const plain = (of: Sql, key = (own: Sql): Sql => own): Stratum => ({
  of,
  key,
  isIn: (wanted) => sql`${key(of)} = ${wanted}`,
});

export const strata: Readonly<Record<StratifierKey, Stratum>> = {
  institution: hospital(sql`s.institution_id`),
  performer: hospital(sql`s.performer_institution_id`),
  region: plain(sql`s.region_code`, (own) => sql`left(${own}, 2) || '0000'`),
  specialty: plain(sql`s.specialty_code`),
  level: plain(sql`s.urgency_level`),
  month: plain(sql`s.month`, (own) => sql`to_char(${own}, 'YYYY-MM')`),
  service: plain(sql`s.service`),
};
