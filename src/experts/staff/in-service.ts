import { audit } from "../../platform/audit.js";
import type { Tx } from "../../platform/database/database.js";
import { publish } from "../../platform/outbox.js";
import { pauseMembershipOf, resumeMembershipOf } from "../membership-moves.js";
import { expertsTables } from "../tables.js";

/** The topics under which a hospital's system tells that somebody left or came back; payload `{ practitionerId, runId }`. */
export const inServiceTopics = { left: "experts.staff-left", returned: "experts.staff-returned" } as const;

const reasonCode = "hospital_system";

/**
 * Takes posts out of service, or back into it, because the hospital's own system says so: their memberships pause, and a
 * pause that this system made ends. What somebody else paused, and whoever has left for good, stays. Nothing is deleted.
 * Audited with the reason.
 * @returns how many posts changed.
 */
export async function setInService(
  tx: Tx,
  practitionerRoleIds: readonly string[],
  change: { readonly isInService: boolean; readonly reason: string; readonly runId: string },
): Promise<number> {
  if (practitionerRoleIds.length === 0) return 0;
  const roles = await expertsTables(tx)
    .selectFrom("experts.practitioner_role as r")
    .leftJoin("experts.membership as m", "m.practitioner_role_id", "r.id")
    .select(["r.id", "r.practitioner_id", "r.organization_id", "m.status", "m.reason_code"])
    .where("r.id", "in", [...practitionerRoleIds])
    .orderBy("r.id")
    .execute();
  let changed = 0;
  for (const role of roles) {
    const step = { reasonCode, note: change.reason.slice(0, 200), details: { runId: change.runId } };
    const isPausedHere = role.status === "paused" && role.reason_code === reasonCode;
    const isMoved = change.isInService
      ? isPausedHere && (await resumeMembershipOf(tx, role.id, step))
      : await pauseMembershipOf(tx, role.id, step);
    if (!isMoved) continue;
    changed++;
    await publish(tx, {
      topic: change.isInService ? inServiceTopics.returned : inServiceTopics.left,
      subjectId: role.id,
      payload: { practitionerId: role.practitioner_id, runId: change.runId },
    });
    await audit(tx, {
      institutionId: role.organization_id,
      actor: { kind: "system", id: null, label: "hospital system" },
      action: "connector.run",
      subjectKind: "practitioner-role",
      subjectId: role.id,
      outcome: "done",
      details: {
        step: change.isInService ? "in-service" : "out-of-service",
        reason: change.reason,
        runId: change.runId,
      },
    });
  }
  return changed;
}
