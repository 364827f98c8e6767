import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { instant } from "../kernel/time.js";
import { emptyOpinion } from "./domain/opinion.js";
import { type SignedContent, signedText } from "./domain/signed-content.js";
import { ed25519Name, sha256Hex } from "../signing/index.js";
import { checkVersion, checkVersions, type SignedVersion } from "./check-version.js";

const caseId = "0b5c3f7e-6f0e-4f53-9c4e-2a4a1f6a9d01";
const personId = "11111111-1111-4111-8111-111111111111";

const newKey = () => {
  const pair = generateKeyPairSync("ed25519");
  return {
    publicKey: pair.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    signBytes: (bytes: Uint8Array) => sign(null, bytes, pair.privateKey).toString("base64"),
  };
};
const own = newKey();
const stranger = newKey();

const contentOf = (version: number, previousSha256: string | null, advice = "立即转运"): SignedContent => ({
  caseId,
  caseNumber: "2026-000001",
  question: "胸痛 3 小时，是否需要急诊介入？",
  opinion: { ...emptyOpinion, answer: "需要", conclusion: "急性下壁心肌梗死", advice },
  liabilityClass: "consult",
  panel: [],
  author: { personId, name: "沈书远", post: "" },
  institution: { id: "22222222-2222-4222-8222-222222222222", name: "临江大学附属第一医院" },
  version,
  signedAt: instant("2026-03-01T08:00:00Z"),
  previousSha256,
});

function signed(content: SignedContent, key = own): SignedVersion {
  const bytes = Buffer.from(signedText(content), "utf8");
  return {
    version: content.version,
    content: bytes,
    sha256: sha256Hex(bytes),
    signerPersonId: content.author.personId,
    signerName: content.author.name,
    signedAt: content.signedAt,
    provider: ed25519Name,
    algorithm: "Ed25519",
    publicKey: key.publicKey,
    signature: key.signBytes(bytes),
  };
}

const first = signed(contentOf(1, null));
const check = (version: SignedVersion, ...keys: string[]) =>
  checkVersion(version, caseId, null, new Set(keys.length === 0 ? [own.publicKey] : keys));

test("an untouched version is valid", () => {
  expect(check(first)).toMatchObject({ isValid: true, content: { opinion: { answer: "需要" } } });
});

test("any changed byte of the content, even with the hash made to fit, breaks the signature", () => {
  fc.assert(
    fc.property(fc.nat(first.content.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const content = Uint8Array.from(first.content);
      content[at] = (content[at] ?? 0) ^ flip;
      expect(check({ ...first, content }).isValid).toBe(false);
      expect(check({ ...first, content, sha256: sha256Hex(content) }).isValid).toBe(false);
    }),
  );
});

test("any changed byte of signature or key breaks it too", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("signature", "publicKey"),
      fc.nat(43),
      fc.integer({ min: 1, max: 255 }),
      (what, at, flip) => {
        const bytes = Buffer.from(first[what], "base64");
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        const altered = bytes.toString("base64");
        expect(
          check({ ...first, [what]: altered }, what === "publicKey" ? altered : own.publicKey).isValid,
        ).toBe(false);
      },
    ),
  );
});

test("a key has one spelling: unused bits in its DER are refused", () => {
  const key = Buffer.from(first.publicKey, "base64");
  key[11] = 1;
  const respelt = key.toString("base64");
  expect(check({ ...first, publicKey: respelt }, respelt).isValid).toBe(false);
});

test("a forger who signs with another key, or moves a version, is found out", () => {
  const forged = signed(contentOf(1, null, "观察即可"), stranger);
  expect(check(forged).isValid).toBe(false);
  expect(checkVersion(forged, caseId, null, undefined).isValid).toBe(false);
  expect(
    checkVersion(first, "33333333-3333-4333-8333-333333333333", null, new Set([own.publicKey])).isValid,
  ).toBe(false);
  expect(check({ ...first, signerName: "别人" }).isValid).toBe(false);
  expect(check({ ...first, signedAt: "2026-03-02T08:00:00.000Z" }).isValid).toBe(false);
  expect(check({ ...first, provider: "unknown" }).isValid).toBe(false);
  expect(check({ ...first, signature: "", publicKey: "x" }, "x").isValid).toBe(false);
});

test("an amendment names the version before; a replaced first version breaks the chain", () => {
  const second = signed(contentOf(2, first.sha256, "观察即可"));
  const keys = new Map([[personId, new Set([own.publicKey])]]);
  const validity = (versions: SignedVersion[]) => checkVersions(versions, caseId, keys).map((v) => v.isValid);
  expect(validity([first, second])).toEqual([true, true]);
  expect(validity([signed(contentOf(1, null, "另一份意见")), second])).toEqual([true, false]);
  expect(validity([second])).toEqual([false]);
  expect(checkVersions([first], caseId, new Map()).map((v) => v.isValid)).toEqual([false]);
});
