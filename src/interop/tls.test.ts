import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type TlsOptions } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { testCertificate, tlsFiles } from "./certificates-for-tests.js";
import { exchange, type MllpTarget } from "./delivery/mllp-exchange.js";
import { frame } from "./domain/hl7/framing.js";
import { type Hl7Listener, type Hl7Settings, startHl7Listener } from "./hl7/listener.js";
import { newSender, person, staffMessage } from "./mllp-for-tests.js";

const ca = testCertificate("Hospital group CA");
const otherCa = testCertificate("Other CA");
const platform = testCertificate("consilium.example", ca);
const his = testCertificate("his.renhe.example", ca);
const lab = testCertificate("lab.renhe.example", ca);
const stranger = testCertificate("his.renhe.example", otherCa);

let world: World;
let engineer: Someone;
let connectorId: string;
let version: number;
const folder = mkdtempSync(join(tmpdir(), "consilium-tls-"));
const faults: string[] = [];
const listening: Hl7Listener[] = [];

const listen = async (tls: Hl7Settings["tls"]): Promise<number> => {
  const listener = await startHl7Listener(
    { database: world.database, cipher: world.cipher, dropDirectory: folder, networks: [] },
    { host: "127.0.0.1", port: 0, tls },
    {
      onMessage: () => undefined,
      onFault: ({ fault }) => faults.push(fault),
      onError: (error) => faults.push(String(error)),
    },
  );
  listening.push(listener);
  return listener.port;
};

beforeAll(async () => {
  world = await newWorld();
  const hospital = await world.institution("仁和县医院");
  const operator = await world.institution("会诊平台运营中心", "operator");
  engineer = await world.person(operator, "信息科 周工", "system_admin");
  const made = await engineer.post("/api/connectors", {
    institutionId: hospital,
    name: "HIS",
    settings: settings(),
  });
  expect(made.status, JSON.stringify(made.body)).toBe(200);
  connectorId = made.body.connectorId as string;
  version = (await engineer.post(`/api/connectors/${connectorId}/status`, { status: "enabled" })).body
    .version as number;
});
afterAll(async () => {
  for (const listener of listening) await listener.stop();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

function settings(more: object = {}) {
  return {
    kind: "mllp",
    sendingApplication: "HIS",
    sendingFacility: "仁和县医院",
    allowedAddresses: ["127.0.0.1"],
    ...more,
  };
}
const bind = async (more: object): Promise<number> => {
  const changed = await engineer.put(`/api/connectors/${connectorId}`, {
    name: "HIS",
    settings: settings(more),
    mapping: {},
    scheduleMinutes: null,
    version,
  });
  if (changed.status === 200) version = changed.body.version as number;
  return changed.status;
};
let count = 0;
const send = async (port: number, tls: Parameters<typeof newSender>[1]): Promise<string> => {
  const sender = await newSender(port, tls);
  try {
    const reply = await sender.send(
      staffMessage({ controlId: `T${String(++count)}` }, ...person("9001", "秦守诚")),
    );
    return /\rMSA\|(A[AER])/u.exec(reply)?.[1] ?? reply;
  } finally {
    sender.end();
    await sender.closed;
  }
};
const as = (own: { cert: string; key: string } | undefined) => ({
  ca: ca.cert,
  ...(own && { cert: own.cert, key: own.key }),
});

test("with a certificate the port speaks TLS: messages land, and who does not speak it gets no answer", async () => {
  const port = await listen(tlsFiles(folder, platform));
  expect(await send(port, as(undefined))).toBe("AA");
  await expect(send(port, undefined)).rejects.toThrow();
  // A sender that does not trust the platform's CA finds out before it has said anything.
  await expect(send(port, { ca: otherCa.cert })).rejects.toThrow(/certificate/u);
  await expect(
    send(port, { ...as(undefined), maxVersion: "TLSv1.1", minVersion: "TLSv1.1" }),
  ).rejects.toThrow();
  expect(faults).toContain("tls_refused");
});

test("with a CA a sender must show a certificate it has signed; a connector may be bound to one of them", async () => {
  const port = await listen(tlsFiles(folder, platform, ca));
  await expect(send(port, as(undefined))).rejects.toThrow();
  await expect(send(port, as(stranger))).rejects.toThrow();
  expect(await send(port, as(his))).toBe("AA");
  expect(await bind({ clientCertificateName: "his.renhe.example" })).toBe(200);
  expect([await send(port, as(his)), await send(port, as(lab))]).toEqual(["AA", "AR"]);
  // By the certificate itself, as openssl writes its fingerprint.
  const written = lab.fingerprint.toUpperCase().replace(/..(?!$)/gu, "$&:");
  expect(await bind({ clientCertificates: [written] })).toBe(200);
  expect([await send(port, as(his)), await send(port, as(lab))]).toEqual(["AR", "AA"]);
  // By the CA that signed it: whoever has one of its certificates.
  expect(await bind({ clientCertificates: [ca.fingerprint] })).toBe(200);
  expect([await send(port, as(his)), await send(port, as(lab))]).toEqual(["AA", "AA"]);
  expect(await bind({ clientCertificates: [otherCa.fingerprint] })).toBe(200);
  expect(await send(port, as(his))).toBe("AR");
  expect(await bind({ clientCertificates: ["abc"] })).toBe(400);
  // A connector that is bound to a certificate takes nothing on a port that asks for none.
  const open = await listen(undefined);
  expect(await send(open, undefined)).toBe("AR");
  expect(await bind({})).toBe(200);
  expect(await send(open, undefined)).toBe("AA");
});

test("files that cannot be used are named when the node starts", async () => {
  const good = tlsFiles(folder, platform);
  await expect(listen({ ...good, certFile: join(folder, "nowhere.pem") })).rejects.toThrow(
    /HL7_TLS_CERT.*nowhere\.pem.*ENOENT/u,
  );
  const ca = join(folder, "no-ca.pem");
  writeFileSync(ca, "no certificate");
  await expect(listen({ ...good, caFile: ca })).rejects.toThrow(/HL7_TLS_CA/u);
  const key = join(folder, "other-key.pem");
  writeFileSync(key, his.key);
  await expect(listen({ ...good, keyFile: key })).rejects.toThrow(/HL7_TLS_KEY.*a pair/u);
});

/** A receiver of opinions that answers whatever comes with `AA`. */
async function receiver(options: TlsOptions | undefined): Promise<{ port: number; close: () => void }> {
  const answer = (socket: Socket): void => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.write(frame(Buffer.from("MSH|^~\\&\rMSA|AA|1\r"))));
  };
  const server = options === undefined ? createPlainServer(answer) : createServer(options, answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}
const give = async (port: number, tls: MllpTarget["tls"], host = "127.0.0.1"): Promise<string> => {
  const answer = await exchange({ host, address: "127.0.0.1", port, tls }, Buffer.from("MSH|"));
  return typeof answer === "string" ? answer : new TextDecoder().decode(answer).slice(0, 3);
};

test("opinions go out over TLS to whom the destination trusts, by the name it was given", async () => {
  const own = { cert: Buffer.from(platform.cert), key: Buffer.from(platform.key) };
  const asks = await receiver({
    cert: his.cert,
    key: his.key,
    ca: ca.cert,
    requestCert: true,
    rejectUnauthorized: true,
  });
  const plain = await receiver(undefined);
  const trusted = { ca: ca.cert, own };
  expect(await give(asks.port, trusted)).toBe("MSH");
  expect(await give(asks.port, trusted, "localhost")).toBe("MSH");
  expect(await give(asks.port, trusted, "somewhere.example")).toBe("tls_refused");
  expect(await give(asks.port, { ca: otherCa.cert, own })).toBe("tls_refused");
  // Not signed by any public CA.
  expect(await give(asks.port, { ca: "", own })).toBe("tls_refused");
  expect(
    await give(asks.port, { ca: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", own }),
  ).toBe("ca_unreadable");
  expect(await give(plain.port, trusted)).toBe("tls_refused");
  expect(await give(plain.port, undefined)).toBe("MSH");
  asks.close();
  plain.close();
});
