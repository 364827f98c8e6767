import {
  addTimelineEntry,
  type CaseRecord,
  findCase,
  lockCase,
  moveCase,
  setNextStep,
} from "../../cases/index.js";
import { auditAct, type Ctx, inTx, txContext } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { RefusedError } from "../../platform/http/problem.js";
import { publish } from "../../platform/outbox.js";
import type { OpinionSigned } from "../api.js";
import { dispositionDueAt } from "../domain/clock.js";
import { codeFaults } from "../coded-parts.js";
import { decideSigning, emptyOpinion, missingFields, type SigningRefusal } from "../domain/opinion.js";
import { quorumOf } from "../domain/panel.js";
import { readSignedText, signedText } from "../domain/signed-content.js";
import { signedMembers } from "../facts.js";
import { refusals } from "../refusals.js";
import { type SignBytesRefusal, signBytes, type SigningNode } from "../../signing/index.js";
import { addVersion, findOpinion, listVersions, type Opinion } from "../store/opinion.js";
import { findPanel } from "../store/panel.js";

export type SignRefusal = SigningRefusal | "opinion_not_begun" | SignBytesRefusal;

interface Proposal {
  readonly found: CaseRecord;
  readonly opinion: Opinion;
  readonly version: number;
  /** The exact text, whose UTF-8 bytes are signed. */
  readonly text: string;
}

/** What would be signed if it were signed at `signedAt`. `found` is the case as the caller read (or locked) it. */
async function propose(
  tx: Tx,
  ctx: Ctx,
  found: CaseRecord | undefined,
  revision: number,
  signedAt: Instant,
): Promise<Result<Proposal, SigningRefusal | "opinion_not_begun">> {
  const opinion = found && (await findOpinion(tx, found.id));
  if (!found || opinion?.authorPersonId !== ctx.actor.personId) return refuse("opinion_not_begun");
  const last = (await listVersions(tx, opinion.id)).at(-1);
  const lastText = last && readSignedText(Buffer.from(last.content).toString("utf8"))?.opinion;
  const decided = decideSigning(
    {
      draft: opinion.draft,
      draftRevision: opinion.draftRevision,
      lastSigned: last
        ? {
            version: last.version,
            text: lastText ?? emptyOpinion,
            sha256: last.sha256,
          }
        : null,
    },
    found.status,
    revision,
  );
  if (!decided.ok) return decided;
  const { version, previousSha256, text } = decided.value;
  return ok({
    found,
    opinion,
    version,
    text: signedText({
      caseId: found.id,
      caseNumber: found.number ?? "",
      question: found.question,
      liabilityClass: found.liabilityClass,
      panel: signedMembers(await findPanel(tx, found.id)),
      opinion: text,
      author: { personId: opinion.authorPersonId, name: opinion.authorName, post: opinion.authorPost },
      institution: { id: opinion.institutionId, name: opinion.institutionName },
      version,
      signedAt,
      previousSha256,
    }),
  });
}

/** The person sees field by field what is missing, so this one refusal is thrown with its fields. */
const incomplete = (opinion: Opinion): RefusedError =>
  new RefusedError(
    "opinion_incomplete",
    refusals.opinion_incomplete,
    missingFields(opinion.draft).map(({ field, zh, en }) => ({ path: field, zh, en })),
  );

/** A code that no edition of the terminology has must not be signed as one. */
function refuseUnknownCodes(opinion: Opinion): void {
  const faults = codeFaults(opinion.draft);
  if (faults.length > 0)
    throw new RefusedError("opinion_code_unknown", refusals.opinion_code_unknown, faults);
}

/**
 * 签署: appends the text of exactly `revision` as the next signed version, and hands the case to the inviter; signed
 * again before the case is closed, it becomes an amendment that carries the hash of the version before.
 *
 * The signature is made between two transactions, because a provider may ask a device or a network for it: the first
 * reads what is to be signed, the second decides anew under the case's lock and takes the signature only if it was made
 * over the very same bytes. A repeated request gets the version it made the first time.
 */
export async function signOpinion(
  ctx: Ctx,
  node: SigningNode,
  caseId: string,
  revision: number,
): Promise<Result<OpinionSigned, SignRefusal>> {
  const { proposed, signedAt } = await ctx.database.withTx(txContext(ctx.actor), async (tx) => ({
    proposed: await propose(tx, ctx, await findCase(tx, caseId), revision, tx.now),
    signedAt: tx.now,
  }));
  if (proposed.ok) refuseUnknownCodes(proposed.value.opinion);
  const made = proposed.ok ? await signBytes(ctx, node, Buffer.from(proposed.value.text, "utf8")) : undefined;
  if (made && !made.ok) return made;
  return inTx(ctx, async (tx) => {
    const final = await propose(tx, ctx, await lockCase(tx, caseId), revision, signedAt);
    if (!final.ok) {
      const opinion = final.error === "opinion_incomplete" ? await findOpinion(tx, caseId) : undefined;
      if (opinion) throw incomplete(opinion);
      return final;
    }
    const { found, opinion, version, text } = final.value;
    if (!made || !proposed.ok || proposed.value.text !== text) return refuse("opinion_changed_elsewhere");
    const { sha256 } = made.value;
    await addVersion(tx, opinion.id, {
      ...made.value,
      version,
      content: Buffer.from(text, "utf8"),
      signerPersonId: opinion.authorPersonId,
      signerName: opinion.authorName,
      signedAt,
    });
    const step = { nextActor: "requester", dueAt: dispositionDueAt(tx.now, found.urgencyLevel) } as const;
    const isMoved =
      found.status === "opinion_signed"
        ? await setNextStep(tx, caseId, { ...step, statuses: ["opinion_signed"] })
        : await moveCase(tx, caseId, "opinion_signed", { ...step, from: ["accepted", "in_session"] });
    if (!isMoved) throw new Error(`case ${caseId} moved while it was locked`);
    await addTimelineEntry(tx, caseId, {
      kind: version === 1 ? "consultation.opinion-signed" : "consultation.opinion-amended",
      actor: { personId: ctx.actor.personId, label: ctx.actor.name },
      details: { version, sha256, expertName: opinion.authorName, institutionName: opinion.institutionName },
    });
    await announceSigned(tx, opinion, version);
    await auditAct(tx, ctx, {
      action: "opinion.sign",
      subjectKind: "opinion",
      subjectId: opinion.id,
      caseId,
      caseInstitutionId: found.institutionId,
      details: { version, sha256, hasTrustedTime: made.value.timeToken !== null },
    });
    return ok({ version, sha256, signedAt });
  });
}

/** A panel's version still wants the others; `isComplete`: it may go out to the hospitals' systems. */
async function announceSigned(tx: Tx, opinion: Opinion, version: number): Promise<void> {
  const panel = await findPanel(tx, opinion.caseId);
  await publish(tx, {
    topic: "consultation.opinion-signed",
    subjectId: opinion.caseId,
    payload: {
      version,
      personId: opinion.authorPersonId,
      institutionId: opinion.institutionId,
      isComplete: panel === undefined || quorumOf(panel.members.length) <= 1,
    },
  });
}
