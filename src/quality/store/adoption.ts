import { type RawBuilder, sql } from "kysely";
import { later, tablesOf, type Tx } from "../../platform/database/database.js";
import { kindOf, type MixedCase } from "../domain/adjust.js";
import { isEverybodys, statesOf, strata } from "./case-choice.js";

const everything = tablesOf<unknown>();

/** A hospital's cases by kind: lists of one length. */
interface OfHospital {
  readonly key: string;
  readonly levels: readonly string[];
  readonly rare: readonly boolean[];
  readonly specialties: readonly string[];
  readonly decided: readonly number[];
  readonly adopted: readonly number[];
}

/** A hospital in a row: some ten thousand rows of six columns take the driver longer than the database. */
const inRows = (counts: RawBuilder<unknown>) => sql<OfHospital>`
  select c.key, json_agg(c.urgency_level) as levels, json_agg(c.is_rare) as rare, json_agg(c.specialty_code) as specialties,
    json_agg(c.decided) as decided, json_agg(c.adopted) as adopted
  from (${counts}) c group by 1 order by 1`;

/** From everybody's sums by year; see `quality.adoption_sum`. `from` is the first day of a month. */
function summed(by: "performer" | "institution", from: string) {
  const [year = 0, month = 0] = from.split("-").map(Number);
  const place = sql`case when k.year = ${year}::int then ${month}::int else 1 end`;
  return inRows(sql`select k.key, k.urgency_level, k.is_rare, k.specialty_code, sum(k.decided[${place}])::int as decided,
      sum(k.adopted[${place}])::int as adopted
    from quality.adoption_sum k where k.side = ${by} and k.year >= ${year}::int
    group by 1, 2, 3, 4 having sum(k.decided[${place}]) > 0`);
}

/** From a hospital's own cases. */
function counted(tx: Tx, by: "performer" | "institution", from: string) {
  const { of, key } = strata[by];
  return inRows(sql`select ${key(sql`o.id`)} as key, o.urgency_level, o.is_rare, left(o.specialty_code, 2) as specialty_code, o.decided, o.adopted
    from (select ${of} as id, s.urgency_level, s.is_rare, s.specialty_code, count(*)::int as decided,
        (count(*) filter (where s.is_adopted))::int as adopted
      from ${statesOf(tx, { from }, [sql`s.is_adopted is not null`])} group by 1, 2, 3, 4) o`);
}

/** Cases submitted since the first day of a month of which it is known whether the advice was adopted, by hospital and kind. */
export async function readMix(tx: Tx, by: "performer" | "institution", from: string): Promise<MixedCase[]> {
  // Some ten thousand groups: counted in memory, not on the disk.
  later(tx, sql`select set_config('work_mem', '64MB', true)`);
  const { rows } = await (isEverybodys(tx) ? summed(by, from) : counted(tx, by, from)).execute(
    everything(tx),
  );
  return rows.flatMap(({ key, levels, rare, specialties, decided, adopted }) =>
    levels.flatMap((level, n): MixedCase[] => {
      const kind = kindOf({ level, isRare: rare[n] ?? false, specialtyCode: specialties[n] ?? "" });
      const hits = adopted[n] ?? 0;
      const missed = (decided[n] ?? 0) - hits;
      return [
        ...(hits > 0 ? [{ group: key, kind, isHit: true, count: hits }] : []),
        ...(missed > 0 ? [{ group: key, kind, isHit: false, count: missed }] : []),
      ];
    }),
  );
}
