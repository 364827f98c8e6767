import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import type { Side } from "../domain/conversation.js";
import { consultationTables } from "../tables.js";

export interface Message {
  readonly id: string;
  readonly sequence: number;
  readonly kind: "question" | "answer";
  readonly side: Side;
  readonly authorPersonId: string;
  readonly authorName: string;
  readonly institutionName: string;
  readonly body: string;
  /** The question an answer belongs to. */
  readonly repliesTo: string | null;
  readonly attachmentIds: readonly string[];
  /** Of a question: when it should be answered. */
  readonly dueAt: Instant | null;
  readonly createdAt: Instant;
}

/** Everything asked and answered on the case, oldest first. */
export async function listMessages(tx: Tx, caseId: string): Promise<Message[]> {
  const rows = await consultationTables(tx)
    .selectFrom("consultation.message")
    .selectAll()
    .where("case_id", "=", caseId)
    .orderBy("sequence")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    sequence: row.sequence,
    kind: row.kind,
    side: row.side,
    authorPersonId: row.author_person_id,
    authorName: row.author_name,
    institutionName: row.institution_name,
    body: row.body,
    repliesTo: row.replies_to,
    attachmentIds: row.attachment_ids,
    dueAt: row.due_at as Instant | null,
    createdAt: row.created_at as Instant,
  }));
}

/** Adds a message as the next of its case, whose row the caller holds. */
export async function addMessage(
  tx: Tx,
  caseId: string,
  message: Omit<Message, "id" | "sequence" | "createdAt">,
): Promise<Message> {
  const id = randomUUID();
  const { sequence } = await consultationTables(tx)
    .insertInto("consultation.message")
    .values((value) => ({
      id,
      case_id: caseId,
      sequence: sql<number>`(select coalesce(max(m.sequence), 0) + 1 from consultation.message m where m.case_id = ${value.val(caseId)}::uuid)`,
      kind: message.kind,
      side: message.side,
      author_person_id: message.authorPersonId,
      author_name: message.authorName,
      institution_name: message.institutionName,
      body: message.body,
      replies_to: message.repliesTo,
      attachment_ids: [...message.attachmentIds],
      due_at: message.dueAt,
      created_at: tx.now,
    }))
    .returning("sequence")
    .executeTakeFirstOrThrow();
  return { ...message, id, sequence, createdAt: tx.now };
}

/** A wish to go on by video, and what came of it. */
export interface Upgrade {
  readonly id: string;
  readonly side: Side;
  readonly proposedBy: string;
  readonly proposerName: string;
  readonly reason: string;
  readonly status: "proposed" | "accepted" | "declined" | "withdrawn";
  readonly proposedAt: Instant;
  readonly answererName: string | null;
  readonly answerNote: string;
  readonly answeredAt: Instant | null;
}

/** Oldest first. */
export async function listUpgrades(tx: Tx, caseId: string): Promise<Upgrade[]> {
  const rows = await consultationTables(tx)
    .selectFrom("consultation.upgrade")
    .selectAll()
    .where("case_id", "=", caseId)
    .orderBy("proposed_at")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    side: row.side,
    proposedBy: row.proposed_by,
    proposerName: row.proposer_name,
    reason: row.reason,
    status: row.status,
    proposedAt: row.proposed_at as Instant,
    answererName: row.answerer_name,
    answerNote: row.answer_note,
    answeredAt: row.answered_at as Instant | null,
  }));
}

export async function addUpgrade(
  tx: Tx,
  caseId: string,
  wish: Pick<Upgrade, "side" | "proposedBy" | "proposerName" | "reason">,
): Promise<string> {
  const id = randomUUID();
  await consultationTables(tx)
    .insertInto("consultation.upgrade")
    .values({
      id,
      case_id: caseId,
      side: wish.side,
      proposed_by: wish.proposedBy,
      proposer_name: wish.proposerName,
      reason: wish.reason,
      status: "proposed",
      proposed_at: tx.now,
      answered_by: null,
      answerer_name: null,
      answered_at: null,
    })
    .execute();
  return id;
}

/** Ends a wish that is still open. False: somebody answered it first. */
export async function endUpgrade(
  tx: Tx,
  id: string,
  answer: {
    readonly status: "accepted" | "declined" | "withdrawn";
    readonly personId: string;
    readonly name: string;
    readonly note: string;
  },
): Promise<boolean> {
  const rows = await consultationTables(tx)
    .updateTable("consultation.upgrade")
    .set({
      status: answer.status,
      answered_by: answer.personId,
      answerer_name: answer.name,
      answer_note: answer.note,
      answered_at: tx.now,
    })
    .where("id", "=", id)
    .where("status", "=", "proposed")
    .returning("id")
    .execute();
  return rows.length === 1;
}
