import { type Selectable, sql } from "kysely";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import type { MarkTool, Point } from "../domain/marks.js";
import { type ImagingTables, imagingTables } from "../tables.js";

/** What somebody drew on an image. */
export interface MarkRecord {
  readonly id: string;
  readonly caseId: string;
  readonly seriesId: string;
  readonly instanceId: string;
  readonly frame: number;
  readonly tool: MarkTool;
  readonly points: readonly Point[];
  readonly label: string;
  readonly authorId: string;
  readonly authorName: string;
  readonly drawnAt: Instant;
  readonly changedAt: Instant | null;
}

const toMark = (row: Selectable<ImagingTables["imaging.mark"]>): MarkRecord => ({
  id: row.id,
  caseId: row.case_id,
  seriesId: row.series_id,
  instanceId: row.instance_id,
  frame: row.frame,
  tool: row.tool,
  points: row.points,
  label: row.label,
  authorId: row.author_id,
  authorName: row.author_name,
  drawnAt: row.drawn_at as Instant,
  changedAt: row.changed_at as Instant | null,
});

/** The marks of a series that were not taken away, oldest first. */
export async function listMarks(tx: Tx, caseId: string, seriesId: string): Promise<MarkRecord[]> {
  const rows = await imagingTables(tx)
    .selectFrom("imaging.mark")
    .selectAll()
    .where("case_id", "=", caseId)
    .where("series_id", "=", seriesId)
    .where("removed_at", "is", null)
    .orderBy("drawn_at")
    .orderBy("id")
    .execute();
  return rows.map(toMark);
}

export async function countMarks(tx: Tx, caseId: string): Promise<number> {
  const { count } = await imagingTables(tx)
    .selectFrom("imaging.mark")
    .select(sql<number>`count(*)::int`.as("count"))
    .where("case_id", "=", caseId)
    .where("removed_at", "is", null)
    .executeTakeFirstOrThrow();
  return count;
}

/** Undefined: no such mark in sight, or it was taken away. */
export async function findMark(tx: Tx, caseId: string, id: string): Promise<MarkRecord | undefined> {
  const row = await imagingTables(tx)
    .selectFrom("imaging.mark")
    .selectAll()
    .where("case_id", "=", caseId)
    .where("id", "=", id)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return row && toMark(row);
}

export async function addMark(tx: Tx, mark: Omit<MarkRecord, "drawnAt" | "changedAt">): Promise<void> {
  await imagingTables(tx)
    .insertInto("imaging.mark")
    .values({
      id: mark.id,
      case_id: mark.caseId,
      series_id: mark.seriesId,
      instance_id: mark.instanceId,
      frame: mark.frame,
      tool: mark.tool,
      points: JSON.stringify(mark.points),
      label: mark.label,
      author_id: mark.authorId,
      author_name: mark.authorName,
      drawn_at: tx.now,
      changed_at: null,
      removed_at: null,
    })
    .execute();
}

export async function changeMark(
  tx: Tx,
  id: string,
  change: { readonly points: readonly Point[]; readonly label: string },
): Promise<void> {
  await imagingTables(tx)
    .updateTable("imaging.mark")
    .set({ points: JSON.stringify(change.points), label: change.label, changed_at: tx.now })
    .where("id", "=", id)
    .execute();
}

export async function removeMark(tx: Tx, id: string): Promise<void> {
  await imagingTables(tx)
    .updateTable("imaging.mark")
    .set({ removed_at: tx.now })
    .where("id", "=", id)
    .execute();
}
