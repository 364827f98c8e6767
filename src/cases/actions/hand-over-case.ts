import { auditAct, type Ctx } from "../../identity/index.js";
import type { Tx } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";
import { publish } from "../../platform/outbox.js";
import type { CaseStatus } from "../domain/case-status.js";
import { caseAudience, endAccess, grantAccess, personsWithAccess } from "../store/access.js";
import { lockCase } from "../store/find-case.js";

/** Published with {fromPersonId, toPersonId} when an assignment has changed hands. */
export const assignmentMoved = "cases.assignment-moved";

/** Before the opinion is signed a case has one holder; afterwards its signer still answers for it. */
const unsigned: readonly CaseStatus[] = ["dispatching", "accepted", "in_session"];

/**
 * 转交: another expert takes over the case that was assigned to one. Whoever gives it away reads it no longer, unless he has signed its
 * opinion. Audited, in the caller's transaction, in system scope; whether the other may take part is the caller's to judge.
 * @returns false: the case is not assigned to who would give it away, and nothing was changed.
 */
export async function handOverCase(
  tx: Tx,
  ctx: Ctx,
  act: { readonly caseId: string; readonly fromPersonId: string; readonly toPersonId: string },
): Promise<boolean> {
  const { caseId, fromPersonId, toPersonId } = act;
  const found = await lockCase(tx, caseId);
  if (!found || !(await personsWithAccess(tx, caseId, "assignment")).includes(fromPersonId)) return false;
  const before = await caseAudience(tx, caseId);
  if (unsigned.includes(found.status))
    await endAccess(tx, { caseId, personId: fromPersonId, basis: "assignment" });
  await grantAccess(tx, { caseId, personId: toPersonId, basis: "assignment", from: fromPersonId });
  await publish(tx, { topic: assignmentMoved, subjectId: caseId, payload: { fromPersonId, toPersonId } });
  const after = await caseAudience(tx, caseId);
  const persons = [...new Set([...(before.persons ?? []), ...(after.persons ?? [])])];
  await announce(tx, { topic: "case", id: caseId, audience: { ...after, persons } });
  await auditAct(tx, ctx, {
    action: "case.hand-over",
    subjectKind: "case",
    subjectId: caseId,
    caseId,
    caseInstitutionId: found.institutionId,
    details: { fromPersonId, toPersonId },
  });
  return true;
}
