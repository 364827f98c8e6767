import { sql } from "kysely";
import { poolVersion } from "../experts/index.js";
import type { Instant } from "../kernel/types.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import type { Tx } from "../platform/database/database.js";
import {
  addOutcome,
  isRefitDue,
  newResponseModel,
  refit,
  type ResponseModel,
  type ResponseOutcome,
} from "./domain/response/exports.js";
import { dispatchTables } from "./tables.js";

interface OutcomeRow {
  readonly person_id: string;
  readonly specialty_code: string | null;
  readonly urgency_level: UrgencyLevel;
  readonly sent_at: Instant;
  readonly utc_offset_minutes: number;
  readonly ended: ResponseOutcome["end"];
  readonly waited_minutes: number;
}

const toOutcome = (row: OutcomeRow): ResponseOutcome => ({
  expertId: row.person_id,
  groupId: row.specialty_code,
  level: row.urgency_level,
  sentAt: row.sent_at,
  utcOffsetMinutes: row.utc_offset_minutes,
  end: row.ended,
  waitedMinutes: row.waited_minutes,
});

/** Older outcomes weigh next to nothing and are not read. */
const readMonths = 24;

/**
 * Every ended offer of the last two years, oldest first, and which transactions this reading has seen; with such a
 * snapshot only what it had not seen. What the transaction itself has ended may never come true and is left out.
 */
export async function readOutcomes(
  tx: Tx,
  since?: string,
): Promise<{ outcomes: ResponseOutcome[]; snapshot: string | undefined }> {
  const isWanted =
    since === undefined
      ? sql`ended_in is distinct from pg_current_xact_id_if_assigned()`
      : sql`ended_in >= pg_snapshot_xmin(${since}::pg_snapshot)
          and not pg_visible_in_snapshot(ended_in, ${since}::pg_snapshot)
          and pg_visible_in_snapshot(ended_in, (select platform.seen_snapshot()))`;
  // One statement sees one snapshot: what it returns and what it says it has seen are the same.
  const { rows } = await sql<OutcomeRow & { snapshot: string }>`
    select person_id, specialty_code, urgency_level, sent_at, utc_offset_minutes, ended, waited_minutes,
      platform.seen_snapshot()::text as snapshot
    from dispatch.response_outcome
    where ${isWanted} and sent_at > platform.now() - make_interval(months => ${readMonths}::int)
    order by sent_at, offer_id`.execute(dispatchTables(tx));
  return { outcomes: rows.map(toOutcome), snapshot: rows[0]?.snapshot };
}

interface Kept {
  /** Of which database, and how far it has read. */
  readonly epoch: string;
  snapshot: string;
  readonly model: ResponseModel;
  /** The civil day of the last fit: what is old fades even while nothing new is learned. */
  fittedOn: string;
}
let kept: Kept | undefined;

/**
 * The response model as of this transaction, or a little later. It stays in this node's memory; only what has ended since
 * is read. Needs a transaction that sees every tenant's offers (system or platform scope): in another one it throws, for a
 * model of one hospital's offers would be kept for all.
 */
export async function responseModel(tx: Tx): Promise<ResponseModel> {
  if (tx.context.scope !== "system" && tx.context.scope !== "platform")
    throw new Error("the response model is read in system or platform scope");
  const { epoch, snapshot } = await poolVersion(tx);
  if (kept?.epoch !== epoch) {
    const all = await readOutcomes(tx);
    const model = newResponseModel(tx.now);
    for (const outcome of all.outcomes) addOutcome(model, outcome);
    kept = { epoch, snapshot: all.snapshot ?? snapshot, model, fittedOn: "" };
  } else {
    const { snapshot: before, model } = kept;
    const news = await readOutcomes(tx, before);
    // Meanwhile another request may have brought the model further: its news were the same.
    if (news.snapshot !== undefined && kept.model === model && kept.snapshot === before) {
      for (const outcome of news.outcomes) addOutcome(model, outcome);
      kept.snapshot = news.snapshot;
    }
  }
  const today = tx.now.slice(0, 10);
  if (isRefitDue(kept.model) || kept.fittedOn !== today) {
    refit(kept.model, tx.now);
    kept.fittedOn = today;
  }
  return kept.model;
}
