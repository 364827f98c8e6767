import type { CaseRecord } from "../cases/index.js";
import { minutesBetween } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import type { Tx } from "../platform/database/database.js";
import { publish } from "../platform/outbox.js";
import { levelOf } from "./level-of.js";
import type { StoredOffer } from "./store/index.js";

/**
 * Tells `dispatch.offer-ended`: an offer was answered or its time ran out. Numbers and codes only: minutes to the answer
 * (null: none came), minutes there were. A withdrawn offer says nothing of the expert and is not told.
 */
export const tellOfferEnded = (
  tx: Tx,
  offer: StoredOffer,
  found: CaseRecord,
  end: { readonly outcome: "accepted" | "declined" | "expired"; readonly reasonCode?: string },
): Promise<void> =>
  publish(tx, {
    topic: "dispatch.offer-ended",
    subjectId: offer.id,
    payload: {
      practitionerRoleId: offer.practitionerRoleId,
      outcome: end.outcome,
      reasonCode: end.reasonCode ?? null,
      specialtyCode: found.wantedSpecialtyCode,
      ring: offer.ring,
      urgencyLevel: levelOf(found),
      minutes: end.outcome === "expired" ? null : Math.max(0, minutesBetween(offer.sentAt, tx.now)),
      allowedMinutes: minutesBetween(offer.sentAt, offer.expiresAt),
      endedAt: tx.now,
    },
  });

/** Tells `dispatch.consult-remembered`: what was asked about (ICD-10 categories, no finer), and what came of the advice. */
export const tellConsult = (
  tx: Tx,
  consult: {
    readonly caseId: string;
    readonly practitionerRoleId: string;
    readonly decision: string;
    readonly urgencyLevel: string;
    readonly diagnosisCodes: readonly string[];
    readonly closedAt: Instant;
  },
): Promise<void> =>
  publish(tx, {
    topic: "dispatch.consult-remembered",
    subjectId: consult.caseId,
    payload: {
      practitionerRoleId: consult.practitionerRoleId,
      decision: consult.decision,
      urgencyLevel: consult.urgencyLevel,
      categories: categoriesOf(consult.diagnosisCodes),
      closedAt: consult.closedAt,
    },
  });

/** The three-character categories of ICD-10 codes, each once, in their order. */
export const categoriesOf = (codes: readonly string[]): string[] => [
  ...new Set(codes.map((code) => code.slice(0, 3).toUpperCase())),
];
