import { findCase } from "../../cases/index.js";
import { notify } from "../../notifications/index.js";
import type { Tx } from "../../platform/database/database.js";
import type { Job } from "../../platform/jobs.js";
import { findDisposition } from "../store/disposition.js";
import { findOpinion } from "../store/opinion.js";

/** Hears `consultation.opinion-signed`: the inviter is told to read it and to say what he does with it. */
export async function tellRequester(tx: Tx, job: Job): Promise<void> {
  const found = await findCase(tx, job.subjectId);
  const opinion = await findOpinion(tx, job.subjectId);
  if (!found || !opinion) return;
  await notify(tx, {
    personId: found.requesterPersonId,
    kind: "opinion_signed",
    caseId: found.id,
    subjectId: opinion.id,
    details: { expertName: opinion.authorName, institutionName: opinion.institutionName },
    eventId: String(job.payload["eventId"]),
  });
}

/** Hears `consultation.closed`: the expert is told what came of his advice. */
export async function tellExpert(tx: Tx, job: Job): Promise<void> {
  const found = await findCase(tx, job.subjectId);
  const opinion = await findOpinion(tx, job.subjectId);
  const given = await findDisposition(tx, job.subjectId);
  if (!found || !opinion || !given) return;
  await notify(tx, {
    personId: opinion.authorPersonId,
    kind: "disposition_given",
    caseId: found.id,
    subjectId: opinion.id,
    details: { institutionName: found.institutionName, decision: given.decision },
    eventId: String(job.payload["eventId"]),
  });
}
