import { Signer } from "@signpdf/utils";
import forge from "node-forge";

type Attribute = forge.pki.CertificateField;
/** What the library's types leave out of a message that is being signed. */
interface Signed extends forge.pkcs7.PkcsSignedData {
  signers: { issuer: Attribute[] }[];
}

/**
 * The library keeps the bytes of a UTF-8 name it has read, and encodes them once more when it names the certificate in the
 * signature; a strict reader then finds no such certificate. Chinese names are such names.
 */
const asRead = (attribute: Attribute): Attribute =>
  (attribute.valueTagClass as unknown) === forge.asn1.Type.UTF8 && typeof attribute.value === "string"
    ? { ...attribute, value: forge.util.decodeUtf8(attribute.value) }
    : attribute;

/** Signs PDF files with the RSA key of a PKCS #12 that is not protected by a password. Source: RFC 5652 (CMS). */
export class PaperSigner extends Signer {
  readonly #p12: Buffer;
  constructor(p12: Buffer) {
    super();
    this.#p12 = p12;
  }

  override sign(pdf: Buffer, signingTime?: Date): Promise<Buffer> {
    const { pki, pkcs7, pkcs12, asn1, util } = forge;
    const bag = pkcs12.pkcs12FromAsn1(asn1.fromDer(util.createBuffer(this.#p12.toString("binary"))), "");
    const { pkcs8ShroudedKeyBag: keyBag = "", certBag = "" } = pki.oids;
    const key = bag.getBags({ bagType: keyBag })[keyBag]?.[0]?.key as forge.pki.rsa.PrivateKey;
    const certificates = (bag.getBags({ bagType: certBag })[certBag] ?? []).flatMap(({ cert }) => cert ?? []);
    const own = certificates.find(
      ({ publicKey }) => (publicKey as forge.pki.rsa.PublicKey).n.compareTo(key.n) === 0,
    );
    if (!own) throw new Error("the file has no certificate of its key");
    const message = pkcs7.createSignedData() as Signed;
    message.content = util.createBuffer(pdf.toString("binary"));
    for (const one of certificates) message.addCertificate(one);
    message.addSigner({
      key,
      certificate: own,
      digestAlgorithm: pki.oids["sha256"] ?? "",
      authenticatedAttributes: [
        { type: pki.oids["contentType"] ?? "", value: pki.oids["data"] ?? "" },
        { type: pki.oids["signingTime"] ?? "", value: (signingTime ?? new Date()) as unknown as string },
        { type: pki.oids["messageDigest"] ?? "" },
      ],
    });
    for (const signer of message.signers) signer.issuer = own.issuer.attributes.map(asRead);
    message.sign({ detached: true });
    return Promise.resolve(Buffer.from(asn1.toDer(message.toAsn1()).getBytes(), "binary"));
  }
}
