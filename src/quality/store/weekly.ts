import { sql } from "kysely";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import { indicators } from "../data/indicators.js";
import { dayAfter } from "../domain/follow-up.js";
import { type IndicatorValue, leastShown, suppressSmall } from "../domain/indicator.js";
import { weeklyCodes, type WeeklyReport } from "../domain/weekly.js";
import { qualityTables } from "../tables.js";
import { emptyValue, readChoice } from "./indicators.js";

const everything = tablesOf<unknown>();
/**
 * What leaves the platform is hidden also when the known cases alone are few: a share of one is somebody's, whatever is not
 * completed beside it.
 */
const hideFew = (value: IndicatorValue): IndicatorValue =>
  suppressSmall(value.of > 0 && value.of < leastShown ? { ...value, pending: 0 } : value);
const shown = (count: number): number | null => (count > 0 && count < leastShown ? null : count);

/**
 * The week that begins on Monday `from`, and the week before: of one hospital, what it asked and what it was asked, or with
 * null of all. Under a reader's own scope, as far as he may see.
 */
export async function readWeek(tx: Tx, hospitalId: string | null, from: string): Promise<WeeklyReport> {
  const own = hospitalId === null ? {} : { institutionIds: [hospitalId] };
  const weeks = [
    { from, to: dayAfter(from, 7), ...own },
    { from: dayAfter(from, -7), to: from, ...own },
  ] as const;
  // Consent is asked of every request, so its denominator is how many there were.
  const count = async (week: (typeof weeks)[number]) => {
    const [all] = await readChoice(tx, "consent", week);
    return shown((all?.value.of ?? 0) + (all?.value.pending ?? 0));
  };
  const figures: WeeklyReport["figures"][number][] = [];
  for (const code of weeklyCodes) {
    const one = indicators.find((definition) => definition.code === code);
    if (!one) continue;
    const [now, before] = [
      await readChoice(tx, code, weeks[0]),
      await readChoice(tx, code, weeks[1]),
    ] as const;
    figures.push({
      code,
      name: one.name,
      type: one.type,
      now: hideFew(now[0]?.value ?? emptyValue),
      before: hideFew(before[0]?.value ?? emptyValue),
    });
  }
  const isOwn = hospitalId === null ? sql`true` : sql`institution_id = ${hospitalId}::uuid`;
  const { rows } = await sql<{ name: string | null; alerts: number; follow_ups: number }>`select
      (select name from identity.tenant where id = ${hospitalId}::uuid) as name,
      (select count(*)::int from quality.alert where status not in ('closed', 'dismissed') and ${isOwn}) as alerts,
      (select count(distinct case_id)::int from quality.follow_up where status in ('asked', 'escalated')
        and due_on < platform.now()::date and ${isOwn}) as follow_ups`.execute(everything(tx));
  return {
    from,
    until: dayAfter(from, 6),
    hospitalName: hospitalId === null ? null : (rows[0]?.name ?? ""),
    cases: { now: await count(weeks[0]), before: await count(weeks[1]) },
    figures,
    openAlerts: rows[0]?.alerts ?? 0,
    overdueFollowUps: shown(rows[0]?.follow_ups ?? 0),
  };
}

/** What people chose, by person; who chose nothing is not in it. */
export async function weeklyChoices(tx: Tx, personIds: readonly string[]): Promise<Map<string, boolean>> {
  if (personIds.length === 0) return new Map();
  const rows = await qualityTables(tx)
    .selectFrom("quality.weekly_choice")
    .select(["person_id", "is_wanted"])
    .where("person_id", "in", [...personIds])
    .execute();
  return new Map(rows.map((row) => [row.person_id, row.is_wanted]));
}

export async function saveWeeklyChoice(tx: Tx, personId: string, isWanted: boolean): Promise<void> {
  await qualityTables(tx)
    .insertInto("quality.weekly_choice")
    .values({ person_id: personId, is_wanted: isWanted, changed_at: tx.now })
    .onConflict((conflict) =>
      conflict.column("person_id").doUpdateSet({ is_wanted: isWanted, changed_at: tx.now }),
    )
    .execute();
}
