import { listPeopleWithRole, type Role } from "../identity/index.js";
import { listAgreements } from "../organizations/index.js";
import type { Tx } from "../platform/database/database.js";
import type { Job } from "../platform/jobs.js";
import type { NoticeKind } from "./domain/notice-kinds.js";
import { notify } from "./store/notices.js";

async function tell(tx: Tx, job: Job, kind: NoticeKind, role: Role, ofParties: boolean): Promise<void> {
  const [agreement] = await listAgreements(tx, job.subjectId);
  if (!agreement) return;
  const parties = new Set<string>(agreement.parties.map((party) => party.organizationId));
  for (const { personId, institutionId } of await listPeopleWithRole(tx, role))
    if (!ofParties || parties.has(institutionId))
      await notify(tx, {
        personId,
        kind,
        caseId: null,
        subjectId: agreement.id,
        details: { name: agreement.name },
        eventId: job.id,
      });
}

/** The 医务部 of every party: an agreement waits for its signature. */
export const tellToSign = (tx: Tx, job: Job): Promise<void> =>
  tell(tx, job, "agreement_to_sign", "medical_affairs", true);

/** The operator: every party has signed. */
export const tellSigned = (tx: Tx, job: Job): Promise<void> =>
  tell(tx, job, "agreement_signed", "operator", false);
