import { sql } from "kysely";
import type { Instant } from "../../kernel/types.js";
import { json, later, type Tx } from "../../platform/database/database.js";
import { casesTables } from "../tables.js";

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
export const addTimelineEntry = (tx: Tx, caseId: string, fact: TimelineFact): Promise<void> =>
  addTimelineEntries(tx, [{ ...fact, caseId }]);

/** {@link addTimelineEntry} for steps of many cases, in order, with one statement (migrations/0074); none is fine. */
export function addTimelineEntries(
  tx: Tx,
  facts: readonly (TimelineFact & { readonly caseId: string })[],
): Promise<void> {
  if (facts.length === 0) return Promise.resolve();
  const rows = facts.map((fact) => ({
    case_id: fact.caseId,
    kind: fact.kind,
    actor_person_id: fact.actor.personId,
    actor_label: fact.actor.label,
    details: fact.details ?? {},
  }));
  later(tx, sql`select cases.add_timeline_entries(${json(rows)}, ${tx.now}::timestamptz)`);
  return Promise.resolve();
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
