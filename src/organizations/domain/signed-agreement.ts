import { canonicalJson } from "../../kernel/canonical-json.js";
import type { Instant } from "../../kernel/types.js";
import type { Agreement } from "./agreement.js";

/** Who signs, for which party. */
export interface AgreementSigner {
  readonly personId: string;
  readonly name: string;
  readonly organizationId: string;
}

const format = "consilium.agreement/1";

/** What the parties agree on: everything but where it stands. Parties in order of id, so that it is the same for each. */
const termsOf = (agreement: Agreement): unknown => ({
  id: agreement.id,
  name: agreement.name,
  validFrom: agreement.validFrom,
  validTo: agreement.validTo,
  specialtyCodes: [...agreement.specialtyCodes].sort(),
  services: [...agreement.services].sort(),
  split: agreement.split,
  parties: agreement.parties
    .map(({ organizationId, side }) => ({ organizationId, side }))
    .sort((a, b) => (a.organizationId < b.organizationId ? -1 : 1)),
});

/**
 * The exact text a party signs (its UTF-8 bytes): canonical JSON of the whole agreement, the parties' names as they were, who
 * signs and when. Source: 电子签名法 第13条 (any change of the text after signing must be detectable).
 */
export const agreementText = (
  agreement: Agreement,
  partyNames: Readonly<Record<string, string>>,
  signer: AgreementSigner,
  signedAt: Instant,
): string => canonicalJson({ format, agreement: termsOf(agreement), partyNames, signer, signedAt });

/** Whether a signed text says what the agreement says today, in this signer's name at that moment. Nonsense is false. */
export function isTextOf(
  text: string,
  agreement: Agreement,
  signer: AgreementSigner,
  signedAt: string,
): boolean {
  try {
    const signed = JSON.parse(text) as Record<string, unknown>;
    return (
      signed["format"] === format &&
      signed["signedAt"] === signedAt &&
      canonicalJson(signed["agreement"]) === canonicalJson(termsOf(agreement)) &&
      canonicalJson(signed["signer"]) === canonicalJson(signer)
    );
  } catch {
    return false;
  }
}

/** The parties whose signature is still wanted before a draft may come into force; none for one signed on paper. */
export const unsignedParties = (
  agreement: Pick<Agreement, "parties" | "paperReference">,
  signedBy: ReadonlySet<string>,
): string[] =>
  agreement.paperReference !== null
    ? []
    : agreement.parties.map((party) => party.organizationId as string).filter((id) => !signedBy.has(id));
