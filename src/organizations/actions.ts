import { randomUUID } from "node:crypto";
import { auditAct, type Ctx, inTx, txContext } from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import { civilDate } from "../kernel/time.js";
import type { AgreementId, OrganizationId } from "../kernel/types.js";
import { type Tx, violates } from "../platform/database/database.js";
import { publish } from "../platform/outbox.js";
import type { AgreementView, InstitutionView, NewAgreement, NewInstitution } from "./api.js";
import {
  type AgreementStatus,
  agreementTransitions,
  hasBothSides,
  isInForce,
  mayBecome,
} from "./domain/agreement.js";
import { checkSignatures, type StandingSignatures } from "./check-signatures.js";
import { provinceName } from "./domain/provinces.js";
import { unsignedParties } from "./domain/signed-agreement.js";
import { type AgreementSignature, listSignatures } from "./signatures.js";
import * as store from "./store.js";

const institutionView = (organization: store.Organization): InstitutionView => ({
  ...organization,
  aliases: [...organization.aliases],
  provinceName: provinceName(organization.regionCode),
});

/** The directory of institutions, by name, open to whoever is signed in. */
export const listInstitutions = (ctx: Ctx): Promise<Result<{ items: InstitutionView[] }, never>> =>
  inTx(ctx, async (tx) => ok({ items: (await store.listOrganizations(tx)).map(institutionView) }));

export type InstitutionRefusal = "credit_code_taken";

/** Adds a hospital as a tenant with its medical facts. Its accounts are made afterwards. */
export async function createInstitution(
  ctx: Ctx,
  input: NewInstitution,
): Promise<Result<InstitutionView, InstitutionRefusal>> {
  const id = randomUUID();
  try {
    return await inTx(ctx, async (tx) => {
      await store.addOrganization(tx, { id, ...input });
      await auditAct(tx, ctx, { action: "institution.manage", subjectKind: "institution", subjectId: id });
      const added = await store.findOrganization(tx, id);
      if (!added) throw new Error(`institution ${id} cannot be read back`);
      return ok(institutionView(added));
    });
  } catch (error) {
    if (violates(error, "organization_credit_code_key")) return refuse("credit_code_taken");
    throw error;
  }
}

interface ReadAgreements {
  readonly agreements: readonly store.StoredAgreement[];
  readonly signatures: ReadonlyMap<string, readonly AgreementSignature[]>;
  readonly names: ReadonlyMap<string, string>;
  readonly today: string;
}

async function readAgreements(tx: Tx, ctx: Ctx, id?: string): Promise<ReadAgreements> {
  const agreements = await store.listAgreements(tx, id);
  return {
    agreements,
    signatures: await listSignatures(
      tx,
      agreements.map((one) => one.id),
    ),
    names: new Map((await store.listOrganizations(tx)).map((one) => [one.id, one.name])),
    today: civilDate(tx.now, ctx.actor.timeZone),
  };
}

const viewsOf = (
  { agreements, signatures, names, today }: ReadAgreements,
  standing: StandingSignatures,
): AgreementView[] =>
  agreements.map((agreement) => ({
    ...agreement,
    isInForce: isInForce(agreement, today),
    specialtyCodes: [...agreement.specialtyCodes],
    services: [...agreement.services],
    parties: agreement.parties.map((party) => ({ ...party, name: names.get(party.organizationId) ?? "" })),
    signatures: (signatures.get(agreement.id) ?? []).map((one) => ({
      organizationId: one.organizationId,
      signerName: one.signerName,
      signedAt: one.signedAt,
      isValid: standing.get(agreement.id)?.has(one.organizationId) ?? false,
    })),
    nextStatuses: agreementTransitions[agreement.status].filter(
      (to) =>
        to !== "in_force" || unsignedParties(agreement, standing.get(agreement.id) ?? new Set()).length === 0,
    ),
  }));

/** The agreements one's institution is a party to; the operator sees all. Newest first. */
export async function listAgreements(ctx: Ctx): Promise<Result<{ items: AgreementView[] }, never>> {
  const read = await inTx(ctx, (tx) => readAgreements(tx, ctx));
  return ok({ items: viewsOf(read, await checkSignatures(ctx, read.agreements, read.signatures)) });
}

export type AgreementRefusal =
  | "institution_not_found"
  | "needs_both_sides"
  | "agreement_not_found"
  | "transition_not_allowed"
  | "agreement_unsigned"
  | "validity_over";

/** Writes a new agreement; its parties are asked to sign it, and it carries nothing until it is put in force. */
export async function createAgreement(
  ctx: Ctx,
  input: NewAgreement,
): Promise<Result<AgreementView, AgreementRefusal>> {
  const parties = input.parties.map((party) => ({
    organizationId: party.organizationId as OrganizationId,
    side: party.side,
  }));
  if (!hasBothSides(parties)) return refuse("needs_both_sides");
  const id = randomUUID() as AgreementId;
  try {
    return await inTx(ctx, async (tx) => {
      await store.addAgreement(tx, { ...input, id, status: "drafting", parties });
      const view = await viewOf(tx, ctx, id);
      if (input.paperReference === null)
        await publish(tx, { topic: "organizations.agreement-drafted", subjectId: id });
      await auditAct(tx, ctx, { action: "agreement.manage", subjectKind: "agreement", subjectId: id });
      return ok(view);
    });
  } catch (error) {
    if (violates(error, "agreement_party_organization_id_fkey")) return refuse("institution_not_found");
    throw error;
  }
}

async function viewOf(
  tx: Tx,
  ctx: Ctx,
  id: string,
  standing: StandingSignatures = new Map(),
): Promise<AgreementView> {
  const [view] = viewsOf(await readAgreements(tx, ctx, id), standing);
  if (!view) throw new Error(`agreement ${id} cannot be read back`);
  return view;
}

/**
 * Puts an agreement in force, suspends or ends it, as its transitions allow. One whose dates are over cannot be put in
 * force, nor a draft that a party has not signed, here or on paper. Offers already out are not touched: the agreement held
 * when they were sent.
 */
export async function setAgreementStatus(
  ctx: Ctx,
  id: string,
  to: AgreementStatus,
): Promise<Result<AgreementView, AgreementRefusal>> {
  // Whose key is whose only the system sees: signatures are checked before, and the database holds that none is missing.
  const read = await ctx.database.withTx(txContext(ctx.actor), (tx) => readAgreements(tx, ctx, id));
  const standing = await checkSignatures(ctx, read.agreements, read.signatures);
  try {
    return await inTx(ctx, async (tx): Promise<Result<AgreementView, AgreementRefusal>> => {
      const [agreement] = await store.listAgreements(tx, id);
      if (!agreement) return refuse("agreement_not_found");
      if (!mayBecome(agreement.status, to)) return refuse("transition_not_allowed");
      if (to === "in_force" && agreement.validTo < civilDate(tx.now, ctx.actor.timeZone))
        return refuse("validity_over");
      if (to === "in_force" && unsignedParties(agreement, standing.get(id) ?? new Set()).length > 0)
        return refuse("agreement_unsigned");
      if (!(await store.setAgreementStatus(tx, id, agreement.status, to)))
        return refuse("transition_not_allowed");
      const view = await viewOf(tx, ctx, id, standing);
      await auditAct(tx, ctx, {
        action: "agreement.manage",
        subjectKind: "agreement",
        subjectId: id,
        details: { from: agreement.status, to },
      });
      return ok(view);
    });
  } catch (error) {
    if (violates(error, "agreement_signed_by_all")) return refuse("agreement_unsigned");
    throw error;
  }
}
