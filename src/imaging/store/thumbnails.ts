import { sql } from "kysely";
import { addMinutes } from "../../kernel/time.js";
import type { Tx } from "../../platform/database/database.js";
import { imagingTables } from "../tables.js";

/** Of one case, in one answer; further series are shown without. */
const mostPictures = 300;
/** Minutes a node may take to draw one. */
const leaseMinutes = 2;

/** The series that got images by this intake are to be drawn, or drawn anew: their middle image may be another one now. */
export async function queueThumbnails(tx: Tx, intakeId: string): Promise<void> {
  const db = imagingTables(tx);
  await db
    .insertInto("imaging.thumbnail")
    .columns(["series_id", "case_id", "status"])
    .expression(
      db
        .selectFrom("imaging.instance")
        .select(["series_id", "case_id", sql<"waiting">`'waiting'`.as("status")])
        .distinct()
        .where("intake_id", "=", intakeId),
    )
    .onConflict((conflict) =>
      conflict.column("series_id").doUpdateSet({ status: "waiting", attempts: 0, lease_until: null }),
    )
    .execute();
}

/** A series whose picture is to be drawn; its study is shown. */
export interface Wanted {
  readonly seriesId: string;
  readonly caseId: string;
  readonly attempts: number;
}

/** Takes the next series for this node. Undefined: none waits. */
export async function claimThumbnail(tx: Tx): Promise<Wanted | undefined> {
  const row = await imagingTables(tx)
    .selectFrom("imaging.thumbnail as b")
    .innerJoin("imaging.series as s", "s.id", "b.series_id")
    .innerJoin("imaging.study as t", "t.id", "s.study_id")
    .select(["b.series_id", "b.case_id", "b.attempts"])
    .where("b.status", "=", "waiting")
    .where("t.status", "=", "shown")
    .where((e) => e.or([e("b.lease_until", "is", null), e("b.lease_until", "<", tx.now)]))
    .limit(1)
    .forUpdate("b")
    .skipLocked()
    .executeTakeFirst();
  if (!row) return undefined;
  await imagingTables(tx)
    .updateTable("imaging.thumbnail")
    .set({ lease_until: addMinutes(tx.now, leaseMinutes), attempts: row.attempts + 1 })
    .where("series_id", "=", row.series_id)
    .execute();
  return { seriesId: row.series_id, caseId: row.case_id, attempts: row.attempts + 1 };
}

/** Notes what was drawn, or why nothing was. */
export async function saveThumbnail(
  tx: Tx,
  wanted: Wanted,
  drawn:
    | { readonly instanceId: string; readonly frame: number; readonly picture: Uint8Array }
    | { readonly fault: string },
): Promise<void> {
  const isDrawn = "picture" in drawn;
  await imagingTables(tx)
    .updateTable("imaging.thumbnail")
    .set({
      status: isDrawn ? "drawn" : "none",
      lease_until: null,
      instance_id: isDrawn ? drawn.instanceId : null,
      frame: isDrawn ? drawn.frame : null,
      picture: isDrawn ? drawn.picture : null,
      fault: isDrawn ? null : drawn.fault,
      drawn_at: tx.now,
    })
    .where("series_id", "=", wanted.seriesId)
    // Images came meanwhile: it is drawn again.
    .where("attempts", "=", wanted.attempts)
    .where("status", "=", "waiting")
    .execute();
}

/** Whether further series of the case wait for their picture. */
export async function hasWaiting(tx: Tx, caseId: string): Promise<boolean> {
  const row = await imagingTables(tx)
    .selectFrom("imaging.thumbnail as b")
    .innerJoin("imaging.series as s", "s.id", "b.series_id")
    .innerJoin("imaging.study as t", "t.id", "s.study_id")
    .select("b.series_id")
    .where("b.case_id", "=", caseId)
    .where("b.status", "=", "waiting")
    .where("t.status", "=", "shown")
    .executeTakeFirst();
  return row !== undefined;
}

/** The pictures of the case's series whose studies are shown. */
export async function listThumbnails(
  tx: Tx,
  caseId: string,
): Promise<{ readonly seriesId: string; readonly picture: Uint8Array }[]> {
  const rows = await imagingTables(tx)
    .selectFrom("imaging.thumbnail as b")
    .innerJoin("imaging.series as s", "s.id", "b.series_id")
    .innerJoin("imaging.study as t", "t.id", "s.study_id")
    .select(["b.series_id", "b.picture"])
    .where("b.case_id", "=", caseId)
    .where("t.status", "=", "shown")
    .where("b.picture", "is not", null)
    .orderBy("s.number", (order) => order.asc().nullsLast())
    .orderBy("s.id")
    .limit(mostPictures)
    .execute();
  return rows.flatMap(({ series_id, picture }) => (picture ? [{ seriesId: series_id, picture }] : []));
}
