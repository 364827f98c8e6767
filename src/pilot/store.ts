import type { Tx } from "../platform/database/database.js";
import type { ScopeLine } from "./domain/scope.js";
import { pilotTables } from "./tables.js";

/** One decision on what is taken. */
export interface Scope {
  /** 0: nothing was ever decided, everything is taken. */
  readonly number: number;
  readonly isLimited: boolean;
  readonly reason: string;
  readonly decidedAt: string | null;
  readonly lines: readonly ScopeLine[];
}

/** The scope that holds. */
export async function findScope(tx: Tx): Promise<Scope> {
  const db = pilotTables(tx);
  const row = await db
    .selectFrom("pilot.scope")
    .selectAll()
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row) return { number: 0, isLimited: false, reason: "", decidedAt: null, lines: [] };
  const lines = await db
    .selectFrom("pilot.scope_line")
    .select(["region_code as regionCode", "specialty_code as specialtyCode", "disease_code as diseaseCode"])
    .where("scope_number", "=", row.number)
    .orderBy("place")
    .execute();
  return {
    number: row.number,
    isLimited: row.is_limited,
    reason: row.reason,
    decidedAt: row.decided_at,
    lines,
  };
}

/** Puts the next version; the primary key refuses one of two who write at once (`scope_pkey`). */
export async function addScope(
  tx: Tx,
  scope: Pick<Scope, "number" | "isLimited" | "reason" | "lines"> & { readonly decidedBy: string },
): Promise<void> {
  const db = pilotTables(tx);
  await db
    .insertInto("pilot.scope")
    .values({
      number: scope.number,
      is_limited: scope.isLimited,
      reason: scope.reason,
      decided_by: scope.decidedBy,
      decided_at: tx.now,
    })
    .execute();
  if (scope.lines.length > 0)
    await db
      .insertInto("pilot.scope_line")
      .values(
        scope.lines.map((line, i) => ({
          scope_number: scope.number,
          place: i + 1,
          region_code: line.regionCode,
          specialty_code: line.specialtyCode,
          disease_code: line.diseaseCode,
        })),
      )
      .execute();
}
