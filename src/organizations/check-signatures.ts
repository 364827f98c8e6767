import type { Ctx } from "../identity/index.js";
import { systemContext } from "../platform/database/database.js";
import { findPublicKeys, isSignatureOf } from "../signing/index.js";
import type { Agreement } from "./domain/agreement.js";
import { isTextOf } from "./domain/signed-agreement.js";
import type { AgreementSignature } from "./signatures.js";

/** The parties whose signature stands: over what the agreement says today, with a key of the signer's own. By agreement id. */
export type StandingSignatures = ReadonlyMap<string, ReadonlySet<string>>;

/** Checks signatures of the agreements given. In a transaction of its own, for only the system sees whose key is whose. */
export async function checkSignatures(
  ctx: Pick<Ctx, "database">,
  agreements: readonly Agreement[],
  signatures: ReadonlyMap<string, readonly AgreementSignature[]>,
): Promise<StandingSignatures> {
  const signers = [...signatures.values()].flat().map((one) => one.signerPersonId);
  if (signers.length === 0) return new Map();
  const keys = await ctx.database.withTx(systemContext, (tx) => findPublicKeys(tx, signers));
  return new Map(
    agreements.map((agreement) => [
      agreement.id,
      new Set(
        (signatures.get(agreement.id) ?? [])
          .filter((one) => isStanding(agreement, one, keys.get(one.signerPersonId)))
          .map((one) => one.organizationId),
      ),
    ]),
  );
}

function isStanding(
  agreement: Agreement,
  signature: AgreementSignature,
  keys: ReadonlySet<string> | undefined,
): boolean {
  const { organizationId, signerPersonId: personId, signerName: name, signedAt } = signature;
  return (
    isSignatureOf(signature.content, signature, keys) &&
    isTextOf(
      Buffer.from(signature.content).toString("utf8"),
      agreement,
      { personId, name, organizationId },
      signedAt,
    )
  );
}
