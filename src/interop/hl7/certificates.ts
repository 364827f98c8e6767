import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext, type DetailedPeerCertificate, type PeerCertificate, TLSSocket } from "node:tls";
import type { Socket } from "node:net";
import { ConfigError } from "../../platform/config.js";

/** Paths of PEM files; with `caFile`, a sender must show a certificate it has signed. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string | undefined;
}

export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca: Buffer | undefined;
}

/**
 * Reads the files and tries whether they belong together.
 * @throws ConfigError naming the variable and the file that cannot be used.
 */
export function readTlsFiles({ certFile, keyFile, caFile }: TlsFiles): TlsMaterial {
  const read = (variable: string, path: string): Buffer => {
    try {
      return readFileSync(path);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "error";
      throw new ConfigError([`${variable}: 读不到文件 cannot read ${path} (${code})`]);
    }
  };
  const material = {
    cert: read("HL7_TLS_CERT", certFile),
    key: read("HL7_TLS_KEY", keyFile),
    ca: caFile === undefined ? undefined : read("HL7_TLS_CA", caFile),
  };
  try {
    createSecureContext(material);
    if (material.ca !== undefined && !areCertificates(material.ca.toString("utf8")))
      throw new Error("no certificate");
  } catch {
    throw new ConfigError([
      "HL7_TLS_CERT, HL7_TLS_KEY, HL7_TLS_CA: 应为 PEM，且证书与私钥成对 must be PEM, and certificate and key a pair",
    ]);
  }
  return material;
}

/** Whether the text holds PEM certificates and each can be read: a secure context passes over what it cannot read. */
export function areCertificates(pem: string): boolean {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
  } catch {
    return false;
  }
  return blocks.length > 0;
}

/** What a peer proved by its certificate; empty on a port without TLS, and where no CA was asked for. */
export interface PeerCertificates {
  /** Subject's common name. */
  readonly certificateName: string | undefined;
  /** SHA-256 of the certificate and of each that signed it up to the CA, in 64 small hexadecimal digits. */
  readonly fingerprints: readonly string[];
}

/** Longest chain looked at. */
const mostCertificates = 8;

export function peerCertificates(socket: Socket): PeerCertificates {
  if (!(socket instanceof TLSSocket) || !socket.authorized)
    return { certificateName: undefined, fingerprints: [] };
  const own: PeerCertificate | DetailedPeerCertificate = socket.getPeerCertificate(true);
  const name: unknown = (own.subject as { CN?: unknown } | undefined)?.CN;
  const fingerprints: string[] = [];
  let at: PeerCertificate | undefined = own;
  while (at?.fingerprint256 !== undefined && fingerprints.length < mostCertificates) {
    const print = foldFingerprint(at.fingerprint256);
    // A root names itself as its signer.
    if (fingerprints.includes(print)) break;
    fingerprints.push(print);
    at = (at as Partial<DetailedPeerCertificate>).issuerCertificate;
  }
  return { certificateName: typeof name === "string" ? name : undefined, fingerprints };
}

/** As `openssl x509 -fingerprint -sha256` writes it, with or without colons, in one spelling. */
export const foldFingerprint = (text: string): string => text.replaceAll(":", "").toLowerCase();
