import { z } from "zod";
import { type CaseRecord, findCase, personsWithAccess } from "../../cases/index.js";
import { type NewNotice, notify } from "../../notifications/index.js";
import type { Tx } from "../../platform/database/database.js";
import type { Job } from "../../platform/jobs.js";
import type { Side } from "../domain/conversation.js";
import { listMessages, listUpgrades } from "../store/conversation.js";
import { findDisposition } from "../store/disposition.js";
import { findOpinion } from "../store/opinion.js";
import { findPanel } from "../store/panel.js";

/** A timer's job is no event; its own id tells it once. */
const eventIdOf = (job: Job): string => {
  const { eventId } = job.payload;
  return typeof eventId === "string" ? eventId : job.id;
};

/** Hears `consultation.opinion-signed`: the inviter is told to read it, the others of a panel to take their stand. */
export async function tellSigned(tx: Tx, job: Job): Promise<void> {
  const found = await findCase(tx, job.subjectId);
  const opinion = await findOpinion(tx, job.subjectId);
  if (!found || !opinion) return;
  await notify(tx, {
    personId: found.requesterPersonId,
    kind: "opinion_signed",
    caseId: found.id,
    subjectId: opinion.id,
    details: { expertName: opinion.authorName, institutionName: opinion.institutionName },
    eventId: eventIdOf(job),
  });
  const panel = await findPanel(tx, found.id);
  for (const member of panel?.members ?? [])
    if (member.personId !== opinion.authorPersonId)
      await notify(tx, {
        personId: member.personId,
        kind: "stand_wanted",
        caseId: found.id,
        subjectId: opinion.id,
        details: { expertName: opinion.authorName, version: opinion.signedVersion },
        eventId: eventIdOf(job),
      });
}

/** Hears `consultation.closed`: the experts are told what came of their advice. */
export async function tellExpert(tx: Tx, job: Job): Promise<void> {
  const found = await findCase(tx, job.subjectId);
  const opinion = await findOpinion(tx, job.subjectId);
  const given = await findDisposition(tx, job.subjectId);
  if (!found || !opinion || !given) return;
  const panel = await findPanel(tx, found.id);
  const experts = panel ? panel.members.map(({ personId }) => personId) : [opinion.authorPersonId];
  for (const personId of experts)
    await notify(tx, {
      personId,
      kind: "disposition_given",
      caseId: found.id,
      subjectId: opinion.id,
      details: { institutionName: found.institutionName, decision: given.decision },
      eventId: eventIdOf(job),
    });
}

/** Who stands on that side of the case now. */
const peopleOf = async (tx: Tx, found: CaseRecord, side: Side): Promise<string[]> =>
  side === "requester" ? [found.requesterPersonId] : personsWithAccess(tx, found.id, "assignment");

async function tellAll(
  tx: Tx,
  personIds: readonly string[],
  notice: Omit<NewNotice, "personId">,
): Promise<void> {
  for (const personId of personIds) await notify(tx, { personId, ...notice });
}

const ofMessage = z.object({ messageId: z.uuid() });

/** Hears `consultation.question-asked`: everyone on the other side is told, with the time to answer by. */
export async function tellQuestion(tx: Tx, job: Job): Promise<void> {
  const found = await findCase(tx, job.subjectId);
  const { messageId } = ofMessage.parse(job.payload);
  const asked = (await listMessages(tx, job.subjectId)).find(({ id }) => id === messageId);
  if (!found || !asked) return;
  await tellAll(tx, await peopleOf(tx, found, asked.side === "requester" ? "performer" : "requester"), {
    kind: "consult_question",
    caseId: found.id,
    subjectId: null,
    details: { name: asked.authorName, institutionName: asked.institutionName, dueAt: asked.dueAt },
    eventId: eventIdOf(job),
  });
}

/** A question's clock has run out: told once more if nobody has answered and the case is still open. */
export async function tellOverdue(tx: Tx, job: Job): Promise<void> {
  const { messageId } = ofMessage.parse(job.payload);
  const isAnswered = (await listMessages(tx, job.subjectId)).some(({ repliesTo }) => repliesTo === messageId);
  if (!isAnswered) await tellQuestion(tx, job);
}

/** Hears `consultation.question-answered`: who asked is told. */
export async function tellAnswer(tx: Tx, job: Job): Promise<void> {
  const found = await findCase(tx, job.subjectId);
  const { messageId } = ofMessage.parse(job.payload);
  const messages = await listMessages(tx, job.subjectId);
  const answer = messages.find(({ id }) => id === messageId);
  const asked = messages.find(({ id }) => id === answer?.repliesTo);
  if (!found || !answer || !asked) return;
  await notify(tx, {
    personId: asked.authorPersonId,
    kind: "consult_answer",
    caseId: found.id,
    subjectId: null,
    details: { name: answer.authorName, institutionName: answer.institutionName },
    eventId: eventIdOf(job),
  });
}

/** Hears `consultation.upgrade-proposed`: everyone on the other side is asked. */
export async function tellProposal(tx: Tx, job: Job): Promise<void> {
  const found = await findCase(tx, job.subjectId);
  const { upgradeId } = z.object({ upgradeId: z.uuid() }).parse(job.payload);
  const wish = (await listUpgrades(tx, job.subjectId)).find(({ id }) => id === upgradeId);
  if (!found || wish?.status !== "proposed") return;
  const { side, proposerName } = wish;
  const invited = (await findOpinion(tx, found.id))?.institutionName ?? "";
  await tellAll(tx, await peopleOf(tx, found, side === "requester" ? "performer" : "requester"), {
    kind: "upgrade_proposed",
    caseId: found.id,
    subjectId: null,
    details: {
      name: proposerName,
      institutionName: side === "requester" ? found.institutionName : invited,
    },
    eventId: eventIdOf(job),
  });
}

/** Hears `consultation.upgraded` and `consultation.upgrade-declined`: who proposed is told. */
export async function tellUpgradeAnswer(tx: Tx, job: Job): Promise<void> {
  const { proposedBy, mode } = z
    .object({ proposedBy: z.uuid(), mode: z.enum(["written", "video"]) })
    .parse(job.payload);
  await notify(tx, {
    personId: proposedBy,
    kind: "upgrade_answered",
    caseId: job.subjectId,
    subjectId: null,
    details: { code: mode === "video" ? "upgrade_accepted" : "upgrade_declined" },
    eventId: eventIdOf(job),
  });
}
