import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import forge from "node-forge";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type World } from "../../../test/world.js";
import { instant } from "../../kernel/time.js";
import { emptyOpinion } from "../domain/opinion.js";
import { bringCertificate, paperCertificate } from "./paper-certificate.js";
import { printSealed } from "./print-sealed.js";

let world: World;
const folder = mkdtempSync(join(tmpdir(), "consilium-seal-"));
beforeAll(async () => {
  world = await newWorld();
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});
const host = () => ({ database: world.database, fieldCipher: world.cipher });
const at = instant("2026-11-01T08:00:00Z");
const print = () =>
  printSealed(host(), {
    request: {
      caseId: "c",
      caseNumber: "2026-000001",
      mode: "written",
      urgencyLevel: "II",
      liabilityClass: "consult",
      submittedAt: at,
      requester: { personId: "p", name: "周一诺", institutionId: "i", institutionName: "云溪县人民医院" },
      patient: { name: "王囍", sex: "female", ageYears: 63, isPregnant: false },
      question: "是否需要转院？",
      summary: "突发胸痛 3 小时。",
      vitals: {},
      diagnoses: [],
    },
    performer: { personId: "q", name: "沈书远", post: "", institutionId: "j", institutionName: "省医院" },
    opinion: { ...emptyOpinion, answer: "需要", conclusion: "急性心肌梗死" },
    signatures: [
      {
        version: 1,
        signerName: "沈书远",
        signedAt: at,
        sha256: "0".repeat(64),
        algorithm: "SM2-SM3",
        provider: "consilium-sm2",
        publicKey: "",
        isValid: true,
      },
    ],
    disposition: null,
    copyOf: null,
  });

/** The signed stretches of the file and the CMS between them. */
function readSeal(pdf: Buffer): { signed: Buffer; cms: Buffer } {
  const range = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/.exec(pdf.toString("latin1"));
  if (!range) throw new Error("no signature in the file");
  const [a, b, c, d] = range.slice(1).map(Number) as [number, number, number, number];
  const hex = pdf.subarray(a + b + 1, c - 1).toString("latin1");
  // The signature stands at the beginning of the room that was kept for it; its own length says where it ends.
  const room = Buffer.from(hex, "hex");
  const length = room.readUInt8(1) === 0x82 ? room.readUInt16BE(2) + 4 : room.length;
  return {
    signed: Buffer.concat([pdf.subarray(a, a + b), pdf.subarray(c, c + d)]),
    cms: room.subarray(0, length),
  };
}

/** The signer's message digest in the CMS, and whether his signature over the attributes holds. */
function checkSeal(pdf: Buffer): boolean {
  const { signed, cms } = readSeal(pdf);
  const message = forge.pkcs7.messageFromAsn1(
    forge.asn1.fromDer(forge.util.createBuffer(cms.toString("binary"))),
  ) as forge.pkcs7.PkcsSignedData & {
    rawCapture: { authenticatedAttributes: forge.asn1.Asn1[]; signature: string };
  };
  const certificate = message.certificates[0];
  const attributes = message.rawCapture.authenticatedAttributes;
  const set = forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.SET, true, attributes);
  const der = Buffer.from(forge.asn1.toDer(set).getBytes(), "binary");
  const digest = createHash("sha256").update(signed).digest("binary");
  const md = forge.md.sha256.create().update(der.toString("binary"));
  const key = certificate?.publicKey as forge.pki.rsa.PublicKey;
  return (
    der.toString("binary").includes(digest) && key.verify(md.digest().bytes(), message.rawCapture.signature)
  );
}

test("a printed opinion is sealed over every byte, and the same paper gives the same bytes", async () => {
  const pdf = await print();
  expect(checkSeal(pdf)).toBe(true);
  expect((await print()).equals(pdf)).toBe(true);
  const { signed } = readSeal(pdf);
  // Nothing but the signature itself is left out of what is signed.
  expect(pdf.length - signed.length).toBe(12_000 * 2 + 2);
  const altered = Buffer.from(pdf);
  altered[200] = (altered[200] ?? 0) ^ 1;
  expect(checkSeal(altered)).toBe(false);
});

const hasPdfsig = spawnSync("pdfsig", ["-v"]).error === undefined;
test.skipIf(!hasPdfsig)("a reader that others wrote accepts the seal, and a changed file not", async () => {
  const path = join(folder, "opinion.pdf");
  const pdf = await print();
  writeFileSync(path, pdf);
  const said = execFileSync("pdfsig", ["-nocert", path], { encoding: "utf8" });
  expect(said).toContain("Signature is Valid");
  expect(said).toContain("Total document signed");
  expect(said).toContain("Consilium");
  const at200 = pdf.indexOf("/Producer");
  pdf[at200 + 12] = (pdf[at200 + 12] ?? 0) ^ 1;
  writeFileSync(path, pdf);
  expect(spawnSync("pdfsig", ["-nocert", path], { encoding: "utf8" }).stdout).not.toContain(
    "Signature is Valid",
  );
});

test("an operator's own certificate takes over from the next paper on; a wrong one changes nothing", async () => {
  const run = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  run(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-utf8",
    "-keyout",
    "k",
    "-out",
    "c",
    "-subj",
    "/CN=云溪医联体",
    "-days",
    "3",
  );
  run("pkcs12", "-export", "-inkey", "k", "-in", "c", "-out", "own.p12", "-passout", "pass:geheim");
  const p12 = readFileSync(join(folder, "own.p12"));
  const before = await paperCertificate(world.database, world.cipher);
  const bring = (password: string, bytes: Uint8Array = p12) =>
    bringCertificate(world.database, world.cipher, { p12: bytes, password });
  expect(await bring("wrong")).toMatchObject({ error: "p12_unreadable" });
  expect(await bring("geheim", Buffer.from("nothing"))).toMatchObject({ error: "p12_unreadable" });
  expect((await paperCertificate(world.database, world.cipher)).id).toBe(before.id);
  expect(await bring("geheim")).toMatchObject({ ok: true, value: { subject: "云溪医联体" } });
  expect((await paperCertificate(world.database, world.cipher)).subject).toBe("云溪医联体");
  const pdf = await print();
  expect(checkSeal(pdf)).toBe(true);
  if (!hasPdfsig) return;
  writeFileSync(join(folder, "own.pdf"), pdf);
  const said = execFileSync("pdfsig", ["-nocert", join(folder, "own.pdf")], { encoding: "utf8" });
  expect(said).toContain("Signature is Valid");
  expect(said).toContain("云溪医联体");
});
