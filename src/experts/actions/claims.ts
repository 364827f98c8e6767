import { createHash, randomUUID } from "node:crypto";
import { auditAct, type Ctx, inTx, type UploadedFile } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { civilDate } from "../../kernel/time.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";
import type { ClaimList, ClaimsStated, StateClaims } from "../api/claims.js";
import type { z } from "zod";
import { claimViews, namesOf, viewerOf } from "../claim-views.js";
import {
  type ClaimRefusal,
  disputeClaim,
  readClaims,
  recordClaims,
  verifyClaim,
  withdrawClaim,
} from "../claims.js";
import { claimRules } from "../domain/claims/kinds.js";
import type { ClaimFault, Evidence } from "../domain/claims/record-claims.js";
import { mayPreviewAs, type Viewer } from "../domain/registry/visibility.js";
import { addEvidenceFile, findClaim, saveEvidence } from "../store/evidence.js";
import { currentRecordOf } from "../store/merged-into.js";
import { findOwners } from "../store/profile.js";

type Found = "expert_not_found";
const faultTexts: Readonly<Record<ClaimFault, { readonly zh: string; readonly en: string }>> = {
  role_missing: { zh: "请选择是哪个执业岗位", en: "Say which post it is about" },
  role_unknown: { zh: "没有这个执业岗位", en: "There is no such post" },
  label_empty: { zh: "内容为空，请填写", en: "It is empty; write something" },
  label_too_long: { zh: "超过 500 字，请缩短", en: "Longer than 500 characters; shorten it" },
  bad_quantity: { zh: "数量应为 0 或以上的数", en: "The number must be 0 or more" },
};

/** What is said about an expert, as far as the asker may see it, with what he may do about it. */
export async function listClaims(
  ctx: Ctx,
  practitionerId: string,
  includeHistory: boolean,
  as?: Viewer,
): Promise<Result<ClaimList, Found>> {
  return inTx(ctx, async (tx) => {
    const id = await currentRecordOf(tx, practitionerId);
    const owners = id === undefined ? undefined : await findOwners(tx, id);
    if (id === undefined || owners === undefined) return refuse("expert_not_found");
    const own = viewerOf(ctx.actor, owners);
    const viewer = as !== undefined && mayPreviewAs(own, as) ? as : own;
    const isClose = viewer === "self" || viewer === "close";
    const claims = await readClaims(tx, id, { includeHistory: includeHistory && isClose });
    const { roles, isPlatform } = ctx.actor;
    const isOffice = (isPlatform && roles.includes("operator")) || roles.includes("medical_affairs");
    return ok({
      items: claimViews(tx, claims, viewer, isClose ? await namesOf(tx, claims) : new Map()),
      canCheck: viewer === "close" && isOffice,
      statesAs:
        viewer === "self" && roles.includes("expert")
          ? "self_reported"
          : viewer === "close" && isOffice
            ? "institution"
            : null,
    });
  });
}

/**
 * States facts: of himself as the expert (自报), of their own expert as his hospital or the operator (医院背书). What
 * cannot be taken comes back with why; the rest is recorded.
 */
export async function stateClaims(
  ctx: Ctx,
  practitionerId: string,
  { claims }: StateClaims,
): Promise<Result<z.infer<typeof ClaimsStated>, Found>> {
  return inTx(ctx, async (tx) => {
    const id = await currentRecordOf(tx, practitionerId);
    const owners = id === undefined ? undefined : await findOwners(tx, id);
    if (id === undefined || owners === undefined) return refuse("expert_not_found");
    const isSelf = owners.personIds.includes(ctx.actor.personId);
    const recorded = await recordClaims(
      tx,
      id,
      claims.map(({ reference, value, quantity, code, codeSystem, practitionerRoleId, ...claim }) => ({
        ...claim,
        ...(value !== undefined && { value: value as never }),
        quantity: quantity ?? null,
        code: code ?? null,
        codeSystem: codeSystem ?? null,
        practitionerRoleId: practitionerRoleId ?? null,
        ...(reference !== undefined && reference !== "" && { evidence: { reference } }),
      })),
      {
        source: isSelf ? "self_reported" : "institution",
        asOfOn: civilDate(tx.now),
        byPersonId: ctx.actor.personId,
      },
    );
    await tell(tx, ctx, id, owners);
    await auditAct(tx, ctx, {
      action: "expert.state-claims",
      subjectKind: "expert",
      subjectId: id,
      details: { kinds: claims.map(({ kind }) => kind), asSelf: isSelf, conflicts: recorded.conflicts },
    });
    return ok({
      added: recorded.added,
      confirmed: recorded.confirmed,
      changed: recorded.changed,
      conflicts: recorded.conflicts,
      refused: recorded.refused.map(({ claim, fault }) => ({
        label: claim.label.slice(0, 100),
        zh: `${claimRules[claim.kind].zh}：${faultTexts[fault].zh}`,
        en: `${claimRules[claim.kind].en}: ${faultTexts[fault].en}`,
      })),
    });
  });
}

type Act =
  | { readonly kind: "verify"; readonly evidence: Evidence }
  | { readonly kind: "dispute" | "withdraw"; readonly reason: string };

/** 已核, 存疑 or 撤回, with who, when and why. An expert may withdraw only what he said himself. */
export async function changeClaim(
  ctx: Ctx,
  practitionerId: string,
  claimId: string,
  act: Act,
): Promise<Result<null, ClaimRefusal | "not_your_claim">> {
  return inTx(ctx, async (tx) => {
    const claim = await findClaim(tx, claimId);
    const owners = await findOwners(tx, practitionerId);
    if (claim === undefined || owners === undefined || claim.practitioner_id !== practitionerId)
      return refuse("claim_not_found");
    const isSelf = owners.personIds.includes(ctx.actor.personId);
    if (act.kind === "withdraw" && isSelf !== (claim.source === "self_reported"))
      return refuse("not_your_claim");
    const byPersonId = ctx.actor.personId;
    const result =
      act.kind === "verify"
        ? await verifyClaim(tx, claimId, { byPersonId, evidence: act.evidence })
        : act.kind === "dispute"
          ? await disputeClaim(tx, claimId, { byPersonId, reason: act.reason })
          : await withdrawClaim(tx, claimId, { byPersonId, reason: act.reason });
    if (!result.ok) return result;
    await tell(tx, ctx, practitionerId, owners);
    await auditAct(tx, ctx, {
      action: `expert.${act.kind}-claim`,
      subjectKind: "claim",
      subjectId: claimId,
      details: { practitionerId, kind: claim.kind },
    });
    return result;
  });
}

const evidenceTypes = new Map([
  ["255044462d", "application/pdf"],
  ["ffd8ff", "image/jpeg"],
  ["89504e470d0a1a0a", "image/png"],
]);

/** PDF, JPEG or PNG by its first bytes, whatever its name says. */
function evidenceTypeOf(content: Uint8Array): string | undefined {
  const head = Buffer.from(content.slice(0, 8)).toString("hex");
  for (const [magic, type] of evidenceTypes) if (head.startsWith(magic)) return type;
  return undefined;
}

export type EvidenceRefusal =
  | "claim_not_found"
  | "evidence_type_refused"
  | "evidence_too_large"
  | "evidence_missing";
const largestEvidence = 20 * 1024 * 1024;

/** Adds the paper behind a fact: certificate, letter of appointment, operation register. The bytes are stored encrypted. */
export async function attachEvidence(
  ctx: Ctx,
  practitionerId: string,
  claimId: string,
  file: UploadedFile,
): Promise<Result<{ fileId: string }, EvidenceRefusal>> {
  const mediaType = evidenceTypeOf(file.content);
  if (mediaType === undefined) return refuse("evidence_type_refused");
  if (file.content.length > largestEvidence) return refuse("evidence_too_large");
  const fileId = randomUUID();
  const sealed = ctx.fieldCipher.encrypt(Buffer.from(file.content).toString("base64"));
  await ctx.files.put(fileId, Buffer.from(sealed, "utf8"));
  let isKept = false;
  try {
    const result = await inTx(ctx, async (tx): Promise<Result<{ fileId: string }, EvidenceRefusal>> => {
      const claim = await findClaim(tx, claimId);
      const owners = await findOwners(tx, practitionerId);
      if (claim === undefined || owners === undefined || claim.practitioner_id !== practitionerId)
        return refuse("claim_not_found");
      await addEvidenceFile(tx, {
        fileId,
        institutionId: ctx.actor.institutionId,
        name: file.name,
        mediaType,
        sizeBytes: file.content.length,
        sha256: createHash("sha256").update(file.content).digest("hex"),
        addedBy: ctx.actor.personId,
      });
      if (!(await saveEvidence(tx, claimId, { ...claim.evidence, fileId }))) return refuse("claim_not_found");
      await tell(tx, ctx, practitionerId, owners);
      await auditAct(tx, ctx, {
        action: "expert.add-evidence",
        subjectKind: "claim",
        subjectId: claimId,
        details: { practitionerId, kind: claim.kind, fileId },
      });
      return ok({ fileId });
    });
    isKept = result.ok;
    return result;
  } finally {
    // A commit whose answer was lost may have succeeded: the claim says whether the file is known.
    if (!isKept && !(await isNamed(ctx, claimId, fileId))) await ctx.files.delete(fileId);
  }
}

const isNamed = (ctx: Ctx, claimId: string, fileId: string): Promise<boolean> =>
  ctx.database.withTx(
    systemContext,
    async (tx) => (await findClaim(tx, claimId))?.evidence?.fileId === fileId,
  );

/** The paper itself, for the expert, his institutions and the operator. Reading is on record. */
export async function readEvidence(
  ctx: Ctx,
  practitionerId: string,
  claimId: string,
): Promise<Result<{ content: Uint8Array; mediaType: string }, EvidenceRefusal>> {
  const fileId = await inTx(ctx, async (tx) => {
    const claim = await findClaim(tx, claimId);
    if (claim === undefined || claim.practitioner_id !== practitionerId) return undefined;
    await auditAct(tx, ctx, {
      action: "expert.read-evidence",
      subjectKind: "claim",
      subjectId: claimId,
      details: { practitionerId, kind: claim.kind },
      outcome: "read",
    });
    return claim.evidence?.fileId ?? null;
  });
  if (fileId === undefined) return refuse("claim_not_found");
  const stored = fileId === null ? undefined : await ctx.files.get(fileId);
  if (stored === undefined) return refuse("evidence_missing");
  const content = Buffer.from(ctx.fieldCipher.decrypt(Buffer.from(stored).toString("utf8")), "base64");
  const mediaType = evidenceTypeOf(content);
  return mediaType === undefined ? refuse("evidence_missing") : ok({ content, mediaType });
}

/** Open pages of the expert and of his hospitals look again. */
export async function tell(
  tx: Tx,
  ctx: Ctx,
  practitionerId: string,
  owners: { readonly personIds: readonly string[]; readonly institutionIds: readonly string[] },
): Promise<void> {
  await announce(tx, {
    topic: "experts",
    id: practitionerId,
    audience: {
      persons: owners.personIds,
      institutions: [...new Set([...owners.institutionIds, ctx.actor.institutionId])].slice(0, 100),
      platform: true,
    },
  });
}
