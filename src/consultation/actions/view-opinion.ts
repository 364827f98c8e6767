import { findCase, listDiagnoses } from "../../cases/index.js";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import type { DispositionView, OpinionView } from "../api.js";
import { emptyOpinion } from "../domain/opinion.js";
import { consultFacts, performerOf } from "../facts.js";
import type { PaperMember, PaperSignature } from "../paper/opinion-paper.js";
import { printSealed } from "../paper/print-sealed.js";
import {
  checkStamp,
  findPublicKeys,
  findTimeCertificates,
  type SignatureFacts,
  type Stamp,
} from "../../signing/index.js";
import { checkVersions, type SignedVersion } from "../check-version.js";
import { findDisposition } from "../store/disposition.js";
import { findOpinion, listVersions } from "../store/opinion.js";
import { findPanel, listStands, type Panel, type Stand } from "../store/panel.js";
import { checkedStands } from "./panel.js";

type Host = Pick<Ctx, "database">;

/** The versions, oldest first, each checked over its stored bytes against the signer's own keys and its time stamp. */
export async function checkSigned(ctx: Host, versions: readonly SignedVersion[], caseId: string) {
  // Public keys lie beside private ones, so only the system reads that table.
  const { keys, trusted } = await ctx.database.withTx(systemContext, async (tx) => ({
    keys: await findPublicKeys(
      tx,
      versions.map((version) => version.signerPersonId),
    ),
    trusted: versions.some(({ timeToken }) => timeToken != null) ? await findTimeCertificates(tx) : [],
  }));
  return checkVersions(versions, caseId, keys).map((one) => ({
    ...one,
    trustedTime: trustedTimeOf(one.stored, trusted),
  }));
}

/** What a time authority that an institution here trusts says of the signature; null: nothing. */
function trustedTimeOf(facts: SignatureFacts, trusted: readonly string[]): Stamp | null {
  if (facts.timeToken == null) return null;
  const token = Buffer.from(facts.timeToken, "base64");
  const over = Buffer.from(facts.signature, "base64");
  for (const certificate of trusted) {
    const stamp = checkStamp(token, over, certificate);
    if (stamp) return stamp;
  }
  return null;
}

export type CheckedVersion = Awaited<ReturnType<typeof checkSigned>>[number];

/** What the paper says of the versions, newest first; undefined when there is none. */
export function paperSignatures(
  checked: readonly CheckedVersion[],
): [PaperSignature, ...PaperSignature[]] | undefined {
  const [newest, ...earlier] = checked
    .toReversed()
    .map(({ stored, isValid, trustedTime }): PaperSignature => ({
      version: stored.version,
      signerName: stored.signerName,
      signedAt: stored.signedAt as Instant,
      sha256: stored.sha256,
      algorithm: stored.algorithm,
      provider: stored.provider,
      publicKey: stored.publicKey,
      trustedTime,
      isValid,
    }));
  return newest && [newest, ...earlier];
}

/** The panel as the paper shows it beside `version`; empty for one expert. */
export async function paperMembers(
  ctx: Host,
  panel: Pick<Panel, "members" | "leadPersonId"> | null | undefined,
  stands: readonly Stand[],
  version: number,
): Promise<PaperMember[]> {
  if (!panel) return [];
  const checked = await checkedStands(ctx, stands);
  return panel.members
    .toSorted((a, b) => a.speakingOrder - b.speakingOrder)
    .map((member) => {
      const own = checked.find(
        ({ stand }) => stand.signerPersonId === member.personId && stand.version === version,
      );
      return {
        name: member.name,
        post: member.post,
        institutionName: member.institutionName,
        isLead: member.personId === panel.leadPersonId,
        stand: own
          ? {
              stance: own.stand.stance,
              dissent: own.dissent,
              signedAt: own.stand.signedAt as Instant,
              sha256: own.stand.sha256,
              isValid: own.isValid,
            }
          : null,
      };
    });
}

/** Everything that is read of an opinion. Undefined: none has begun, or it is out of sight. */
export async function loadOpinion(tx: Tx, caseId: string) {
  const found = await findCase(tx, caseId);
  const opinion = await findOpinion(tx, caseId);
  if (!found || !opinion) return undefined;
  return {
    found,
    opinion,
    versions: await listVersions(tx, opinion.id),
    diagnoses: await listDiagnoses(tx, caseId),
    panel: await findPanel(tx, caseId),
    stands: await listStands(tx, opinion.id),
    disposition: await dispositionView(tx, caseId, found.requesterName),
  };
}
export type LoadedOpinion = NonNullable<Awaited<ReturnType<typeof loadOpinion>>>;

/** {@link loadOpinion} in a transaction of its own; the reading is audited. */
const readOpinion = (ctx: Ctx, caseId: string, as: "page" | "pdf") =>
  inTx(ctx, async (tx) => {
    const read = await loadOpinion(tx, caseId);
    if (read)
      await auditAct(tx, ctx, {
        action: "opinion.read",
        subjectKind: "opinion",
        subjectId: read.opinion.id,
        caseId,
        caseInstitutionId: read.found.institutionId,
        outcome: "read",
        details: { as, version: read.opinion.signedVersion },
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
    draft: isAuthor ? textView(opinion.draft) : null,
    draftRevision: opinion.draftRevision,
    draftSavedAt: isAuthor ? opinion.draftSavedAt : null,
    versions: checked.toReversed().map(({ stored, isValid, content, trustedTime }) => ({
      version: stored.version,
      // Bytes that cannot be read are shown as empty and invalid: the page says so.
      text: textView(content?.opinion ?? emptyOpinion),
      sha256: stored.sha256,
      signerName: stored.signerName,
      signedAt: stored.signedAt,
      provider: stored.provider,
      algorithm: stored.algorithm,
      trustedTime,
      isValid,
    })),
  });
}

/** Known members alone: signed bytes may hold others, and what leaves has one shape. */
const textView = (text: typeof emptyOpinion): OpinionView["versions"][number]["text"] => ({
  answer: text.answer,
  conclusion: text.conclusion,
  advice: text.advice,
  diagnoses: text.diagnoses.map(({ code, name, certainty }) => ({ code, name, certainty })),
  orders: text.orders.map(({ kind, code, name, note }) => ({ kind, code, name, note })),
  references: [...text.references],
  followUp: text.followUp && {
    urgency: text.followUp.urgency,
    dueOn: text.followUp.dueOn,
    by: text.followUp.by,
    note: text.followUp.note,
  },
});

/** Prints what was loaded, sealed; undefined while nothing is signed. */
export async function printLoaded(
  host: Pick<Ctx, "database" | "fieldCipher">,
  read: LoadedOpinion,
): Promise<{ fileName: string; pdf: Buffer } | undefined> {
  const { found, opinion, disposition, panel, stands } = read;
  const checked = await checkSigned(host, read.versions, found.id);
  const signatures = paperSignatures(checked);
  if (!signatures) return undefined;
  const pdf = await printSealed(host, {
    request: consultFacts(found, read.diagnoses),
    performer: performerOf(opinion),
    opinion: checked.at(-1)?.content?.opinion ?? emptyOpinion,
    panel: await paperMembers(host, panel, stands, opinion.signedVersion),
    signatures,
    disposition: disposition && {
      decision: disposition.decision,
      reason: disposition.reason,
      decidedBy: { personId: found.requesterPersonId, name: disposition.decidedByName },
      decidedAt: disposition.decidedAt as Instant,
    },
    copyOf: null,
  });
  return { fileName: `opinion-${found.number ?? found.id}-v${signatures[0].version}.pdf`, pdf };
}

/** 远程会诊意见书 of the newest signed version, as PDF. Refuses while nothing is signed. */
export async function printSignedOpinion(
  ctx: Ctx,
  caseId: string,
): Promise<Result<{ fileName: string; pdf: Buffer }, "opinion_not_begun" | "opinion_not_signed">> {
  const read = await readOpinion(ctx, caseId, "pdf");
  if (!read) return refuse("opinion_not_begun");
  const printed = await printLoaded(ctx, read);
  return printed ? ok(printed) : refuse("opinion_not_signed");
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
