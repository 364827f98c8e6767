import { handOverCase, personsWithAccess } from "../cases/index.js";
import { findRoles, postsOfPersons } from "../experts/index.js";
import { type Ctx, findPeople } from "../identity/index.js";
import { refuse, type Result } from "../kernel/result.js";
import type { Tx } from "../platform/database/database.js";
import { isWithin, specialtyTree } from "../terminology/index.js";
import { type BookingRefusal, meetingOf, replaceAppointment, takeAppointment } from "./appointments.js";
import { standInFor } from "./domain/stand-in.js";
import type { AppointmentRecord } from "./store/appointments.js";
import { readStandIns } from "./store/calendars.js";
import { type By, tellFreed, tellParties } from "./tell-parties.js";

/**
 * A person gives his place in a booking to another: the one named, or his stand-in (or that one's, when he cannot). The new one must
 * be free then. It never comes back to somebody who has handed it over, so that two stand-ins of each other end somewhere. Who
 * was booked loses the time and who comes in takes it, and with it the case that is assigned to who gives it away, in the same
 * transaction: whoever comes in must be an expert who takes cases, of the specialty of who gives it away. Runs in system scope.
 */
export async function handOverAppointment(
  tx: Tx,
  ctx: Ctx,
  act: {
    readonly appointmentId: string;
    readonly fromPersonId: string;
    readonly toPersonId?: string | undefined;
    readonly reason: string;
    readonly by: By;
  },
): Promise<Result<AppointmentRecord, BookingRefusal>> {
  const taken = await takeAppointment(tx, act.appointmentId);
  if (!taken) return refuse("appointment_not_found");
  const { one: old, found } = taken;
  const members: readonly string[] = old.personIds;
  if (!members.includes(act.fromPersonId)) return refuse("not_a_participant");
  const given: readonly string[] = [...old.handedOverBy, act.fromPersonId];
  const standIns = await readStandIns(tx);
  const people = await findPeople(tx, [...standIns.values()]);
  const inactive = [...people.values()].filter((one) => !one.isActive).map((one): string => one.personId);
  const to =
    act.toPersonId ?? standInFor(act.fromPersonId, standIns, new Set([...given, ...members, ...inactive]));
  if (to === undefined) return refuse("no_stand_in");
  if (given.includes(to) || members.includes(to)) return refuse("handed_over_already");
  const movesCase = (await personsWithAccess(tx, old.caseId, "assignment")).includes(act.fromPersonId);
  if (movesCase) {
    const refusal =
      to === found.requesterPersonId ? "stand_in_takes_no_cases" : await whyNot(tx, act.fromPersonId, to);
    if (refusal !== undefined) return refuse(refusal);
  }
  const replaced = await replaceAppointment(tx, taken, {
    ...meetingOf(old),
    personIds: members.map((id) => (id === act.fromPersonId ? to : id)),
    // Why somebody else could be booked against his calendar does not hold for the one who comes in.
    override: undefined,
    reasonCode: "handed_over",
    reason: act.reason,
    handedOverBy: given,
    by: act.by,
  });
  if (!replaced.ok) return replaced;
  if (movesCase)
    await handOverCase(tx, ctx, { caseId: old.caseId, fromPersonId: act.fromPersonId, toPersonId: to });
  const names = await findPeople(tx, [act.fromPersonId, to]);
  await tellParties(tx, replaced.value, "handed-over", act.by, {
    details: {
      fromName: names.get(act.fromPersonId)?.name ?? "",
      toName: names.get(to)?.name ?? "",
      fromPersonId: act.fromPersonId,
      toPersonId: to,
      reason: act.reason,
    },
    alsoPersonIds: [act.fromPersonId],
  });
  await tellFreed(tx, { ...old, personIds: old.personIds.filter((id) => id === act.fromPersonId) });
  return replaced;
}

/** Why a case of `from` cannot go to `to`; undefined when it can. */
async function whyNot(
  tx: Tx,
  from: string,
  to: string,
): Promise<"stand_in_takes_no_cases" | "stand_in_of_another_specialty" | undefined> {
  const posts = await postsOfPersons(tx, [from, to]);
  const taking = posts.filter((post) => post.personId === to && post.isTaking);
  if (taking.length === 0) return "stand_in_takes_no_cases";
  const roles = await findRoles(
    tx,
    [...posts.filter((post) => post.personId === from), ...taking].map((post) => post.practitionerRoleId),
  );
  const specialtiesOf = (personId: string) =>
    roles.filter((role) => role.personId === personId).flatMap((role) => role.specialtyCodes);
  const tree = specialtyTree();
  const isOfOneLine = (a: string, b: string) => isWithin(tree, a, b) || isWithin(tree, b, a);
  return specialtiesOf(from).some((one) => specialtiesOf(to).some((other) => isOfOneLine(one, other)))
    ? undefined
    : "stand_in_of_another_specialty";
}
