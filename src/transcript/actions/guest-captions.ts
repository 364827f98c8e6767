import { type Ctx, mayAttempt, noteFailedAttempt, sha256 } from "../../identity/index.js";
import { ok, type Result } from "../../kernel/result.js";
import { systemContext } from "../../platform/database/database.js";
import type { GuestTicket } from "../api.js";
import { findGuest, findRoom } from "../store/people.js";
import { openSession } from "../store/segments.js";
import { findSetting } from "../store/settings.js";
import { addTicket } from "../store/tickets.js";
import { wrongKeysAllowed } from "./guest-recording.js";

/**
 * A ticket with which a patient's or relative's phone opens its line for captions: one minute, one use, one room. Null for a
 * key that is none, for somebody who still waits or was shown out, and when the room is not open: a stranger learns nothing.
 */
export const issueGuestTicket = (
  ctx: Ctx,
  key: string,
  address: string,
): Promise<Result<GuestTicket, never>> =>
  ctx.database.withTx(systemContext, async (tx): Promise<Result<GuestTicket, never>> => {
    const subject = `guest:${address}`;
    if (!(await mayAttempt(tx, subject))) return ok(null);
    const guest = await findGuest(tx, sha256(key));
    if (!guest) {
      await noteFailedAttempt(tx, subject, wrongKeysAllowed);
      return ok(null);
    }
    const { caseId, roomId, me } = guest;
    const room = await findRoom(tx, caseId, roomId);
    if (!room?.isOpen) return ok(null);
    const setting = await findSetting(tx, room.institutionId);
    await openSession(tx, room, setting.recordYears);
    const { participantId, name, side } = me;
    return ok({
      roomId,
      ticket: await addTicket(tx, { roomId, caseId, personId: null, participantId, name, side }),
      isEnabled: setting.isEnabled,
      provider: setting.isEnabled ? setting.provider : null,
    });
  });
