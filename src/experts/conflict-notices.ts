import { z } from "zod";
import { listPeopleWithRole } from "../identity/index.js";
import { notify, withdrawNotices } from "../notifications/index.js";
import type { Tx } from "../platform/database/database.js";
import type { Job } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { conflictsChanged } from "./claims.js";
import { eventIdOf } from "./nightly.js";
import { openConflictsOf } from "./store/conflicts.js";
import { findProfile } from "./store/profile.js";

const ConflictsChanged = z.object({ practitionerId: z.uuid(), closedIds: z.array(z.uuid()) });

/**
 * Brings what people are told of an expert's contradictions in line with those that are open now, so that it does not matter in
 * which order the news arrive: each is told once to the 医务部 of the post's hospital (of a fact of the person: of all his
 * hospitals), or to the operator where no hospital has one, and to the expert; what has ended is taken back.
 */
async function tellOfConflicts(tx: Tx, job: Job): Promise<void> {
  const { practitionerId, closedIds } = ConflictsChanged.parse(job.payload);
  await withdrawNotices(tx, closedIds);
  const open = await openConflictsOf(tx, practitionerId);
  const profile = open.length === 0 ? undefined : await findProfile(tx, practitionerId);
  if (profile === undefined) return;
  const { practitioner, roles } = profile;
  const offices = await listPeopleWithRole(tx, "medical_affairs");
  for (const { id, kind, practitioner_role_id: roleId } of open) {
    const post = roles.find((role) => role.id === roleId);
    const hospitals = new Set<string>(
      (post === undefined ? roles : [post]).map((role) => role.organization_id),
    );
    const ofHospitals = offices.filter(({ institutionId }) => hospitals.has(institutionId));
    const deciders = ofHospitals.length > 0 ? ofHospitals : await listPeopleWithRole(tx, "operator");
    const about = {
      caseId: null,
      subjectId: id,
      details: { expertName: practitioner.name, fact: `fact_${kind}` },
      eventId: eventIdOf("conflict", id),
    };
    for (const { personId } of deciders) await notify(tx, { ...about, personId, kind: "conflict_opened" });
    if (practitioner.person_id !== null)
      await notify(tx, { ...about, personId: practitioner.person_id, kind: "conflict_about_you" });
  }
}

export const conflictsWork: ModuleWork = { subscribers: { [conflictsChanged]: tellOfConflicts } };
