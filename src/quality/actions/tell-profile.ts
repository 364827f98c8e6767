import type { Instant } from "../../kernel/types.js";
import type { UrgencyLevel } from "../../kernel/urgency.js";
import type { Tx } from "../../platform/database/database.js";
import { publish } from "../../platform/outbox.js";
import { idOf } from "../ids.js";
import { acceptedSeats, categoriesOfCase } from "../store/facts.js";

/** Who judged: the inviting doctor, the patient, a colleague who did not know whom he read, or the patient's course. */
export type ResultKind = "evaluation" | "patient_rating" | "peer_review" | "follow_up";

/**
 * Tells `quality.rated` (`quality.followed-up` for the patient's course), once for each expert of the case, in numbers and
 * codes: the profile weighs it. `value` is 0 to 1.
 */
export async function tellProfile(
  tx: Tx,
  about: {
    readonly kind: ResultKind;
    /** The rating or follow-up it comes from. */
    readonly sourceId: string;
    readonly caseId: string;
    readonly urgencyLevel: UrgencyLevel;
    readonly value: number;
    readonly at: Instant;
  },
): Promise<void> {
  const categories = await categoriesOfCase(tx, about.caseId);
  for (const seat of await acceptedSeats(tx, about.caseId))
    await publish(tx, {
      topic: about.kind === "follow_up" ? "quality.followed-up" : "quality.rated",
      subjectId: idOf(about.kind, about.sourceId, seat.practitionerRoleId),
      payload: {
        kind: about.kind,
        practitionerRoleId: seat.practitionerRoleId,
        urgencyLevel: about.urgencyLevel,
        value: about.value,
        categories,
        at: about.at,
      },
    });
}
