import { randomBytes, randomUUID } from "node:crypto";
import { findCase } from "../../cases/index.js";
import {
  auditAct,
  type Ctx,
  findTenantNames,
  mayAttempt,
  noteFailedAttempt,
  sha256,
  txContext,
} from "../../identity/index.js";
import { addMinutes, civilDate, instant } from "../../kernel/time.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { audit } from "../../platform/audit.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import { announceCase } from "./announce.js";
import type { PatientLink, RatingLook } from "../api/results.js";
import { acceptedSeats } from "../store/facts.js";
import { addLink, addPatientRating, findLinkByHash, findPatientRating, useLink } from "../store/results.js";
import { tellProfile } from "./tell-profile.js";

export type PatientRefusal =
  | "case_not_closed"
  | "patient_has_rated"
  | "rating_link_unknown"
  | "rating_link_over"
  | "too_many_attempts";

const linkDays = 30;
const triesPerAddress = 20;

/**
 * A one-time link for the patient. Its secret is told now and never again; a link made before it stops working. The answer is
 * not kept for a repeated call, because it holds the secret: asking again makes another link.
 */
export const makePatientLink = (ctx: Ctx, caseId: string): Promise<Result<PatientLink, PatientRefusal>> =>
  ctx.database.withTx(txContext(ctx.actor), async (tx) => {
    const found = await findCase(tx, caseId);
    if (found?.status !== "closed" || found.requesterPersonId !== ctx.actor.personId)
      return refuse("case_not_closed");
    if (await findPatientRating(tx, caseId)) return refuse("patient_has_rated");
    const token = randomBytes(32).toString("base64url");
    const expiresAt = addMinutes(tx.now, linkDays * 24 * 60);
    await addLink(tx, {
      id: randomUUID(),
      case_id: caseId,
      institution_id: found.institutionId,
      token_hash: sha256(token),
      made_by: ctx.actor.personId,
      made_at: tx.now,
      expires_at: expiresAt,
    });
    await announceCase(tx, caseId);
    await auditAct(tx, ctx, {
      action: "patient-link.make",
      subjectKind: "case",
      subjectId: caseId,
      caseId,
      caseInstitutionId: found.institutionId,
    });
    return ok({ token, expiresAt });
  });

/** The link a secret belongs to. Guessing is counted by address, so that it comes to nothing. */
async function linkOf(tx: Tx, token: string, address: string, lock?: "lock") {
  if (!(await mayAttempt(tx, `rating:${address}`))) return refuse("too_many_attempts");
  const link = await findLinkByHash(tx, sha256(token), lock);
  if (link) return ok(link);
  await noteFailedAttempt(tx, `rating:${address}`, triesPerAddress);
  return refuse("rating_link_unknown");
}

/** What the link is about: the two hospitals and the day, nothing of the illness. Changes nothing. */
export const lookAtRating = (
  ctx: Ctx,
  token: string,
  address: string,
): Promise<Result<RatingLook, PatientRefusal>> =>
  ctx.database.withTx(systemContext, async (tx) => {
    const link = await linkOf(tx, token, address);
    if (!link.ok) return link;
    const found = await findCase(tx, link.value.case_id);
    const [lead] = await acceptedSeats(tx, link.value.case_id);
    const names = await findTenantNames(tx, lead === undefined ? [] : [lead.institutionId]);
    return ok({
      state: link.value.status !== "open" ? "used" : link.value.expires_at <= tx.now ? "expired" : "open",
      institutionName: found?.institutionName ?? "",
      expertInstitutionName: (lead && names.get(lead.institutionId)) ?? "",
      closedOn: found?.closedAt == null ? null : civilDate(instant(found.closedAt)),
    });
  });

/** The patient's rating, once. Only a keyed hash of the address is kept, so that many from one place can be noticed. */
export const rateAsPatient = (
  ctx: Ctx,
  given: {
    readonly token: string;
    readonly satisfaction: number;
    readonly clarity: number;
    readonly comment: string;
  },
  address: string,
): Promise<Result<{ ratedAt: string }, PatientRefusal>> =>
  ctx.database.withTx(systemContext, async (tx) => {
    const link = await linkOf(tx, given.token, address, "lock");
    if (!link.ok) return link;
    if (link.value.status !== "open" || link.value.expires_at <= tx.now) return refuse("rating_link_over");
    const { id, case_id: caseId, institution_id: institutionId } = link.value;
    const [lead] = await acceptedSeats(tx, caseId);
    const isNew = await addPatientRating(tx, {
      case_id: caseId,
      institution_id: institutionId,
      performer_institution_id: lead?.institutionId ?? null,
      link_id: id,
      satisfaction: given.satisfaction,
      clarity: given.clarity,
      comment: given.comment,
      address_hash: ctx.fieldCipher.blindIndex(`rating address ${address}`),
      rated_at: tx.now,
    });
    if (!isNew) return refuse("patient_has_rated");
    await useLink(tx, id);
    const found = await findCase(tx, caseId);
    await tellProfile(tx, {
      kind: "patient_rating",
      sourceId: caseId,
      caseId,
      urgencyLevel: found?.urgencyLevel ?? "IV",
      value: (given.satisfaction - 1) / 4,
      at: tx.now,
    });
    await announceCase(tx, caseId);
    await audit(tx, {
      institutionId,
      actor: { kind: "system", id: null, label: "患者（一次性链接）" },
      action: "patient-rating.give",
      subjectKind: "case",
      subjectId: caseId,
      caseId,
      caseInstitutionId: institutionId,
      outcome: "done",
      details: { satisfaction: given.satisfaction },
    });
    return ok({ ratedAt: tx.now });
  });
