import { z } from "zod";
import { caseAudience, personsWithAccess } from "../../cases/index.js";
import { findRoles } from "../../experts/index.js";
import { findPerson, findTenantNames } from "../../identity/index.js";
import type { Tx } from "../../platform/database/database.js";
import type { Job } from "../../platform/jobs.js";
import { announce } from "../../platform/live.js";
import { openOpinion } from "../store/opinion.js";

const Accepted = z.object({
  personId: z.uuid(),
  institutionId: z.uuid(),
  practitionerRoleId: z.uuid().optional(),
});

/**
 * Hears `dispatch.accepted`: opens an empty opinion for the expert. Safe to hear twice, and an acceptance that was taken
 * back before it was heard opens nothing: only who is assigned to the case now writes its opinion.
 */
export async function openOnAcceptance(tx: Tx, job: Job): Promise<void> {
  const caseId = job.subjectId;
  const { personId, institutionId, practitionerRoleId } = Accepted.parse(job.payload);
  if (!(await personsWithAccess(tx, caseId, "assignment")).includes(personId)) return;
  const author = await findPerson(tx, personId);
  const institutionName = (await findTenantNames(tx, [institutionId])).get(institutionId);
  if (!author || institutionName === undefined)
    throw new Error("accepted by an unknown person or institution");
  const [role] = practitionerRoleId === undefined ? [] : await findRoles(tx, [practitionerRoleId]);
  const isNew = await openOpinion(tx, {
    caseId,
    authorPersonId: personId,
    authorName: author.name,
    authorPost: [role?.departmentName, role?.titleName].filter(Boolean).join(" "),
    institutionId,
    institutionName,
  });
  if (isNew) await announce(tx, { topic: "case", id: caseId, audience: await caseAudience(tx, caseId) });
}
