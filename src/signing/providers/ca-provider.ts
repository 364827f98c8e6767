import { createHash, randomUUID, verify, X509Certificate } from "node:crypto";
import { z } from "zod";
import { mayAsk } from "../../platform/egress/addresses.js";
import { sendGuarded } from "../../platform/egress/send.js";
import { type Signature, type SignatureProvider, SigningUnavailableError } from "./signature-provider.js";

export const caName = "ca-service";

export interface CaAccess {
  /** Base address of the service; `/sign` is asked below it. */
  readonly url: string;
  /** Bearer token; empty: none. */
  readonly token: string;
  /** PEM of the issuer a signer's certificate must come from. */
  readonly issuer: string;
  /** Private networks (CIDR) that may be asked. */
  readonly networks: readonly string[];
}

/** What the service answers; anything else is no answer. */
const Answer = z.object({
  /** Base64, over the bytes whose SHA-256 was sent. */
  signature: z.base64().min(1).max(4000),
  /** Base64 of the DER, or PEM. */
  certificate: z.string().min(1).max(20_000),
});

const limits = { maxBytes: 64 * 1024, timeoutMs: 20_000 } as const;

const readCertificate = (text: string): X509Certificate =>
  new X509Certificate(text.includes("-----BEGIN") ? text : Buffer.from(text, "base64"));

/** CN of a certificate's subject; undefined when it has none or several. */
const commonName = (certificate: X509Certificate): string | undefined => {
  const names = certificate.subject
    .split("\n")
    .filter((line) => line.startsWith("CN="))
    .map((line) => line.slice(3));
  return names.length === 1 ? names[0] : undefined;
};

/** Checks a signature by a key that stands in an RSA or EC certificate; nonsense is false. */
export function verifyCa(bytes: Uint8Array, signature: Signature): boolean {
  try {
    if (signature.certificate === undefined) return false;
    const { publicKey } = readCertificate(signature.certificate);
    const spki = publicKey.export({ type: "spki", format: "der" }).toString("base64");
    return (
      spki === signature.publicKey &&
      verify("sha256", bytes, publicKey, Buffer.from(signature.value, "base64"))
    );
  } catch {
    return false;
  }
}

/**
 * Why the certificate is not this signer's at this moment; undefined: it is. It must come from the named issuer, be in
 * force, and name the physician as its one common name.
 */
export function certificateFault(
  certificate: X509Certificate,
  issuer: X509Certificate,
  signerName: string,
  at: Date,
): string | undefined {
  if (!certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) return "of another issuer";
  if (certificate.ca) return "an authority's, not a person's";
  if (at < new Date(certificate.validFrom) || at > new Date(certificate.validTo)) return "not in force";
  return commonName(certificate) === signerName ? undefined : "of another person";
}

/**
 * A certificate authority's signing service: the SHA-256 goes out, a signature and the signer's certificate come back. The
 * text itself never leaves. Every answer is checked before it is taken: the certificate's issuer, term and name, and the
 * signature over our own bytes.
 */
export function caProvider(access: CaAccess): SignatureProvider {
  return {
    name: caName,
    algorithm: "X.509-SHA256",
    async sign(bytes, signer) {
      const answer = await sendGuarded({
        url: new URL(`${access.url.replace(/\/+$/u, "")}/sign`),
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json",
          ...(access.token !== "" && { authorization: `Bearer ${access.token}` }),
        },
        body: JSON.stringify({
          requestId: randomUUID(),
          signer: { personId: signer.personId, name: signer.name },
          hashAlgorithm: "SHA-256",
          hash: createHash("sha256").update(bytes).digest("base64"),
        }),
        mayConnect: (address) => mayAsk(address, access.networks),
        ...limits,
      });
      if (!answer.ok) throw new SigningUnavailableError(`the signing service: ${answer.error}`);
      if (answer.value.status !== 200)
        throw new SigningUnavailableError(`the signing service answers ${answer.value.status}`);
      return takeAnswer(answer.value.bytes, bytes, signer.name, access);
    },
    verify: verifyCa,
  };
}

function takeAnswer(reply: Buffer, bytes: Uint8Array, signerName: string, access: CaAccess): Signature {
  let certificate: X509Certificate;
  let value: string;
  try {
    const given = Answer.parse(JSON.parse(reply.toString("utf8")));
    certificate = readCertificate(given.certificate);
    value = given.signature;
  } catch (error) {
    throw new SigningUnavailableError("the signing service's answer cannot be read", { cause: error });
  }
  const fault = certificateFault(certificate, new X509Certificate(access.issuer), signerName, new Date());
  if (fault !== undefined) throw new SigningUnavailableError(`the certificate is ${fault}`);
  const signature: Signature = {
    publicKey: certificate.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    value,
    certificate: certificate.toString(),
  };
  if (!verifyCa(bytes, signature)) throw new SigningUnavailableError("the signature does not hold");
  return signature;
}
