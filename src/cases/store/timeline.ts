import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";
import { casesTables } from "../tables.js";
import { caseAudience } from "./access.js";

export interface TimelineFact {
  /** `module.past-tense`, e.g. `dispatch.offer-declined`; the page has a sentence for each. */
  readonly kind: string;
  /** Who did it; `personId` null for the system, whose label is 系统. */
  readonly actor: { readonly personId: string | null; readonly label: string };
  /** Codes, names of experts and institutions, reasons a person gave. Never clinical text. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface TimelineEntry {
  readonly sequence: number;
  readonly at: Instant;
  readonly kind: string;
  readonly actorPersonId: string | null;
  readonly actorLabel: string;
  readonly details: Record<string, unknown>;
}

/** The system as the actor of a timeline entry. */
export const systemActor = { personId: null, label: "系统" } as const;

/**
 * Adds a step to the case's 时间线 and tells the open pages of everyone concerned. Holds the case's row until commit, so
 * that sequence numbers have no gaps. Throws when the case is out of sight.
 */
export async function addTimelineEntry(tx: Tx, caseId: string, fact: TimelineFact): Promise<void> {
  const db = casesTables(tx);
  await db
    .selectFrom("cases.consult_request")
    .select("id")
    .where("id", "=", caseId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const { last } = await db
    .selectFrom("cases.timeline_entry")
    .select((e) => e.fn.max<number | null>("sequence").as("last"))
    .where("case_id", "=", caseId)
    .executeTakeFirstOrThrow();
  await db
    .insertInto("cases.timeline_entry")
    .values({
      case_id: caseId,
      sequence: (last ?? 0) + 1,
      at: tx.now,
      kind: fact.kind,
      actor_person_id: fact.actor.personId,
      actor_label: fact.actor.label,
      details: json<Record<string, unknown>>({ ...fact.details }),
    })
    .execute();
  await announce(tx, { topic: "case", id: caseId, audience: await caseAudience(tx, caseId) });
}

/** Every step of the case, oldest first. */
export async function listTimeline(tx: Tx, caseId: string): Promise<TimelineEntry[]> {
  const rows = await casesTables(tx)
    .selectFrom("cases.timeline_entry")
    .selectAll()
    .where("case_id", "=", caseId)
    .orderBy("sequence")
    .execute();
  return rows.map((row) => ({
    sequence: row.sequence,
    at: row.at as Instant,
    kind: row.kind,
    actorPersonId: row.actor_person_id,
    actorLabel: row.actor_label,
    details: row.details,
  }));
}
