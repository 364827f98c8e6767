import { audit } from "../../platform/audit.js";
import type { Tx } from "../../platform/database/database.js";
import { publish } from "../../platform/outbox.js";
import { bumpPool, lockPool } from "../pool.js";
import { expertsTables } from "../tables.js";

/** The topics under which a hospital's system tells that somebody left or came back; payload `{ practitionerId, runId }`. */
export const inServiceTopics = { left: "experts.staff-left", returned: "experts.staff-returned" } as const;

/**
 * Takes posts out of service, or back into it, because the hospital's own system says so: an active post pauses, a paused
 * one takes consultations again. Nothing is deleted, and a retired post stays retired. Audited with the reason.
 * @returns how many posts changed.
 */
export async function setInService(
  tx: Tx,
  practitionerRoleIds: readonly string[],
  change: { readonly isInService: boolean; readonly reason: string; readonly runId: string },
): Promise<number> {
  if (practitionerRoleIds.length === 0) return 0;
  await lockPool(tx);
  const rows = await expertsTables(tx)
    .updateTable("experts.practitioner_role")
    .set({ status: change.isInService ? "active" : "paused", updated_at: tx.now })
    .where("id", "in", [...practitionerRoleIds])
    .where("status", "=", change.isInService ? "paused" : "active")
    .returning(["id", "practitioner_id", "organization_id"])
    .execute();
  for (const row of rows) {
    await publish(tx, {
      topic: change.isInService ? inServiceTopics.returned : inServiceTopics.left,
      subjectId: row.id,
      payload: { practitionerId: row.practitioner_id, runId: change.runId },
    });
    await audit(tx, {
      institutionId: row.organization_id,
      actor: { kind: "system", id: null, label: "hospital system" },
      action: "connector.run",
      subjectKind: "practitioner-role",
      subjectId: row.id,
      outcome: "done",
      details: {
        step: change.isInService ? "in-service" : "out-of-service",
        reason: change.reason,
        runId: change.runId,
      },
    });
  }
  if (rows.length > 0) await bumpPool(tx);
  return rows.length;
}
