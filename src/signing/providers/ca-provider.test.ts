import { execFileSync } from "node:child_process";
import { constants, createHash, createPrivateKey, privateEncrypt, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { caProvider, verifyCa } from "./ca-provider.js";
import { SigningUnavailableError } from "./signature-provider.js";

/** A certificate authority with three people, and a service that signs hashes for them as the contract says. */
const folder = mkdtempSync(join(tmpdir(), "consilium-ca-"));
const run = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
const file = (name: string) => readFileSync(join(folder, name), "utf8");
const text = Buffer.from("会诊意见", "utf8");
const signer = { personId: "11111111-1111-4111-8111-111111111111", name: "沈书远" };

function issue(name: string, subject: string, extensions = "basicConstraints = CA:FALSE", ca = "ca") {
  writeFileSync(join(folder, "ext"), `${extensions}\n`);
  run(
    "req",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-utf8",
    "-keyout",
    `${name}.key`,
    "-out",
    `${name}.csr`,
    "-subj",
    `/CN=${subject}`,
  );
  run(
    "x509",
    "-req",
    "-in",
    `${name}.csr`,
    "-CA",
    `${ca}.pem`,
    "-CAkey",
    `${ca}.key`,
    "-CAcreateserial",
    "-days",
    "2",
    "-extfile",
    "ext",
    "-out",
    `${name}.pem`,
  );
}

/** PKCS #1 over a digest that was made elsewhere: what a service does that never sees the text. */
function signHash(key: string, hash: Buffer): string {
  const info = Buffer.concat([Buffer.from("3031300d060960864801650304020105000420", "hex"), hash]);
  return privateEncrypt({ key: file(key), padding: constants.RSA_PKCS1_PADDING }, info).toString("base64");
}

let server: Server;
let url = "";
let answer: (request: { hash: string; signer: { name: string } }) => { status?: number; body: string };
let asked: { body: string; authorization: string | undefined }[] = [];
const right =
  (name = "shen") =>
  (request: { hash: string }) => ({
    body: JSON.stringify({
      signature: signHash(`${name}.key`, Buffer.from(request.hash, "base64")),
      certificate: file(`${name}.pem`),
    }),
  });

beforeAll(async () => {
  for (const ca of ["ca", "other"])
    run(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      `${ca}.key`,
      "-out",
      `${ca}.pem`,
      "-subj",
      `/CN=${ca}`,
      "-days",
      "2",
    );
  issue("shen", "沈书远");
  issue("lu", "陆行之");
  issue("foreign", "沈书远", "basicConstraints = CA:FALSE", "other");
  issue("sub", "沈书远", "basicConstraints = critical,CA:TRUE");
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      asked.push({ body, authorization: request.headers.authorization });
      const reply = answer(JSON.parse(body) as Parameters<typeof answer>[0]);
      response.writeHead(reply.status ?? 200, { "content-type": "application/json" });
      response.end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const provider = (networks = ["127.0.0.1/32"]) =>
  caProvider({ url: `${url}/`, token: "t0ken", issuer: file("ca.pem"), networks });

test("the hash goes out and nothing of the text; signature and certificate come back and hold", async () => {
  answer = right();
  asked = [];
  const made = await provider().sign(text, signer);
  expect(verifyCa(text, made)).toBe(true);
  expect(verifyCa(Buffer.from("other"), made)).toBe(false);
  expect(made.certificate).toContain("BEGIN CERTIFICATE");
  expect(asked).toHaveLength(1);
  const sent = JSON.parse(asked[0]!.body) as Record<string, unknown>;
  expect(asked[0]!.authorization).toBe("Bearer t0ken");
  expect(sent).toMatchObject({
    signer,
    hashAlgorithm: "SHA-256",
    hash: createHash("sha256").update(text).digest("base64"),
  });
  expect(asked[0]!.body).not.toContain("会诊意见");
});

test.each([
  ["an error", () => ({ status: 500, body: "{}" })],
  ["no JSON", () => ({ body: "<html>" })],
  ["another shape", () => ({ body: '{"signature":"AA=="}' })],
  ["no certificate", () => ({ body: '{"signature":"AA==","certificate":"AA=="}' })],
  ["megabytes", () => ({ body: "x".repeat(200_000) })],
  ["another person's signature", right("lu")],
  ["a certificate of another issuer", right("foreign")],
  ["an authority's own certificate", right("sub")],
  [
    "a signature over something else",
    () => ({
      body: JSON.stringify({
        signature: sign("sha256", Buffer.from("else"), createPrivateKey(file("shen.key"))).toString("base64"),
        certificate: file("shen.pem"),
      }),
    }),
  ],
  [
    "this person's certificate with another's signature",
    (request: { hash: string }) => ({
      body: JSON.stringify({
        signature: signHash("lu.key", Buffer.from(request.hash, "base64")),
        certificate: file("shen.pem"),
      }),
    }),
  ],
])("a service that answers %s has signed nothing", async (_what, how) => {
  answer = how;
  await expect(provider().sign(text, signer)).rejects.toThrow(SigningUnavailableError);
});

test("an address that is not allowed is not asked", async () => {
  answer = right();
  asked = [];
  await expect(provider([]).sign(text, signer)).rejects.toThrow(SigningUnavailableError);
  expect(asked).toEqual([]);
});
