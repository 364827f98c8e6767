import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTimeAuthority, type TestAuthority } from "./time-authority-for-tests.js";
import { askTime, checkStamp } from "./trusted-time.js";

let authority: TestAuthority;
let wrongUsage: TestAuthority;
beforeAll(async () => {
  authority = await startTimeAuthority();
  wrongUsage = await startTimeAuthority("serverAuth,timeStamping");
});
afterAll(async () => {
  await authority.close();
  await wrongUsage.close();
});

const networks = ["127.0.0.1/32"];
const bytes = Buffer.from("签名", "utf8");
const ask = (certificate = authority.certificate, url = authority.url) =>
  askTime({ url, certificate, networks }, bytes);

test("a stamp of an authority that others wrote is taken, by its own certificate or its issuer's", async () => {
  for (const certificate of [authority.certificate, authority.issuer]) {
    const asked = await ask(certificate);
    if (!asked.ok) throw new Error(asked.error);
    expect(asked.value.stamp.authority).toBe("Test TSA");
    expect(Math.abs(Date.parse(asked.value.stamp.at) - Date.now())).toBeLessThan(10_000);
    expect(checkStamp(asked.value.token, bytes, certificate)).toEqual(asked.value.stamp);
    expect(checkStamp(asked.value.token, Buffer.from("other"), certificate)).toBeUndefined();
    expect(checkStamp(asked.value.token, bytes, certificate, randomBytes(8))).toBeUndefined();
  }
});

test("another authority's stamp, and one of a certificate for something else besides, is not trusted or not given", async () => {
  expect(await ask(wrongUsage.certificate)).toMatchObject({ error: "time_not_trusted" });
});

test("any changed byte of the token makes it worth nothing, and never an exception", async () => {
  const asked = await ask();
  if (!asked.ok) throw new Error(asked.error);
  const { token, stamp } = asked.value;
  let unchanged = 0;
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const copy = Buffer.from(token);
      copy[at] = (copy[at] ?? 0) ^ flip;
      const found = checkStamp(copy, bytes, authority.certificate);
      // Bytes outside what is signed (the wrapping of the certificate list) may change nothing; what it says stays.
      if (found) {
        unchanged++;
        expect(found).toEqual(stamp);
      }
    }),
  );
  expect(unchanged).toBeLessThan(30);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
      expect(checkStamp(noise, bytes, authority.certificate)).toBeUndefined();
    }),
  );
});

test("an authority that refuses, lies, replays, floods or is not there holds nothing up", async () => {
  let former: Buffer | undefined;
  authority.misbehave = (_asked, right) => {
    former = right();
    return { body: former };
  };
  expect(await ask()).toMatchObject({ ok: true });
  for (const [how, fault] of [
    [() => ({ status: 500, body: Buffer.from("no") }), "time_refused"],
    [() => ({ body: Buffer.from("<html>") }), "time_unreadable"],
    [() => ({ body: Buffer.alloc(100_000) }), "time_unreachable"],
    // PKIStatus rejection.
    [() => ({ body: Buffer.from("30053003020102", "hex") }), "time_refused"],
    // The answer to an earlier question: another nonce.
    [() => ({ body: former ?? Buffer.alloc(0) }), "time_not_trusted"],
  ] as const) {
    authority.misbehave = how;
    expect(await ask()).toMatchObject({ error: fault });
  }
  authority.misbehave = undefined;
  expect(await ask(authority.certificate, "http://127.0.0.1:9/")).toMatchObject({
    error: "time_unreachable",
  });
  expect(
    await askTime({ url: authority.url, certificate: authority.certificate, networks: [] }, bytes),
  ).toMatchObject({ error: "time_unreachable" });
});
