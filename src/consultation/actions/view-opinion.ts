import { findCase, listDiagnoses } from "../../cases/index.js";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import type { DispositionView, OpinionView } from "../api.js";
import { emptyOpinion } from "../domain/opinion.js";
import { consultFacts, performerOf } from "../facts.js";
import { type PaperSignature, printOpinion } from "../paper/opinion-paper.js";
import { checkVersions, type SignedVersion } from "../signing/check-version.js";
import { findDisposition } from "../store/disposition.js";
import { findOpinion, listVersions } from "../store/opinion.js";
import { findPublicKeys } from "../store/signing-key.js";

/** The versions, oldest first, each checked over its stored bytes against the signer's own key. */
export async function checkSigned(ctx: Ctx, versions: readonly SignedVersion[], caseId: string) {
  // Public keys lie beside private ones, so only the system reads that table.
  const keys = await ctx.database.withTx(systemContext, (tx) =>
    findPublicKeys(
      tx,
      versions.map((version) => version.signerPersonId),
    ),
  );
  return checkVersions(versions, caseId, keys);
}

export type CheckedVersion = Awaited<ReturnType<typeof checkSigned>>[number];

/** What the paper says of the versions, newest first; undefined when there is none. */
export function paperSignatures(
  checked: readonly CheckedVersion[],
): [PaperSignature, ...PaperSignature[]] | undefined {
  const [newest, ...earlier] = checked.toReversed().map(({ stored, isValid }): PaperSignature => ({
    version: stored.version,
    signerName: stored.signerName,
    signedAt: stored.signedAt as Instant,
    sha256: stored.sha256,
    algorithm: stored.algorithm,
    provider: stored.provider,
    publicKey: stored.publicKey,
    isValid,
  }));
  return newest && [newest, ...earlier];
}

/** Everything that is read of an opinion, in one transaction; the reading is audited. Undefined: none has begun. */
const readOpinion = (ctx: Ctx, caseId: string, as: "page" | "pdf") =>
  inTx(ctx, async (tx) => {
    const found = await findCase(tx, caseId);
    const opinion = await findOpinion(tx, caseId);
    if (!found || !opinion) return undefined;
    const read = {
      found,
      opinion,
      versions: await listVersions(tx, opinion.id),
      diagnoses: await listDiagnoses(tx, caseId),
      disposition: await dispositionView(tx, caseId, found.requesterName),
    };
    await auditAct(tx, ctx, {
      action: "opinion.read",
      subjectKind: "opinion",
      subjectId: opinion.id,
      caseId,
      caseInstitutionId: found.institutionId,
      outcome: "read",
      details: { as, version: opinion.signedVersion },
    });
    return read;
  });

/** The opinion for its author (with the working text) and for those who read the case (signed versions only). */
export async function viewOpinion(
  ctx: Ctx,
  caseId: string,
): Promise<Result<OpinionView, "opinion_not_begun">> {
  const read = await readOpinion(ctx, caseId, "page");
  if (!read) return refuse("opinion_not_begun");
  const { opinion, versions } = read;
  const isAuthor = opinion.authorPersonId === ctx.actor.personId;
  const checked = await checkSigned(ctx, versions, caseId);
  return ok({
    id: opinion.id,
    caseId: opinion.caseId,
    authorName: opinion.authorName,
    institutionName: opinion.institutionName,
    draft: isAuthor ? opinion.draft : null,
    draftRevision: opinion.draftRevision,
    draftSavedAt: isAuthor ? opinion.draftSavedAt : null,
    versions: checked.toReversed().map(({ stored, isValid, content }) => ({
      version: stored.version,
      // Bytes that cannot be read are shown as empty and invalid: the page says so.
      text: content?.opinion ?? emptyOpinion,
      sha256: stored.sha256,
      signerName: stored.signerName,
      signedAt: stored.signedAt,
      provider: stored.provider,
      algorithm: stored.algorithm,
      isValid,
    })),
  });
}

/** 远程会诊意见书 of the newest signed version, as PDF. Refuses while nothing is signed. */
export async function printSignedOpinion(
  ctx: Ctx,
  caseId: string,
): Promise<Result<{ fileName: string; pdf: Buffer }, "opinion_not_begun" | "opinion_not_signed">> {
  const read = await readOpinion(ctx, caseId, "pdf");
  if (!read) return refuse("opinion_not_begun");
  const checked = await checkSigned(ctx, read.versions, caseId);
  const signatures = paperSignatures(checked);
  if (!signatures) return refuse("opinion_not_signed");
  const { found, opinion, disposition } = read;
  const pdf = await printOpinion({
    request: consultFacts(found, read.diagnoses),
    performer: performerOf(opinion),
    opinion: checked.at(-1)?.content?.opinion ?? emptyOpinion,
    signatures,
    disposition: disposition && {
      decision: disposition.decision,
      reason: disposition.reason,
      decidedBy: { personId: found.requesterPersonId, name: disposition.decidedByName },
      decidedAt: disposition.decidedAt as Instant,
    },
    copyOf: null,
  });
  return ok({ fileName: `opinion-${found.number ?? found.id}-v${signatures[0].version}.pdf`, pdf });
}

async function dispositionView(
  tx: Tx,
  caseId: string,
  requesterName: string,
): Promise<DispositionView | null> {
  const given = await findDisposition(tx, caseId);
  return (
    (given && {
      decision: given.decision,
      reason: given.reason,
      // Only the requester gives it; a person's name cannot be looked up from another tenant.
      decidedByName: requesterName,
      decidedAt: given.decidedAt,
    }) ??
    null
  );
}

/** 处置, as far as it is given; null before. */
export async function viewDisposition(
  ctx: Ctx,
  caseId: string,
): Promise<Result<DispositionView | null, never>> {
  return inTx(ctx, async (tx) => {
    const found = await findCase(tx, caseId);
    if (!found) return ok(null);
    const view = await dispositionView(tx, caseId, found.requesterName);
    await auditAct(tx, ctx, {
      action: "opinion.read",
      subjectKind: "disposition",
      subjectId: caseId,
      caseId,
      caseInstitutionId: found.institutionId,
      outcome: "read",
    });
    return ok(view);
  });
}
