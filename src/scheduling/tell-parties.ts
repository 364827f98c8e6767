import { addTimelineEntry, findCase, systemActor } from "../cases/index.js";
import { notify, type NoticeKind } from "../notifications/index.js";
import type { Tx } from "../platform/database/database.js";
import { announce } from "../platform/live.js";
import { publish } from "../platform/outbox.js";
import { bothClocks } from "./domain/clocks.js";
import { minuteOf } from "./domain/zone.js";
import type { AppointmentRecord } from "./store/appointments.js";
import { readZones } from "./store/calendars.js";

/** Who acts; null person: the system. */
export interface By {
  readonly personId: string | null;
  readonly label: string;
}

export const bySystem: By = systemActor;

type Step = "booked" | "moved" | "cancelled" | "handed-over" | "missed" | "started" | "ended";

const noticeOf: Partial<Record<Step, NoticeKind>> = {
  booked: "appointment_booked",
  moved: "appointment_moved",
  cancelled: "appointment_cancelled",
  "handed-over": "appointment_handed_over",
};

/**
 * Tells everyone concerned of a step, in the transaction that takes it: the case's timeline, a notice to those who take part and
 * to the requester (not to whoever did it), open calendars, and other modules by event.
 * @param alsoPersonIds people who took part before and do not any more.
 */
export async function tellParties(
  tx: Tx,
  appointment: AppointmentRecord,
  step: Step,
  by: By,
  more: {
    readonly details?: Readonly<Record<string, unknown>>;
    readonly alsoPersonIds?: readonly string[];
  } = {},
): Promise<void> {
  const found = await findCase(tx, appointment.caseId);
  const persons = [
    ...new Set<string>([
      ...appointment.personIds,
      ...(found ? [found.requesterPersonId] : []),
      ...(more.alsoPersonIds ?? []),
    ]),
  ];
  const zones = await readZones(tx, persons);
  const details = {
    appointmentId: appointment.id,
    startsAt: appointment.startsAt,
    endsAt: appointment.endsAt,
    clocks: bothClocks(minuteOf(appointment.startsAt), [...new Set(zones.values())]),
    ...more.details,
  };
  await addTimelineEntry(tx, appointment.caseId, { kind: `scheduling.${step}`, actor: by, details });
  const kind = noticeOf[step];
  if (kind)
    for (const personId of persons)
      if (personId !== by.personId)
        await notify(tx, {
          personId,
          kind,
          caseId: appointment.caseId,
          subjectId: appointment.id,
          details,
          eventId: appointment.id,
        });
  await announce(tx, { topic: "calendar", id: appointment.id, audience: { persons, platform: true } });
  await publish(tx, {
    topic: `scheduling.${step}`,
    subjectId: appointment.id,
    payload: { caseId: appointment.caseId, personIds: appointment.personIds, startsAt: appointment.startsAt },
  });
}

/** Tells that these people have time again, so that whoever waits for it may have it. */
export const tellFreed = (tx: Tx, appointment: AppointmentRecord): Promise<void> =>
  publish(tx, {
    topic: "scheduling.time-freed",
    subjectId: appointment.id,
    payload: { personIds: appointment.personIds },
  });
