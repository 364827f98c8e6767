import { type CaseRecord, personsWithAccess } from "../../cases/index.js";
import type { Tx } from "../../platform/database/database.js";
import type { RoomRole } from "../domain/participant.js";

/**
 * What the person is in the room of this case; undefined: he may not come in. Moderators are the inviting doctor and the
 * expert to whom the case was assigned first. Needs system scope, for a panel's experts are of several tenants.
 */
export async function roleInCase(
  tx: Tx,
  found: CaseRecord,
  personId: string,
): Promise<{ readonly role: RoomRole; readonly isModerator: boolean } | undefined> {
  if (found.requesterPersonId === personId) return { role: "requester", isModerator: true };
  const assigned = await personsWithAccess(tx, found.id, "assignment");
  if (!assigned.includes(personId)) return undefined;
  return { role: "performer", isModerator: assigned[0] === personId };
}
