import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { civilDate } from "../../kernel/time.js";
import { assistantTables } from "../tables.js";

export interface Usage {
  readonly calls: number;
  readonly tokens: number;
}

/**
 * Takes one call and these tokens from the day's budget, all or nothing. False: it does not suffice. Two nodes that ask at
 * the same moment cannot both take the last of it.
 */
export async function takeFromBudget(
  tx: Tx,
  institutionId: string,
  tokens: number,
  limits: { readonly dailyCalls: number; readonly dailyTokens: number },
): Promise<boolean> {
  const db = assistantTables(tx);
  const day = civilDate(tx.now);
  await db
    .insertInto("assistant.usage")
    .values({ institution_id: institutionId, day, calls: 0, tokens: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const rows = await db
    .updateTable("assistant.usage")
    .set((value) => ({ calls: value("calls", "+", 1), tokens: value("tokens", "+", tokens) }))
    .where("institution_id", "=", institutionId)
    .where("day", "=", day)
    .where("calls", "<", limits.dailyCalls)
    .where(sql<boolean>`tokens + ${tokens} <= ${limits.dailyTokens}`)
    .returning("calls")
    .execute();
  return rows.length === 1;
}

/** Corrects the day of `tx.now` by what a call really cost; never below zero. `calls`: -1 for one that was not made. */
export async function correctUsage(
  tx: Tx,
  institutionId: string,
  change: { readonly calls: number; readonly tokens: number },
): Promise<void> {
  await assistantTables(tx)
    .updateTable("assistant.usage")
    .set({
      calls: sql<number>`greatest(0, calls + ${change.calls})`,
      tokens: sql<number>`greatest(0, tokens + ${change.tokens})`,
    })
    .where("institution_id", "=", institutionId)
    .where("day", "=", civilDate(tx.now))
    .execute();
}

/** What the institution has used today. */
export async function usageToday(tx: Tx, institutionId: string): Promise<Usage> {
  const row = await assistantTables(tx)
    .selectFrom("assistant.usage")
    .select(["calls", "tokens"])
    .where("institution_id", "=", institutionId)
    .where("day", "=", civilDate(tx.now))
    .executeTakeFirst();
  return { calls: row?.calls ?? 0, tokens: row?.tokens ?? 0 };
}
