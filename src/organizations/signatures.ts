import type { SignatureFacts } from "../signing/index.js";
import { groupBy } from "../kernel/collections.js";
import type { Tx } from "../platform/database/database.js";
import { organizationsTables } from "./tables.js";

/** One party's signature over the exact bytes of an agreement. */
export interface AgreementSignature extends SignatureFacts {
  readonly organizationId: string;
  readonly content: Uint8Array;
}

/** Keeps a party's signature. False: the party has signed already. Throws when the agreement is no draft any more. */
export async function addSignature(
  tx: Tx,
  agreementId: string,
  signature: AgreementSignature,
): Promise<boolean> {
  const rows = await organizationsTables(tx)
    .insertInto("organizations.agreement_signature")
    .values({
      agreement_id: agreementId,
      organization_id: signature.organizationId,
      content: signature.content,
      sha256: signature.sha256,
      signer_person_id: signature.signerPersonId,
      signer_name: signature.signerName,
      signed_at: signature.signedAt,
      provider: signature.provider,
      algorithm: signature.algorithm,
      public_key: signature.publicKey,
      certificate: signature.certificate ?? null,
      signature: signature.signature,
      time_token: signature.timeToken ?? null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("agreement_id")
    .execute();
  return rows.length === 1;
}

/** Signatures by agreement, in order of signing, of those that row-level security shows. */
export async function listSignatures(
  tx: Tx,
  agreementIds: readonly string[],
): Promise<ReadonlyMap<string, readonly AgreementSignature[]>> {
  if (agreementIds.length === 0) return new Map();
  const rows = await organizationsTables(tx)
    .selectFrom("organizations.agreement_signature")
    .selectAll()
    .where("agreement_id", "in", [...agreementIds])
    .orderBy("signed_at")
    .orderBy("organization_id")
    .execute();
  const byAgreement = groupBy(rows, (row) => row.agreement_id);
  return new Map(
    [...byAgreement].map(([id, signed]) => [
      id,
      signed.map((row) => ({
        organizationId: row.organization_id,
        content: row.content,
        sha256: row.sha256,
        signerPersonId: row.signer_person_id,
        signerName: row.signer_name,
        signedAt: row.signed_at,
        provider: row.provider,
        algorithm: row.algorithm,
        publicKey: row.public_key,
        certificate: row.certificate,
        signature: row.signature,
        timeToken: row.time_token,
      })),
    ]),
  );
}
