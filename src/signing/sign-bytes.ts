import type { Ctx } from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import { addMinutes } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import { systemContext } from "../platform/database/database.js";
import { addSigningKey } from "./store/keys.js";
import { findSigningSetting, findUnlock, type SigningSetting } from "./store/setting.js";
import { caProvider } from "./providers/ca-provider.js";
import { type SignatureFacts, sha256Hex } from "./check-signature.js";
import { ed25519Provider } from "./providers/ed25519-provider.js";
import { type SignatureProvider, SigningUnavailableError } from "./providers/signature-provider.js";
import { sm2Provider } from "./providers/sm2-provider.js";
import { askTime } from "./providers/trusted-time.js";

/** What this node allows its signing services. */
export interface SigningNode {
  /** Private networks (CIDR) in which they may be asked. */
  readonly networks: readonly string[];
}

/** Minutes a proof of who one is holds for signing. */
export const unlockMinutes = 5;

/** Until when the person may sign without proving himself again; undefined: he has to now. */
export async function unlockedUntil(ctx: Ctx): Promise<Instant | undefined> {
  const { sessionHash, personId } = ctx.actor;
  return ctx.database.withTx(systemContext, async (tx) => {
    const at = await findUnlock(tx, sessionHash, personId);
    const until = at && addMinutes(at, unlockMinutes);
    return until !== undefined && until > tx.now ? until : undefined;
  });
}

export function providerOf(ctx: Ctx, node: SigningNode, setting: SigningSetting): SignatureProvider {
  switch (setting.provider) {
    case "ed25519":
      return ed25519Provider(ctx.database, ctx.fieldCipher);
    case "sm2":
      return sm2Provider(ctx.database, ctx.fieldCipher);
    case "ca":
      return caProvider({
        url: setting.caUrl ?? "",
        token: setting.caTokenCipher === null ? "" : ctx.fieldCipher.decrypt(setting.caTokenCipher),
        issuer: setting.caIssuer ?? "",
        networks: node.networks,
      });
  }
}

export type SignBytesRefusal = "signing_unavailable" | "signing_locked";
/** A signature ready to be stored beside its bytes; signer, name and moment are the caller's to add. */
export type MadeSignature = Omit<SignatureFacts, "signerPersonId" | "signerName" | "signedAt">;

/**
 * Signs as the person who asks, the way his institution has chosen, and has the time stamped where it has named an
 * authority. A time authority that does not answer holds no opinion up: the signature then says that its time is this
 * server's. Never call it inside a transaction.
 */
export async function signBytes(
  ctx: Ctx,
  node: SigningNode,
  bytes: Uint8Array,
): Promise<Result<MadeSignature, SignBytesRefusal>> {
  const { actor } = ctx;
  // A visitor of the demonstration has no password; nothing he signs counts.
  if (!actor.isDemo && (await unlockedUntil(ctx)) === undefined) return refuse("signing_locked");
  const setting = await ctx.database.withTx(systemContext, (tx) =>
    findSigningSetting(tx, actor.institutionId),
  );
  try {
    const provider = providerOf(ctx, node, setting);
    const made = await provider.sign(bytes, { personId: actor.personId, name: actor.name });
    if (setting.provider === "ca")
      await ctx.database.withTx(systemContext, (tx) =>
        addSigningKey(tx, actor.personId, provider.algorithm, {
          publicKey: made.publicKey,
          privateKeyCipher: null,
        }),
      );
    const time =
      setting.tsaUrl === null || setting.tsaCertificate === null
        ? undefined
        : await askTime(
            { url: setting.tsaUrl, certificate: setting.tsaCertificate, networks: node.networks },
            Buffer.from(made.value, "base64"),
          );
    return ok({
      sha256: sha256Hex(bytes),
      provider: provider.name,
      algorithm: provider.algorithm,
      publicKey: made.publicKey,
      certificate: made.certificate ?? null,
      signature: made.value,
      timeToken: time?.ok === true ? time.value.token.toString("base64") : null,
    });
  } catch (error) {
    if (error instanceof SigningUnavailableError) return refuse("signing_unavailable");
    throw error;
  }
}
