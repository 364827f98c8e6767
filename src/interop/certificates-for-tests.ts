import { createHash, generateKeyPairSync, X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import forge from "node-forge";

/** An invented certificate with its key, as PEM. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of the certificate, in small hexadecimal digits. */
  readonly fingerprint: string;
}

let serial = 0;

/**
 * Makes a certificate of a day before and after now, signed by `signer`, else by itself (then a CA). A server's bears the name localhost
 * and the address 127.0.0.1.
 */
export function testCertificate(name: string, signer?: TestCertificate): TestCertificate {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const key = forge.pki.privateKeyFromPem(privateKey);
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.rsa.setPublicKey(key.n, key.e);
  made.serialNumber = (++serial).toString(16).padStart(4, "0");
  made.validity.notBefore = new Date(Date.now() - 86_400_000);
  made.validity.notAfter = new Date(Date.now() + 86_400_000);
  made.setSubject([{ name: "commonName", value: name }]);
  made.setIssuer(
    signer
      ? forge.pki.certificateFromPem(signer.cert).subject.attributes
      : [{ name: "commonName", value: name }],
  );
  made.setExtensions([
    { name: "basicConstraints", cA: signer === undefined },
    {
      name: "subjectAltName",
      altNames: [
        { type: 2, value: "localhost" },
        { type: 7, ip: "127.0.0.1" },
      ],
    },
  ]);
  made.sign(signer ? forge.pki.privateKeyFromPem(signer.key) : key, forge.md.sha256.create());
  const cert = forge.pki.certificateToPem(made);
  const fingerprint = createHash("sha256").update(new X509Certificate(cert).raw).digest("hex");
  return { cert, key: privateKey, fingerprint };
}

/** Writes what a listener's settings name. */
export function tlsFiles(folder: string, own: TestCertificate, ca?: TestCertificate) {
  const write = (file: string, text: string): string => {
    const path = join(folder, file);
    writeFileSync(path, text);
    return path;
  };
  return {
    certFile: write("cert.pem", own.cert),
    keyFile: write("key.pem", own.key),
    caFile: ca === undefined ? undefined : write("ca.pem", ca.cert),
  };
}
