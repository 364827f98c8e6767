import { createHash, randomBytes, verify, X509Certificate } from "node:crypto";
import forge from "node-forge";
import { refuse, ok, type Result } from "../../kernel/result.js";
import { instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { mayAsk } from "../../platform/egress/addresses.js";
import { sendGuarded } from "../../platform/egress/send.js";

/** A time authority: who is asked, and whose stamp is believed. */
export interface TimeAuthority {
  readonly url: string;
  /** PEM of the authority's own certificate or of its issuer. */
  readonly certificate: string;
  /** Private networks (CIDR) that may be asked. */
  readonly networks: readonly string[];
}

/** What a stamp that holds says. */
export interface Stamp {
  readonly at: Instant;
  /** CN of the certificate that made it. */
  readonly authority: string;
}

export type TimeFault = "time_unreachable" | "time_refused" | "time_unreadable" | "time_not_trusted";

const { asn1 } = forge;
const { Class, Type } = asn1;
type Node = forge.asn1.Asn1;
const oids = {
  sha256: "2.16.840.1.101.3.4.2.1",
  signedData: "1.2.840.113549.1.7.2",
  timeStampInfo: "1.2.840.113549.1.9.16.1.4",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
} as const;
const digestNames: Readonly<Record<string, string>> = {
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};

const bytesOf = (node: Node): Buffer => Buffer.from(asn1.toDer(node).getBytes(), "binary");
const oidOf = (node: Node | undefined): string =>
  node !== undefined && node.type === (Type.OID as unknown) && typeof node.value === "string"
    ? asn1.derToOid(node.value)
    : "";
const children = (node: Node | undefined): Node[] => (Array.isArray(node?.value) ? node.value : []);
const content = (node: Node | undefined): Buffer =>
  Buffer.from(typeof node?.value === "string" ? node.value : "", "binary");
const parse = (der: Uint8Array): Node =>
  asn1.fromDer(forge.util.createBuffer(Buffer.from(der).toString("binary")), {
    strict: true,
    parseAllBytes: true,
    decodeBitStrings: false,
  } as never);

/** A TimeStampReq for the bytes, with a nonce and the wish for the certificate. Source: RFC 3161 2.4.1. */
export function stampRequest(bytes: Uint8Array, nonce: Buffer): Buffer {
  const sequence = (value: Node[]) => asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, value);
  const hash = createHash("sha256").update(bytes).digest("binary");
  return bytesOf(
    sequence([
      asn1.create(Class.UNIVERSAL, Type.INTEGER, false, "\u0001"),
      sequence([
        sequence([
          asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(oids.sha256).getBytes()),
          asn1.create(Class.UNIVERSAL, Type.NULL, false, ""),
        ]),
        asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, hash),
      ]),
      asn1.create(Class.UNIVERSAL, Type.INTEGER, false, nonce.toString("binary")),
      asn1.create(Class.UNIVERSAL, Type.BOOLEAN, false, "\u00ff"),
    ]),
  );
}

/** Positive, and in DER's shortest form. */
const newNonce = (): Buffer => {
  const nonce = randomBytes(8);
  nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x40;
  return nonce;
};

/** `20261129030000.123Z` as an instant; undefined for what is no time. Source: RFC 3161 2.4.2 (genTime). */
function generalizedTime(text: string): Instant | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/u.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, fraction = ""] = found;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`;
  return Number.isNaN(Date.parse(iso)) ? undefined : instant(iso);
}

/** Parts of a TSTInfo that are looked at; undefined for a text of another kind. */
function readInfo(der: Buffer): { hash: Buffer; hashOid: string; nonce: Buffer; at: Instant } | undefined {
  const [, , imprint, , time, ...rest] = children(parse(der));
  const [algorithm, hash] = children(imprint);
  const at = generalizedTime(content(time).toString("latin1"));
  const nonce = rest.find(
    (node) => node.tagClass === (Class.UNIVERSAL as unknown) && node.type === (Type.INTEGER as unknown),
  );
  return at && { hash: content(hash), hashOid: oidOf(children(algorithm)[0]), nonce: content(nonce), at };
}

/**
 * Reads a TimeStampToken and checks it whole: a stamp over the SHA-256 of these bytes, signed by a certificate that is the
 * trusted one or comes from it and may stamp times, with `nonce` when one was sent. Never throws.
 * Source: RFC 3161 2.4.2, RFC 5652 5.4.
 */
export function checkStamp(
  token: Uint8Array,
  bytes: Uint8Array,
  trusted: string,
  nonce?: Buffer,
): Stamp | undefined {
  try {
    const [type, wrapped] = children(parse(token));
    if (oidOf(type) !== oids.signedData) return undefined;
    const parts = children(children(wrapped)[0]);
    const [eType, eContent] = children(parts[2]);
    const info = content(children(eContent)[0]);
    if (oidOf(eType) !== oids.timeStampInfo) return undefined;
    const context = (number: number) =>
      parts.find(
        ({ tagClass, type: tag }) =>
          tagClass === (Class.CONTEXT_SPECIFIC as unknown) && (tag as unknown) === number,
      );
    const certificates = children(context(0)).map((node) => new X509Certificate(bytesOf(node)));
    const signers = children(parts.at(-1));
    const read = readInfo(info);
    const [signer] = signers;
    if (!read || !signer || signers.length !== 1) return undefined;
    const imprint = createHash("sha256").update(bytes).digest();
    if (read.hashOid !== oids.sha256 || !read.hash.equals(imprint)) return undefined;
    if (nonce !== undefined && !read.nonce.equals(nonce)) return undefined;
    const anchor = new X509Certificate(trusted);
    const by = certificates.find(
      (one) =>
        isTrusted(one, anchor) &&
        new Date(read.at) >= new Date(one.validFrom) &&
        new Date(read.at) <= new Date(one.validTo) &&
        isSignedBy(signer, info, one),
    );
    return by && { at: read.at, authority: /^CN=(.+)$/mu.exec(by.subject)?.[1] ?? by.subject };
  } catch {
    return undefined;
  }
}

/** The extended key usage a time authority's certificate must have. Source: RFC 3161 2.3. */
const timeStamping = "1.3.6.1.5.5.7.3.8";
function isTrusted(one: X509Certificate, anchor: X509Certificate): boolean {
  // The type says string[]; a certificate without the extension has none.
  const usages = one.keyUsage as readonly string[] | undefined;
  if (!usages?.includes(timeStamping)) return false;
  return one.raw.equals(anchor.raw) || (one.checkIssued(anchor) && one.verify(anchor.publicKey));
}

/** True when the SignerInfo's signed attributes name this content and the signature over them is of this certificate. */
function isSignedBy(signer: Node, info: Buffer, certificate: X509Certificate): boolean {
  const [, , digest, attributes, , value] = children(signer);
  const digestName = digestNames[oidOf(children(digest)[0])];
  if (!digestName || !attributes || attributes.tagClass !== (Class.CONTEXT_SPECIFIC as unknown)) return false;
  const attribute = (oid: string) =>
    children(attributes)
      .filter((one) => oidOf(children(one)[0]) === oid)
      .map((one) => children(children(one)[1])[0]);
  const digests = attribute(oids.messageDigest);
  const types = attribute(oids.contentType);
  if (digests.length !== 1 || !content(digests[0]).equals(createHash(digestName).update(info).digest()))
    return false;
  if (types.length !== 1 || oidOf(types[0]) !== oids.timeStampInfo) return false;
  // What is signed is the SET OF, not the [0] it stands under.
  const signed = bytesOf(attributes);
  signed[0] = 0x31;
  return verify(digestName, signed, certificate.publicKey, content(value));
}

/** The TimeStampToken of a TimeStampResp that grants one; undefined when it refuses. Throws for what is none. */
function tokenOf(response: Uint8Array): Buffer | undefined {
  const [status, token] = children(parse(response));
  const granted = content(children(status)[0]);
  const isGranted = granted.length === 1 && (granted[0] === 0 || granted[0] === 1);
  return isGranted && token ? bytesOf(token) : undefined;
}

/**
 * Asks the authority for a stamp over the bytes, and takes it only when it holds. Never call it inside a transaction.
 * @returns the token (DER) and what it says; a fault otherwise.
 */
export async function askTime(
  authority: TimeAuthority,
  bytes: Uint8Array,
): Promise<Result<{ readonly token: Buffer; readonly stamp: Stamp }, TimeFault>> {
  const nonce = newNonce();
  const answer = await sendGuarded({
    url: new URL(authority.url),
    method: "POST",
    headers: { "content-type": "application/timestamp-query", accept: "application/timestamp-reply" },
    body: stampRequest(bytes, nonce),
    mayConnect: (address) => mayAsk(address, authority.networks),
    maxBytes: 64 * 1024,
    timeoutMs: 10_000,
  });
  if (!answer.ok) return refuse("time_unreachable");
  if (answer.value.status !== 200) return refuse("time_refused");
  let token: Buffer | undefined;
  try {
    token = tokenOf(answer.value.bytes);
  } catch {
    return refuse("time_unreadable");
  }
  if (!token) return refuse("time_refused");
  const stamp = checkStamp(token, bytes, authority.certificate, nonce);
  return stamp ? ok({ token, stamp }) : refuse("time_not_trusted");
}
