import { randomUUID } from "node:crypto";
import { groupBy } from "../kernel/collections.js";
import { addMinutes, civilDate } from "../kernel/time.js";
import { listPeopleWithRole } from "../identity/index.js";
import { type NoticeKind, notify } from "../notifications/index.js";
import { findOrganization, listOrganizations } from "../organizations/index.js";
import type { Tx } from "../platform/database/database.js";
import type { Job } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { dueReminder, hasTermEnded, reasonWords } from "./domain/membership.js";
import { lookAfterFreshness } from "./freshness-work.js";
import { moveMembership, platformItself, tellMembership } from "./membership-moves.js";
import { eventIdOf, scheduleNight } from "./nightly.js";
import { lockPool } from "./pool.js";
import {
  addMembership,
  addStep,
  changeMembership,
  emptyApplication,
  findMembership,
  listSteps,
  type Membership,
  termsEndingBy,
} from "./store/membership.js";
import { findProfile } from "./store/profile.js";

/** 医务部 of the hospital. */
const officeOf = async (tx: Tx, organizationId: string): Promise<string[]> =>
  (await listPeopleWithRole(tx, "medical_affairs"))
    .filter(({ institutionId }) => institutionId === organizationId)
    .map(({ personId }) => personId);

const operators = async (tx: Tx): Promise<string[]> =>
  (await listPeopleWithRole(tx, "operator")).map(({ personId }) => personId);

async function tell(
  tx: Tx,
  people: readonly string[],
  notice: {
    readonly kind: NoticeKind;
    readonly subjectId: string | null;
    readonly eventId: string;
    readonly details: Record<string, unknown>;
  },
): Promise<void> {
  for (const personId of people) await notify(tx, { ...notice, personId, caseId: null });
}

/** After a step: whoever has to act next is told, and the expert of what concerns him. */
async function tellOfStep(tx: Tx, job: Job): Promise<void> {
  const membership = await findMembership(tx, job.subjectId);
  if (membership === undefined) return;
  const institutionName = (await findOrganization(tx, membership.organizationId))?.name ?? "";
  const eventId = String(job.payload.eventId);
  const about = { subjectId: membership.id, eventId };
  const details = { expertName: membership.name, institutionName };
  const himself = membership.personId === null ? [] : [membership.personId];
  switch (job.payload.act) {
    case "apply":
    case "send_back":
    case "reactivate":
      return tell(tx, await officeOf(tx, membership.organizationId), {
        ...about,
        kind: "membership_application",
        details,
      });
    case "approve":
      return tell(tx, await operators(tx), { ...about, kind: "membership_review", details });
    case "appoint":
    case "renew":
      return tell(tx, himself, {
        ...about,
        kind: "membership_appointed",
        details: { ...details, termTo: membership.termTo },
      });
    case "transfer":
      await openAtNewHospital(tx, membership);
      return tellHimself(tx, membership, institutionName, eventId);
    case "pause":
    case "resume":
    case "lapse":
    case "retire":
    case "revoke":
      return tellHimself(tx, membership, institutionName, eventId);
  }
}

const tellHimself = (tx: Tx, membership: Membership, institutionName: string, eventId: string) =>
  tell(tx, membership.personId === null ? [] : [membership.personId], {
    kind: "membership_changed",
    subjectId: membership.id,
    eventId,
    details: {
      institutionName,
      status: membership.status,
      reason: membership.reasonCode === null ? "—" : reasonWords(membership.reasonCode).zh,
    },
  });

/** A transfer to a hospital of the platform: an application with what is known of the expert waits there. */
async function openAtNewHospital(tx: Tx, membership: Membership): Promise<void> {
  const to = (await listSteps(tx, membership.id)).findLast(({ kind }) => kind === "transfer")?.details
    .toOrganizationId;
  const profile =
    membership.practitionerId === null ? undefined : await findProfile(tx, membership.practitionerId);
  const role = profile?.roles.find(({ id }) => id === membership.practitionerRoleId);
  if (typeof to !== "string" || profile === undefined || role === undefined) return;
  const id = randomUUID();
  await addMembership(tx, {
    id,
    organizationId: to,
    status: "applied",
    origin: "transfer",
    practitionerId: profile.practitioner.id,
    phoneCipher: membership.phoneCipher,
    application: {
      ...emptyApplication,
      name: profile.practitioner.name,
      titleText: role.title_text,
      licenceNumber: profile.practitioner.licence_number,
      independentSinceOn: profile.practitioner.independent_since_on,
      skillsText: role.skills_text.slice(0, 2000),
    },
  });
  await addStep(tx, id, {
    kind: "apply",
    fromStatus: null,
    toStatus: "applied",
    reasonCode: "moved",
    reasonNote: "",
    details: { fromMembershipId: membership.id },
    byPersonId: null,
    byLabel: platformItself.label,
  });
  await tellMembership(
    tx,
    { id, practitionerId: profile.practitioner.id, personId: null, organizationId: to },
    "apply",
  );
}

/** Terms that have ended lapse; those that end soon are reminded of, once at 60 and once at 30 days. */
export async function lookAfterTerms(tx: Tx, job: Job): Promise<void> {
  await lockPool(tx);
  const organizations = await listOrganizations(tx);
  const zones = new Map<string, string>(organizations.map((one) => [one.id, one.timeZone]));
  const names = new Map<string, string>(organizations.map((one) => [one.id, one.name]));
  const horizon = civilDate(addMinutes(tx.now, 61 * 24 * 60));
  const reminded: { membership: Membership; days: 60 | 30 }[] = [];
  const ended: Membership[] = [];
  for (const membership of await termsEndingBy(tx, horizon)) {
    const { termTo, organizationId } = membership;
    const today = civilDate(tx.now, zones.get(organizationId));
    if (termTo === null) continue;
    if (hasTermEnded(today, termTo)) {
      if (await moveMembership(tx, membership, "lapse", { reasonCode: "term_ended" }, platformItself))
        ended.push(membership);
      continue;
    }
    const days = dueReminder(today, termTo, membership.remindedDays);
    if (days === undefined) continue;
    await changeMembership(tx, membership.id, membership.status, { remindedDays: days });
    reminded.push({ membership, days });
  }
  for (const { membership } of reminded)
    await tell(tx, membership.personId === null ? [] : [membership.personId], {
      kind: "membership_term_ending",
      subjectId: membership.id,
      eventId: eventIdOf(job.id, membership.id),
      details: { institutionName: names.get(membership.organizationId) ?? "", termTo: membership.termTo },
    });
  const platform = await operators(tx);
  for (const [key, group] of groupBy(reminded, (one) => `${one.membership.organizationId}:${one.days}`)) {
    const organizationId = key.split(":")[0] ?? "";
    await tell(tx, [...(await officeOf(tx, organizationId)), ...platform], {
      kind: "membership_ending",
      subjectId: null,
      eventId: eventIdOf(job.id, "ending", key),
      details: {
        institutionName: names.get(organizationId) ?? "",
        count: group.length,
        days: group[0]?.days ?? 60,
      },
    });
  }
  for (const [organizationId, group] of groupBy(ended, (one) => one.organizationId))
    await tell(tx, [...(await officeOf(tx, organizationId)), ...platform], {
      kind: "membership_ended",
      subjectId: null,
      eventId: eventIdOf(job.id, "ended", organizationId),
      details: { institutionName: names.get(organizationId) ?? "", count: group.length },
    });
}

export const membershipWork: ModuleWork = {
  jobs: {
    "experts.nightly": async (tx, job) => {
      await lookAfterTerms(tx, job);
      await lookAfterFreshness(tx, job);
      await scheduleNight(tx);
    },
  },
  subscribers: { "experts.membership-moved": tellOfStep },
};
