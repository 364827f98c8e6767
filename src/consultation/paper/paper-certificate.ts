import { generateKeyPair, randomUUID } from "node:crypto";
import { promisify } from "node:util";
import forge from "node-forge";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { instant } from "../../kernel/time.js";
import { type Database, systemContext, type Tx } from "../../platform/database/database.js";
import type { FieldCipher } from "../../platform/field-cipher.js";
import { consultationTables } from "../tables.js";

/** What seals printed opinions: key and certificate, and whose it is. */
export interface PaperCertificate {
  readonly id: string;
  /** PKCS #12, its key not protected further: it is kept under the field key. */
  readonly p12: Buffer;
  /** CN of the certificate. */
  readonly subject: string;
}

const subjectName = "Consilium 会诊平台电子签章";
/** Years an own certificate holds. */
const validYears = 10;

const findActive = (tx: Tx) =>
  consultationTables(tx)
    .selectFrom("consultation.paper_certificate")
    .selectAll()
    .where("retired_at", "is", null)
    .executeTakeFirst();

/** A key and a certificate it signs itself. Takes a tenth of a second. */
async function make(now: Date): Promise<{ p12: Buffer; validTo: Date }> {
  const pair = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const { pki } = forge;
  const privateKey = pki.privateKeyFromPem(pair.privateKey);
  const certificate = pki.createCertificate();
  certificate.publicKey = pki.publicKeyFromPem(pair.publicKey);
  // Positive and in DER's shortest form, or strict readers do not take the certificate.
  certificate.serialNumber = `4${randomUUID().replaceAll("-", "").slice(1)}`;
  certificate.validity.notBefore = now;
  const validTo = new Date(now);
  validTo.setUTCFullYear(validTo.getUTCFullYear() + validYears);
  certificate.validity.notAfter = validTo;
  const name = [
    {
      name: "commonName",
      value: subjectName,
      valueTagClass: forge.asn1.Type.UTF8 as unknown as forge.asn1.Class,
    },
  ];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, nonRepudiation: true, critical: true },
  ]);
  certificate.sign(privateKey, forge.md.sha256.create());
  const p12 = forge.pkcs12.toPkcs12Asn1(privateKey, [certificate], "", { algorithm: "3des" });
  return { p12: Buffer.from(forge.asn1.toDer(p12).getBytes(), "binary"), validTo };
}

let loaded: PaperCertificate | undefined;

/**
 * The certificate in use; the first paper of an installation makes one. It shows that the file has not changed since this
 * platform printed it; who wrote the opinion is shown by the physician's own signature inside.
 */
export async function paperCertificate(
  database: Database,
  fieldCipher: FieldCipher,
): Promise<PaperCertificate> {
  const known = await database.withTx(systemContext, findActive);
  if (known && loaded?.id === known.id) return loaded;
  if (!known) {
    const made = await make(new Date());
    await database.withTx(systemContext, async (tx) => {
      // Two first papers at once: one certificate is kept, and both are sealed with it.
      if (await findActive(tx)) return;
      await add(tx, fieldCipher, { ...made, subject: subjectName, isOwn: true });
    });
  }
  const row = known ?? (await database.withTx(systemContext, findActive));
  if (!row) throw new Error("the paper certificate vanished");
  loaded = {
    id: row.id,
    subject: row.subject,
    p12: Buffer.from(fieldCipher.decrypt(row.p12_cipher), "base64"),
  };
  return loaded;
}

const add = (
  tx: Tx,
  fieldCipher: FieldCipher,
  one: { p12: Buffer; subject: string; isOwn: boolean; validTo: Date },
) =>
  consultationTables(tx)
    .insertInto("consultation.paper_certificate")
    .values({
      id: randomUUID(),
      p12_cipher: fieldCipher.encrypt(one.p12.toString("base64")),
      subject: one.subject,
      is_own: one.isOwn,
      valid_to: instant(one.validTo),
      created_at: tx.now,
      retired_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export type BringRefusal = "p12_unreadable" | "p12_not_in_force" | "p12_no_rsa_key";

/** Takes an operator's own PKCS #12 into use from the next paper on; the former certificate is kept, retired. */
export async function bringCertificate(
  database: Database,
  fieldCipher: FieldCipher,
  given: { readonly p12: Uint8Array; readonly password: string },
): Promise<Result<{ subject: string; validTo: string }, BringRefusal>> {
  let key: forge.pki.PrivateKey | null | undefined;
  let certificates: forge.pki.Certificate[];
  try {
    const bytes = forge.util.createBuffer(Buffer.from(given.p12).toString("binary"));
    const bag = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(bytes), given.password);
    const { pkcs8ShroudedKeyBag: shrouded = "", keyBag: plain = "", certBag = "" } = forge.pki.oids;
    const keys = [shrouded, plain].flatMap((bagType) => bag.getBags({ bagType })[bagType] ?? []);
    key = keys[0]?.key;
    certificates = (bag.getBags({ bagType: certBag })[certBag] ?? []).flatMap(({ cert }) => cert ?? []);
  } catch {
    return refuse("p12_unreadable");
  }
  const rsa = key as forge.pki.rsa.PrivateKey | null | undefined;
  if (!rsa?.n) return refuse("p12_no_rsa_key");
  const own = certificates.find(
    ({ publicKey }) => (publicKey as forge.pki.rsa.PublicKey).n.compareTo(rsa.n) === 0,
  );
  if (!own) return refuse("p12_unreadable");
  const now = new Date();
  if (now < own.validity.notBefore || now > own.validity.notAfter) return refuse("p12_not_in_force");
  const named = own.subject.getField("CN") as { value: string } | null;
  const subject = named === null ? "PDF" : forge.util.decodeUtf8(named.value);
  const plain = forge.pkcs12.toPkcs12Asn1(rsa, [own, ...certificates.filter((one) => one !== own)], "", {
    algorithm: "3des",
  });
  const p12 = Buffer.from(forge.asn1.toDer(plain).getBytes(), "binary");
  await database.withTx(systemContext, async (tx) => {
    await consultationTables(tx)
      .updateTable("consultation.paper_certificate")
      .set({ retired_at: tx.now })
      .where("retired_at", "is", null)
      .execute();
    await add(tx, fieldCipher, { p12, subject, isOwn: false, validTo: own.validity.notAfter });
  });
  return ok({ subject, validTo: instant(own.validity.notAfter) });
}
