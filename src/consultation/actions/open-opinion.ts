import { z } from "zod";
import {
  announceCase,
  caseAudience,
  findCase,
  holderOf,
  lockCase,
  personsWithAccess,
} from "../../cases/index.js";
import { acceptedSeats } from "../../dispatch/index.js";
import { findRoles, postsOfPersons } from "../../experts/index.js";
import { findPerson, findTenantNames } from "../../identity/index.js";
import type { Tx } from "../../platform/database/database.js";
import type { Job } from "../../platform/jobs.js";
import { announce } from "../../platform/live.js";
import type { PanelMember } from "../domain/panel.js";
import { findOpinion, handOver, openOpinion } from "../store/opinion.js";
import { findPanel, replaceMember, seatPanel } from "../store/panel.js";

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
 * nothing: only who is assigned to the case now writes its opinion, be it who accepted or who took it over from him.
 */
async function openOnAcceptance(tx: Tx, job: Job): Promise<void> {
  const caseId = job.subjectId;
  const { personId, institutionId, practitionerRoleId } = Accepted.parse(job.payload);
  const holder = await holderOf(tx, caseId, personId);
  if (holder === undefined) return;
  const [signature, found] = await Promise.all([
    holder === personId
      ? signatureOf(tx, personId, institutionId, practitionerRoleId)
      : signatureOfHolder(tx, holder, institutionId),
    findCase(tx, caseId),
  ]);
  const isNew = await openOpinion(tx, {
    caseId,
    authorPersonId: holder,
    authorName: signature.name,
    authorPost: signature.post,
    institutionId: signature.institutionId,
    institutionName: signature.institutionName,
  });
  if (found && found.panelSpecialtyCodes.length > 0) await seatMembers(tx, caseId);
  if (isNew) announceCase(tx, caseId);
}

/** {@link openOnAcceptance} of several cases, whose rows are asked for together. */
export async function openOnAcceptances(tx: Tx, jobs: readonly Job[]): Promise<void> {
  await Promise.all(jobs.map((job) => openOnAcceptance(tx, job)));
}

/** Under what name, post and institution somebody signs. */
interface Signature {
  readonly name: string;
  readonly post: string;
  readonly institutionId: string;
  readonly institutionName: string;
}

async function signatureOf(
  tx: Tx,
  personId: string,
  institutionId: string,
  practitionerRoleId: string | undefined,
): Promise<Signature> {
  const [author, names, [role]] = await Promise.all([
    findPerson(tx, personId),
    findTenantNames(tx, [institutionId]),
    findRoles(tx, practitionerRoleId === undefined ? [] : [practitionerRoleId]),
  ]);
  const institutionName = names.get(institutionId);
  if (!author || institutionName === undefined) throw new Error("a case of an unknown person or institution");
  return { name: author.name, post: postOf(role), institutionId, institutionName };
}

/** Of whoever took the case over: by his post at the institution it was given to, else by his first one. */
async function signatureOfHolder(tx: Tx, personId: string, institutionId: string): Promise<Signature> {
  const posts = (await postsOfPersons(tx, [personId])).filter((post) => post.isTaking);
  const post = posts.find((one) => one.institutionId === institutionId) ?? posts[0];
  return signatureOf(tx, personId, post?.institutionId ?? institutionId, post?.practitionerRoleId);
}

const Moved = z.object({ fromPersonId: z.uuid(), toPersonId: z.uuid() });

/**
 * Hears `cases.assignment-moved`: the unsigned opinion is from now on written, as it stands, by whoever took the case over, and he
 * sits in the panel in the place of who gave it to him. Safe to hear twice, and before the acceptance is heard.
 */
export async function followAssignment(tx: Tx, job: Job): Promise<void> {
  const caseId = job.subjectId;
  const { fromPersonId, toPersonId } = Moved.parse(job.payload);
  // Handed on again meanwhile: the next word is about that.
  if (!(await personsWithAccess(tx, caseId, "assignment")).includes(toPersonId)) return;
  await lockCase(tx, caseId);
  const opinion = await findOpinion(tx, caseId);
  if (!opinion || opinion.signedVersion > 0) return;
  const panel = await findPanel(tx, caseId);
  const member = panel?.members.find(({ personId }) => personId === fromPersonId);
  const signature = await signatureOfHolder(tx, toPersonId, member?.institutionId ?? opinion.institutionId);
  if (member) await replaceMember(tx, caseId, fromPersonId, { personId: toPersonId, ...signature });
  if (opinion.authorPersonId === fromPersonId)
    await handOver(tx, caseId, {
      authorPersonId: toPersonId,
      authorName: signature.name,
      authorPost: signature.post,
      institutionId: signature.institutionId,
      institutionName: signature.institutionName,
    });
  await announce(tx, { topic: "case", id: caseId, audience: await caseAudience(tx, caseId) });
}

/** Of an MDT. */
async function seatMembers(tx: Tx, caseId: string): Promise<void> {
  const all = await acceptedSeats(tx, caseId);
  const holders = new Map<string, string>();
  for (const { personId } of all) {
    const holder = await holderOf(tx, caseId, personId);
    if (holder !== undefined) holders.set(personId, holder);
  }
  const seats = all.filter(({ personId }) => holders.has(personId));
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
  const members: PanelMember[] = [];
  for (const seat of seats) {
    const place = { seat: seat.seat, speakingOrder: seat.seat, specialtyCode: seat.specialtyCode };
    const holder = holders.get(seat.personId) ?? seat.personId;
    const signature =
      holder === seat.personId
        ? {
            name: seat.expertName,
            post: postOf(roles.get(seat.practitionerRoleId)),
            institutionId: seat.institutionId,
            institutionName: names.get(seat.institutionId) ?? "",
          }
        : await signatureOfHolder(tx, holder, seat.institutionId);
    members.push({ personId: holder, ...place, ...signature });
  }
  if (members.length > 1) await seatPanel(tx, caseId, members);
}
