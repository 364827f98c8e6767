import { addMinutes } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { UrgencyLevel } from "../../kernel/urgency.js";

/**
 * Minutes the inviter has, from signature, to say what he does with the opinion. The platform's own rule: as long as
 * the opinion itself was given time, because advice for a patient in danger is acted upon or refused at once.
 */
export const dispositionMinutes: Readonly<Record<UrgencyLevel, number>> = {
  I: 40,
  II: 2 * 60,
  III: 12 * 60,
  IV: 72 * 60,
};

/** When the disposition is due. A case without a level (it has one since triage) counts as the calmest. */
export const dispositionDueAt = (signedAt: Instant, level: UrgencyLevel | null): Instant =>
  addMinutes(signedAt, dispositionMinutes[level ?? "IV"]);
