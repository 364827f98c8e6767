import { auditAct, type Ctx, inTx, txContext } from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import type { Instant } from "../kernel/types.js";
import { type Tx, violates } from "../platform/database/database.js";
import { publish } from "../platform/outbox.js";
import { type SignBytesRefusal, signBytes, type SigningNode } from "../signing/index.js";
import type { AgreementSigned } from "./api.js";
import { agreementText, unsignedParties } from "./domain/signed-agreement.js";
import { addSignature, listSignatures } from "./signatures.js";
import * as store from "./store.js";

export type SignAgreementRefusal =
  | SignBytesRefusal
  | "agreement_not_found"
  | "agreement_takes_no_signature"
  | "agreement_not_ours"
  | "agreement_signed_already";

/** What this person would sign at `signedAt`, in the name of the own hospital. */
async function propose(
  tx: Tx,
  ctx: Ctx,
  id: string,
  signedAt: Instant,
): Promise<Result<string, SignAgreementRefusal>> {
  const [agreement] = await store.listAgreements(tx, id);
  if (!agreement) return refuse("agreement_not_found");
  if (agreement.status !== "drafting" || agreement.paperReference !== null)
    return refuse("agreement_takes_no_signature");
  const { personId, name, institutionId } = ctx.actor;
  if (!agreement.parties.some((party) => party.organizationId === institutionId))
    return refuse("agreement_not_ours");
  const signed = (await listSignatures(tx, [id])).get(id) ?? [];
  if (signed.some((one) => one.organizationId === institutionId)) return refuse("agreement_signed_already");
  const names = new Map((await store.listOrganizations(tx)).map((one) => [one.id as string, one.name]));
  const partyNames = Object.fromEntries(
    agreement.parties.map(({ organizationId }) => [organizationId, names.get(organizationId) ?? ""]),
  );
  return ok(
    agreementText(agreement, partyNames, { personId, name, organizationId: institutionId }, signedAt),
  );
}

/**
 * 电子签署: the 医务部 signs for its hospital, the way the hospital's people sign. The signature is made between two
 * transactions, as a provider may ask a device or a network for it; the second takes it only over the very same bytes. When
 * the last party has signed, the operator is told that the agreement can be put in force.
 */
export async function signAgreement(
  ctx: Ctx,
  node: SigningNode,
  id: string,
): Promise<Result<AgreementSigned, SignAgreementRefusal>> {
  const { proposed, signedAt } = await ctx.database.withTx(txContext(ctx.actor), async (tx) => ({
    proposed: await propose(tx, ctx, id, tx.now),
    signedAt: tx.now,
  }));
  const made = proposed.ok ? await signBytes(ctx, node, Buffer.from(proposed.value, "utf8")) : undefined;
  if (made && !made.ok) return made;
  try {
    return await inTx(ctx, async (tx): Promise<Result<AgreementSigned, SignAgreementRefusal>> => {
      const final = await propose(tx, ctx, id, signedAt);
      if (!final.ok) return final;
      if (!made || !proposed.ok || proposed.value !== final.value)
        return refuse("agreement_takes_no_signature");
      const { personId, name, institutionId } = ctx.actor;
      const isAdded = await addSignature(tx, id, {
        ...made.value,
        organizationId: institutionId,
        content: Buffer.from(final.value, "utf8"),
        signerPersonId: personId,
        signerName: name,
        signedAt,
      });
      if (!isAdded) return refuse("agreement_signed_already");
      const [agreement] = await store.listAgreements(tx, id);
      const signed = (await listSignatures(tx, [id])).get(id) ?? [];
      const wanted = agreement
        ? unsignedParties(agreement, new Set(signed.map((one) => one.organizationId)))
        : [];
      if (wanted.length === 0) await publish(tx, { topic: "organizations.agreement-signed", subjectId: id });
      await auditAct(tx, ctx, {
        action: "agreement.sign",
        subjectKind: "agreement",
        subjectId: id,
        details: { sha256: made.value.sha256 },
      });
      return ok({ signedAt, unsignedPartyIds: wanted });
    });
  } catch (error) {
    if (violates(error, "agreement_takes_signature")) return refuse("agreement_takes_no_signature");
    throw error;
  }
}
