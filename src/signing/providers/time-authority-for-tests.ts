import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A time authority of a test: OpenSSL's, behind a real socket. */
export interface TestAuthority {
  readonly url: string;
  /** PEM of the authority's own certificate. */
  readonly certificate: string;
  /** PEM of the one it comes from. */
  readonly issuer: string;
  /** Answers the next requests in another way; undefined goes back to normal. */
  misbehave: ((request: Buffer, right: () => Buffer) => { status?: number; body: Buffer }) | undefined;
  /** One right answer (TimeStampResp, DER) to a request. */
  answer(request: Buffer): Buffer;
  close(): Promise<void>;
}

const run = (folder: string, ...args: string[]): Buffer =>
  execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });

/** `usage` "timeStamping" makes a right certificate; anything else one that may not stamp times. */
export async function startTimeAuthority(usage = "timeStamping"): Promise<TestAuthority> {
  const folder = mkdtempSync(join(tmpdir(), "consilium-tsa-"));
  writeFileSync(
    join(folder, "tsa.cnf"),
    `[tsa]\ndefault_tsa = one\n[one]\nserial = serial\ncrypto_device = builtin\nsigner_cert = tsa.pem\n` +
      `signer_key = tsa.key\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\nother_policies = 1.2.3.4.5\n` +
      `digests = sha256, sha512\naccuracy = secs:1\nordering = no\ntsa_name = no\ness_cert_id_chain = no\n`,
  );
  writeFileSync(join(folder, "serial"), "01\n");
  writeFileSync(join(folder, "ext"), `extendedKeyUsage = critical,${usage}\nbasicConstraints = CA:FALSE\n`);
  run(
    folder,
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-subj",
    "/CN=Test CA",
    "-days",
    "2",
  );
  run(
    folder,
    "req",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    "tsa.key",
    "-out",
    "tsa.csr",
    "-subj",
    "/CN=Test TSA",
  );
  run(
    folder,
    "x509",
    "-req",
    "-in",
    "tsa.csr",
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-days",
    "2",
    "-extfile",
    "ext",
    "-out",
    "tsa.pem",
  );
  const self: Pick<TestAuthority, "misbehave"> = { misbehave: undefined };
  const answer = (request: Buffer): Buffer => {
    writeFileSync(join(folder, "q.tsq"), request);
    run(folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q.tsq", "-out", "a.tsr");
    return readFileSync(join(folder, "a.tsr"));
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const asked = Buffer.concat(chunks);
      const reply = self.misbehave?.(asked, () => answer(asked)) ?? { body: answer(asked) };
      response.writeHead(reply.status ?? 200, { "content-type": "application/timestamp-reply" });
      response.end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`,
    certificate: readFileSync(join(folder, "tsa.pem"), "utf8"),
    issuer: readFileSync(join(folder, "ca.pem"), "utf8"),
    get misbehave() {
      return self.misbehave;
    },
    set misbehave(how) {
      self.misbehave = how;
    },
    answer,
    async close() {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
