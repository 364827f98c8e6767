import { type Selectable, sql } from "kysely";
import { addMinutes } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import type { CallOutcome } from "../domain/outcome.js";
import type { Tokens } from "../endpoint.js";
import { type AssistantTables, assistantTables, type CallStatus, type RemovedCounts } from "../tables.js";

/** One question to a model, without its text. */
export interface Call {
  readonly id: string;
  readonly institutionId: string;
  readonly kind: "case" | "test";
  readonly caseId: string | null;
  readonly askedBy: string | null;
  readonly status: CallStatus;
  /** Of the last try; null before the first has ended. */
  readonly outcome: CallOutcome | null;
  readonly host: string;
  readonly model: string;
  readonly attempts: number;
  readonly sentSha256: string | null;
  readonly removed: RemovedCounts;
  readonly tokens: Tokens;
  readonly durationMs: number | null;
  readonly httpStatus: number | null;
  readonly createdAt: Instant;
  readonly finishedAt: Instant | null;
}

const toCall = (row: Selectable<AssistantTables["assistant.call"]>): Call => ({
  id: row.id,
  institutionId: row.institution_id,
  kind: row.kind,
  caseId: row.case_id,
  askedBy: row.asked_by,
  status: row.status,
  outcome: row.outcome,
  host: row.host,
  model: row.model,
  attempts: row.attempts,
  sentSha256: row.sent_sha256,
  removed: row.removed,
  tokens: { prompt: row.prompt_tokens, completion: row.completion_tokens },
  durationMs: row.duration_ms,
  httpStatus: row.http_status,
  createdAt: row.created_at as Instant,
  finishedAt: row.finished_at as Instant | null,
});

/** A call that has not gone out. */
const nothingSent = {
  outcome: null,
  sent_sha256: null,
  sent_characters: null,
  prompt_tokens: null,
  completion_tokens: null,
  duration_ms: null,
  http_status: null,
  finished_at: null,
} as const;

/** Puts a call about a case in line and wakes the runners. Nothing happens while one of the case waits or runs. */
export async function queueCall(
  tx: Tx,
  call: { id: string; institutionId: string; caseId: string; askedBy: string },
): Promise<void> {
  await assistantTables(tx)
    .insertInto("assistant.call")
    .values({
      id: call.id,
      institution_id: call.institutionId,
      kind: "case",
      case_id: call.caseId,
      asked_by: call.askedBy,
      status: "queued",
      next_try_at: tx.now,
      lease_until: null,
      ...nothingSent,
      created_at: tx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await sql`select pg_notify('consilium_assistant', '')`.execute(assistantTables(tx));
}

/** Notes a trial that a person is waiting for: it runs at once, outside the line. */
export async function startTrial(
  tx: Tx,
  call: { id: string; institutionId: string; askedBy: string | null },
): Promise<void> {
  await assistantTables(tx)
    .insertInto("assistant.call")
    .values({
      id: call.id,
      institution_id: call.institutionId,
      kind: "test",
      case_id: null,
      asked_by: call.askedBy,
      status: "running",
      attempts: 1,
      next_try_at: tx.now,
      lease_until: addMinutes(tx.now, leaseMinutes),
      ...nothingSent,
      created_at: tx.now,
    })
    .execute();
}

/** Longer than any call may take: a node that still lives has ended it by then. */
const leaseMinutes = 5;

/** Takes the call that has waited longest and is due, or one whose node died. Undefined: none. */
export async function claimCall(tx: Tx): Promise<(Call & { readonly wasLost: boolean }) | undefined> {
  const db = assistantTables(tx);
  const row = await db
    .selectFrom("assistant.call")
    .select(["id", "status"])
    .where((e) =>
      e.or([
        e.and([e("status", "=", "queued"), e("next_try_at", "<=", tx.now)]),
        e.and([e("status", "=", "running"), e("lease_until", "<", tx.now)]),
      ]),
    )
    .orderBy("next_try_at")
    .orderBy("id")
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!row) return undefined;
  const claimed = await db
    .updateTable("assistant.call")
    .set((value) => ({
      status: "running",
      attempts: value("attempts", "+", 1),
      lease_until: addMinutes(tx.now, leaseMinutes),
    }))
    .where("id", "=", row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return { ...toCall(claimed), wasLost: row.status === "running" };
}

/** Writes what is about to be sent, before it is. False: another node has taken the call over. */
export async function noteSent(
  tx: Tx,
  call: Pick<Call, "id" | "attempts">,
  sent: { host: string; model: string; sha256: string; characters: number; removed: RemovedCounts },
): Promise<boolean> {
  const rows = await assistantTables(tx)
    .updateTable("assistant.call")
    .set({
      host: sent.host,
      model: sent.model,
      sent_sha256: sent.sha256,
      sent_characters: sent.characters,
      removed: json<RemovedCounts>(sent.removed),
    })
    .where("id", "=", call.id)
    .where("status", "=", "running")
    .where("attempts", "=", call.attempts)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** How a try ended. `retryAt`: back in line until then; `isUncounted`: the try does not count. */
export interface TryEnd {
  readonly outcome: CallOutcome;
  readonly tokens: Tokens;
  readonly durationMs: number | null;
  readonly httpStatus: number | null;
  readonly retryAt?: Instant;
  readonly isUncounted?: boolean;
}

/** Ends a try. False: another node has taken the call over, whose word counts. */
export async function endTry(tx: Tx, call: Pick<Call, "id" | "attempts">, end: TryEnd): Promise<boolean> {
  const { outcome, tokens, durationMs, httpStatus, retryAt, isUncounted = false } = end;
  const rows = await assistantTables(tx)
    .updateTable("assistant.call")
    .set({
      outcome,
      prompt_tokens: tokens.prompt,
      completion_tokens: tokens.completion,
      duration_ms: durationMs,
      http_status: httpStatus,
      lease_until: null,
      ...(retryAt === undefined
        ? { status: outcome === "answered" ? ("done" as const) : ("failed" as const), finished_at: tx.now }
        : { status: "queued" as const, next_try_at: retryAt }),
      ...(isUncounted && { attempts: call.attempts - 1 }),
    })
    .where("id", "=", call.id)
    .where("status", "=", "running")
    .where("attempts", "=", call.attempts)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** The institution's calls, newest first. */
export async function listCalls(tx: Tx, institutionId: string, limit: number): Promise<Call[]> {
  const rows = await assistantTables(tx)
    .selectFrom("assistant.call")
    .selectAll()
    .where("institution_id", "=", institutionId)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(toCall);
}

/** What the assistant was asked about the case, newest first. */
export async function callsOfCase(tx: Tx, caseId: string): Promise<Call[]> {
  const rows = await assistantTables(tx)
    .selectFrom("assistant.call")
    .selectAll()
    .where("case_id", "=", caseId)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(20)
    .execute();
  return rows.map(toCall);
}

/** How many calls of the institution wait or run. */
export async function countWaiting(tx: Tx, institutionId: string): Promise<number> {
  const { waiting } = await assistantTables(tx)
    .selectFrom("assistant.call")
    .select((e) => e.fn.countAll<string>().as("waiting"))
    .where("institution_id", "=", institutionId)
    .where("status", "in", ["queued", "running"])
    .executeTakeFirstOrThrow();
  return Number(waiting);
}
