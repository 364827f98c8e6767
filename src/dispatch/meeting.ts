import { addTimelineEntry, type CaseRecord, systemActor } from "../cases/index.js";
import { addMinutes } from "../kernel/time.js";
import type { Tx } from "../platform/database/database.js";
import {
  type AppointmentRecord,
  bookHeld,
  type BookingRefusal,
  cancelAppointment,
  holdSlot,
  listAppointmentsOfCase,
} from "../scheduling/index.js";
import { panelPolicy } from "./domain/panel/panel-policy.js";
import { levelOf } from "./level-of.js";
import { proposeStart } from "./sitting.js";

/** The time held or booked for the case; undefined: none. */
export const meetingOf = async (tx: Tx, caseId: string): Promise<AppointmentRecord | undefined> =>
  (await listAppointmentsOfCase(tx, caseId)).find(({ status }) => status === "held" || status === "booked");

/** A hold lives a little longer than the invitations to it. */
const holdSlack = 10;

/** Holds the time for these people, in the place of what was held for the case before. Returns why it cannot be had; undefined: held. */
export async function holdMeeting(
  tx: Tx,
  found: CaseRecord,
  meeting: {
    readonly personIds: readonly string[];
    readonly startsAt: AppointmentRecord["startsAt"];
    readonly answerBy: AppointmentRecord["startsAt"];
  },
): Promise<BookingRefusal | undefined> {
  const before = await meetingOf(tx, found.id);
  if (before) await cancelAppointment(tx, { appointmentId: before.id, reasonCode: "panel_changed" });
  const held = await holdSlot(tx, {
    caseId: found.id,
    personIds: [...meeting.personIds],
    startsAt: meeting.startsAt,
    minutes: panelPolicy[levelOf(found)].length,
    expiresAt: addMinutes(meeting.answerBy, holdSlack),
  });
  return held.ok ? undefined : held.error;
}

/**
 * Every seat is taken: the held time becomes an appointment of just these people and the requester. When it cannot be kept
 * (it lapsed, or somebody sits who was not asked to it) the next time they all have is booked instead, and without one the
 * timeline says so and the appointment is made by hand.
 */
export async function bookMeeting(tx: Tx, found: CaseRecord, expertIds: readonly string[]): Promise<void> {
  const personIds = [...expertIds, found.requesterPersonId];
  const held = await meetingOf(tx, found.id);
  const isSame =
    held?.personIds.length === personIds.length &&
    personIds.every((id) => held.personIds.includes(id as never));
  if (held && isSame) {
    if (held.status === "booked" || (await bookHeld(tx, held.id)).ok) return;
  }
  if (held) await cancelAppointment(tx, { appointmentId: held.id, reasonCode: "panel_changed" });
  const rule = panelPolicy[levelOf(found)];
  const chosen = await proposeStart(tx, found, {
    personIds,
    minutes: rule.length,
    from: addMinutes(tx.now, Math.min(rule.lead, 60)),
    to: addMinutes(tx.now, 2 * rule.window),
    latestStart: addMinutes(tx.now, rule.window),
  });
  if (chosen) {
    const { slot, laterMinutes, walkMinutes } = chosen;
    const again = await holdSlot(tx, {
      caseId: found.id,
      personIds,
      startsAt: slot.startsAt,
      minutes: rule.length,
      expiresAt: addMinutes(tx.now, holdSlack),
    });
    if (again.ok && (await bookHeld(tx, again.value.appointmentId)).ok) {
      if (laterMinutes > 0)
        await addTimelineEntry(tx, found.id, {
          kind: "dispatch.joined-sitting",
          actor: systemActor,
          details: { laterMinutes, walkMinutes },
        });
      return;
    }
  }
  await addTimelineEntry(tx, found.id, { kind: "dispatch.no-common-time", actor: systemActor, details: {} });
}
