import { createHash } from "node:crypto";
import fc from "fast-check";
import { sm2, sm3 } from "sm-crypto-v2";
import { expect, test } from "vitest";
import { sm2Point, sm2Spki, verifySm2 } from "./sm2-provider.js";

/** Source: GM/T 0003.5-2012, annex A (signature on the recommended curve). */
const vector = {
  privateKey: "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8",
  point:
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020" +
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
  r: "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3",
  s: "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
  message: "message digest",
};
/** SEQUENCE of two INTEGERs whose first bit is set. */
const der = Buffer.from(`3046022100${vector.r}022100${vector.s}`, "hex").toString("base64");
const vectorKey = sm2Spki(vector.point);

test("the standard's own signature holds, with its user id and no other text", () => {
  expect(sm2.getPublicKeyFromPrivateKey(vector.privateKey)).toBe(vector.point);
  const bytes = Buffer.from(vector.message);
  expect(verifySm2(bytes, { publicKey: vectorKey, value: der })).toBe(true);
  expect(verifySm2(Buffer.from("message digesT"), { publicKey: vectorKey, value: der })).toBe(false);
  const empty = sm2.doSignature(new Uint8Array(bytes), vector.privateKey, {
    der: true,
    hash: true,
    userId: "",
  });
  expect(
    verifySm2(bytes, { publicKey: vectorKey, value: Buffer.from(empty, "hex").toString("base64") }),
  ).toBe(false);
});

test("SM3 is the standard's, by two implementations", () => {
  // Source: GB/T 32905-2016, annex A.1.
  const expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
  expect(sm3(new TextEncoder().encode("abc"))).toBe(expected);
  expect(createHash("sm3").update("abc").digest("hex")).toBe(expected);
});

test("what is signed verifies, and any changed byte of text, key or signature does not", () => {
  const pair = sm2.generateKeyPairHex();
  const publicKey = sm2Spki(pair.publicKey);
  const sign = (bytes: Uint8Array) =>
    Buffer.from(
      sm2.doSignature(new Uint8Array(bytes), pair.privateKey, {
        der: true,
        hash: true,
        userId: "1234567812345678",
      }),
      "hex",
    ).toString("base64");
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (bytes, at, flip) => {
        const value = sign(bytes);
        expect(verifySm2(bytes, { publicKey, value })).toBe(true);
        const flipped = (from: Uint8Array) => {
          const copy = Buffer.from(from);
          copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ flip;
          return copy;
        };
        expect(verifySm2(flipped(bytes), { publicKey, value })).toBe(false);
        const other = flipped(Buffer.from(value, "base64")).toString("base64");
        expect(verifySm2(bytes, { publicKey, value: other })).toBe(false);
        const key = flipped(Buffer.from(publicKey, "base64")).toString("base64");
        expect(verifySm2(bytes, { publicKey: key, value })).toBe(false);
      },
    ),
    { numRuns: 30 },
  );
});

test("a key has one spelling, and nonsense is false", () => {
  expect(sm2Point(vectorKey)).toBe(vector.point);
  for (const key of ["", "AA==", `${vectorKey}AA`, vectorKey.replace("=", ""), vectorKey.slice(4)]) {
    expect(sm2Point(key)).toBeUndefined();
    expect(verifySm2(Buffer.from("x"), { publicKey: key, value: der })).toBe(false);
  }
  for (const value of ["", "AA==", "not base64", `${der}A`])
    expect(verifySm2(Buffer.from(vector.message), { publicKey: vectorKey, value })).toBe(false);
});
