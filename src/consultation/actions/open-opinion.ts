import { z } from "zod";
import { caseAudience, findCase, personsWithAccess } from "../../cases/index.js";
import { acceptedSeats } from "../../dispatch/index.js";
import { findRoles } from "../../experts/index.js";
import { findPerson, findTenantNames } from "../../identity/index.js";
import type { Tx } from "../../platform/database/database.js";
import type { Job } from "../../platform/jobs.js";
import { announce } from "../../platform/live.js";
import type { PanelMember } from "../domain/panel.js";
import { openOpinion } from "../store/opinion.js";
import { seatPanel } from "../store/panel.js";

const Accepted = z.object({
  personId: z.uuid(),
  institutionId: z.uuid(),
  practitionerRoleId: z.uuid().optional(),
});

/** 科室 and 职称 as printed. */
const postOf = (role: { departmentName: string; titleName: string | null } | undefined): string =>
  [role?.departmentName, role?.titleName].filter(Boolean).join(" ");

/**
 * Hears `dispatch.accepted`: opens an empty opinion for the expert, and seats the panel of an MDT, whose first seat leads
 * until somebody else is named. Safe to hear twice, and an acceptance that was taken back before it was heard opens
 * nothing: only who is assigned to the case now writes its opinion.
 */
export async function openOnAcceptance(tx: Tx, job: Job): Promise<void> {
  const caseId = job.subjectId;
  const { personId, institutionId, practitionerRoleId } = Accepted.parse(job.payload);
  const assigned = await personsWithAccess(tx, caseId, "assignment");
  if (!assigned.includes(personId)) return;
  const author = await findPerson(tx, personId);
  const institutionName = (await findTenantNames(tx, [institutionId])).get(institutionId);
  if (!author || institutionName === undefined)
    throw new Error("accepted by an unknown person or institution");
  const [role] = practitionerRoleId === undefined ? [] : await findRoles(tx, [practitionerRoleId]);
  const isNew = await openOpinion(tx, {
    caseId,
    authorPersonId: personId,
    authorName: author.name,
    authorPost: postOf(role),
    institutionId,
    institutionName,
  });
  await seatMembers(tx, caseId, assigned);
  if (isNew) await announce(tx, { topic: "case", id: caseId, audience: await caseAudience(tx, caseId) });
}

async function seatMembers(tx: Tx, caseId: string, assigned: readonly string[]): Promise<void> {
  const found = await findCase(tx, caseId);
  if (!found || found.panelSpecialtyCodes.length === 0) return;
  const seats = (await acceptedSeats(tx, caseId)).filter(({ personId }) => assigned.includes(personId));
  const roles = new Map(
    (
      await findRoles(
        tx,
        seats.map(({ practitionerRoleId }) => practitionerRoleId),
      )
    ).map((role) => [role.practitionerRoleId as string, role]),
  );
  const names = await findTenantNames(
    tx,
    seats.map(({ institutionId }) => institutionId),
  );
  const members = seats.map((seat): PanelMember => ({
    personId: seat.personId,
    seat: seat.seat,
    speakingOrder: seat.seat,
    specialtyCode: seat.specialtyCode,
    name: seat.expertName,
    post: postOf(roles.get(seat.practitionerRoleId)),
    institutionId: seat.institutionId,
    institutionName: names.get(seat.institutionId) ?? "",
  }));
  if (members.length > 1) await seatPanel(tx, caseId, members);
}
