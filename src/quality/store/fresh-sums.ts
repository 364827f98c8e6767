import { type RawBuilder, sql } from "kysely";
import { minuteColumns, stateCodes, waitClasses } from "./state-places.js";

type Sql = RawBuilder<unknown>;

interface CellSet {
  readonly stratum: string;
  /** Columns that the cases of a cell have in common besides the month; the first one is the cell's key. */
  readonly by: readonly string[];
}

/** Everybody's cells, and each hospital's own; the same as `quality.cells_of`. */
const everybodys: readonly CellSet[] = [
  { stratum: "service", by: ["service"] },
  { stratum: "institution", by: ["institution_id"] },
  { stratum: "performer", by: ["performer"] },
  { stratum: "specialty", by: ["specialty_code"] },
  { stratum: "level", by: ["urgency_level"] },
  { stratum: "region", by: ["province"] },
];
const ofHospitals: readonly CellSet[] = [{ stratum: "service", by: ["service", "own"] }];

/** Common table expressions that {@link freshSums} reads: the states once, and once for each hospital a case belongs to. */
export const countedStates = sql`counted as materialized (
    select k.month, k.service, k.institution_id, coalesce(k.performer_institution_id::text, '') as performer, k.specialty_code,
      k.urgency_level, left(k.region_code, 2) || '0000' as province,
      nullif(k.performer_institution_id, k.institution_id) as other_side, k.states,
      ${sql.join(minuteColumns.map((column, d) => sql`quality.wait_class(k.${sql.ref(column)}) as ${sql.ref(`class_${d}`)}`))}
    from quality.case_state k),
  sided as (select c.*, c.institution_id as own from counted c
    union all select c.*, c.other_side from counted c where c.other_side is not null)`;

/** Three counts in one number, 21 bits each: a cell holds fewer than two million cases. */
const lanes = (i: number) =>
  sql`sum(case states[${sql.lit(i + 1)}] when 1 then 1 when 2 then 2097152 when 3 then 4398046511104 end) as ${sql.ref(`s${i}`)}`;
const lane = (i: number, n: number) =>
  sql`((coalesce(${sql.ref(`a.s${i}`)}, 0)::bigint >> ${sql.lit(21 * n)}) & 2097151)::int`;
const noClasses = sql`array_fill(0, array[${sql.lit(waitClasses * minuteColumns.length)}])`;

/** The sums of these cells over a source, all sets from one reading of it. */
function sumsOver(source: string, scope: Sql, sets: readonly CellSet[]): Sql {
  const columns = [...new Set(sets.flatMap(({ by }) => [...by]))];
  const refs = (names: readonly string[], of = "") =>
    sql.join(names.map((name) => sql.ref(of === "" ? name : `${of}.${name}`)));
  // Which columns a row leaves out: PostgreSQL's `grouping`, the first column the highest bit.
  const setOf = ({ by }: CellSet) =>
    columns.reduce((bits, column) => 2 * bits + (by.includes(column) ? 0 : 1), 0);
  const grouped = (extra: Sql) =>
    sql`group by grouping sets (${sql.join(sets.map(({ by }) => sql`(month, ${refs(by)}${extra})`))})`;
  const which = sql`grouping(${refs(columns)}) as set, month, ${refs(columns)}`;
  const bySet = (value: (one: CellSet) => Sql) =>
    sql`case a.set ${sql.join(
      sets.map((one) => sql`when ${sql.lit(setOf(one))} then ${value(one)}`),
      sql` `,
    )} end`;
  // One row a cell and class of a duration.
  const classes = sql.join(
    minuteColumns.map((_, d) => {
      const column = sql.ref(`class_${d}`);
      return sql`select ${which}, ${sql.lit(d * waitClasses)} + ${column} as place, count(*)::int as n
        from ${sql.ref(source)} where ${column} is not null ${grouped(sql`, ${column}`)}`;
    }),
    sql` union all `,
  );
  const texts = (of: string) =>
    sql.join(columns.map((name) => sql`coalesce(${sql.ref(`${of}.${name}`)}::text, '-')`));
  return sql`select ${scope} as scope, ${bySet(({ stratum }) => sql.lit(stratum))} as stratum, a.month,
      ${bySet(({ by }) => sql`${sql.ref(`a.${by[0] ?? ""}`)}::text`)} as key,
      array[a.cases::int, ${sql.join(
        stateCodes.flatMap((_, i) => [0, 1, 2].map((n) => lane(i, n))),
      )}] || coalesce(w.classes, ${noClasses}) as sums
    from (select ${which}, count(*) as cases, ${sql.join(stateCodes.map((_, i) => lanes(i)))}
      from ${sql.ref(source)} ${grouped(sql``)}) a
    left join (select c.set, c.month, ${refs(columns, "c")},
        quality.add_at(${noClasses}, array_agg(c.place), array_agg(c.n)) as classes
      from (${classes}) c group by c.set, c.month, ${refs(columns, "c")}) w
      on w.set = a.set and w.month = a.month and (${texts("w")}) = (${texts("a")})`;
}

/** Every cell's sums from the states, in no order: scope, stratum, month, key, sums. */
export const freshSums = sql`
  ${sumsOver("counted", sql`'00000000-0000-0000-0000-000000000000'::uuid`, everybodys)}
  union all ${sumsOver("sided", sql`a.own`, ofHospitals)}`;
