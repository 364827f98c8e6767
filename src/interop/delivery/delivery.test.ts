import { readdirSync, readFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "../../../test/alliance.js";
import { newWorld, type Someone, type World } from "../../../test/world.js";
import { frame, FrameReader } from "../domain/hl7/framing.js";
import type { InteropHost } from "../host.js";
import { mostAttempts } from "./backoff.js";
import { deliverNextOpinion } from "./deliver.js";

let world: World;
let alliance: Alliance;
let engineer: Someone;
let host: InteropHost;
const sockets = new Set<Socket>();
/** What the hospital's system hears, and how it answers; by default AA. */
let heard: string[] = [];
let answer: (controlId: string) => string | undefined;
const ack = (code: string, controlId: string, said = "") =>
  `MSH|^~\\&|HIS|H|CONSILIUM|PLATFORM|20260301080000||ACK^T02|9|P|2.5.1\rMSA|${code}|${controlId}|${said}\r`;
const his = createServer((socket) => {
  sockets.add(socket);
  const reader = new FrameReader({ maxFrameBytes: 10_000_000, maxStrayBytes: 1000 });
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    for (const event of reader.push(chunk))
      if (event.kind === "frame") {
        const message = Buffer.from(event.bytes).toString("utf8");
        heard.push(message);
        const reply = answer(message.split("|")[9] ?? "");
        if (reply === undefined) socket.destroy();
        else socket.write(frame(Buffer.from(reply)));
      }
  });
});
let posted: { body: string; headers: Record<string, unknown> }[] = [];
let status = 201;
const fhir = createHttp((request, response) => {
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => {
    posted.push({ body, headers: request.headers });
    response.writeHead(status, { "content-type": "application/fhir+json" });
    response.end(
      '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"x","diagnostics":"nein"}]}',
    );
  });
});
const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 2);
  engineer = await world.person(alliance.operator, "信息科 周工", "system_admin");
  host = {
    database: world.database,
    cipher: world.cipher,
    dropDirectory: join(world.filesFolder, "drop"),
    networks: ["127.0.0.1/32"],
  };
  await new Promise<void>((resolve) => his.listen(0, "127.0.0.1", resolve));
  await new Promise<void>((resolve) => fhir.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  his.close();
  fhir.close();
  await world.close();
});
beforeEach(async () => {
  heard = [];
  posted = [];
  status = 201;
  answer = (id) => ack("AA", id);
  // Each test has its own destinations.
  await world.query(sql`update interop.destination set status = 'paused'`);
});

let named = 0;
async function destination(institutionId: string, settings: object, secret?: string): Promise<string> {
  const made = ok(
    await engineer.post("/api/destinations", {
      institutionId,
      name: `去向 ${++named}`,
      settings,
      ...(secret !== undefined && { secret }),
    }),
  ).body;
  ok(await engineer.post(`/api/destinations/${made.destinationId as string}/status`, { status: "enabled" }));
  return made.destinationId as string;
}
const mllp = (port = portOf(his), more: object = {}) => ({
  kind: "mllp",
  host: "127.0.0.1",
  port,
  receivingApplication: "HIS",
  receivingFacility: "云溪县人民医院",
  ...more,
});

async function signed(): Promise<{ id: string; expert: Someone; revision: number }> {
  const id = await alliance.submit();
  const offer = await alliance.openOffer(id);
  ok(await offer.expert.post(`/api/offers/${offer.id}/accept`, {}));
  await world.drain();
  await write(offer.expert, id, 0, "随访");
  return { id, expert: offer.expert, revision: 1 };
}
async function write(expert: Someone, id: string, revision: number, advice: string) {
  const text = { answer: "需要手术", conclusion: "早期肺癌可能", advice };
  ok(await expert.put(`/api/cases/${id}/opinion`, { revision, text }));
  ok(await expert.post(`/api/cases/${id}/opinion/sign`, { revision: revision + 1 }));
  await world.drain();
}
const sendAll = async () => {
  let sent = 0;
  while (
    await deliverNextOpinion(host, (error) => {
      throw error;
    })
  )
    sent++;
  return sent;
};
const deliveries = async (id: string) =>
  world.query(
    sql<{
      status: string;
      attempts: number;
      opinion_version: number;
      outcome: { code: string } | null;
      institution_id: string;
    }>`
      select status, attempts, opinion_version, outcome, institution_id from interop.delivery where case_id = ${id} order by created_at, id`,
  );

test("a signed opinion reaches both hospitals by three ways, each once", async () => {
  await destination(alliance.county, mllp());
  await destination(alliance.county, {
    kind: "folder",
    folder: "yunxi",
    formats: ["pdf", "cda", "fhir", "hl7"],
  });
  await destination(
    alliance.tertiary,
    { kind: "fhir", baseUrl: `http://127.0.0.1:${portOf(fhir)}/r4`, auth: "bearer" },
    "geheim",
  );
  const { id } = await signed();
  expect((await deliveries(id)).map((one) => one.status)).toEqual(["queued", "queued", "queued"]);
  expect(await sendAll()).toBe(3);
  expect((await deliveries(id)).map((one) => one.status)).toEqual([
    "acknowledged",
    "acknowledged",
    "acknowledged",
  ]);
  expect(heard).toHaveLength(1);
  expect(heard[0]).toContain("MDM^T02^MDM_T02");
  expect(heard[0]).toContain("早期肺癌可能");
  expect(posted).toHaveLength(1);
  expect(posted[0]!.headers).toMatchObject({ authorization: "Bearer geheim" });
  expect(String(posted[0]!.headers["if-none-exist"])).toContain("identifier=");
  expect(JSON.parse(posted[0]!.body)).toMatchObject({ resourceType: "Bundle", type: "document" });
  const folder = join(host.dropDirectory, "outgoing", "yunxi");
  const files = readdirSync(folder).sort();
  expect(files.map((name) => name.replace(/^opinion-[^.]+\.1\./, ""))).toEqual([
    "cda.xml",
    "fhir.json",
    "hl7",
    "pdf",
  ]);
  expect(
    readFileSync(join(folder, files.at(-1)!))
      .subarray(0, 5)
      .toString(),
  ).toBe("%PDF-");
  // Its signing told again, nothing goes out twice.
  await world.system(async (tx) => {
    const { publish } = await import("../../platform/outbox.js");
    await publish(tx, {
      topic: "consultation.opinion-signed",
      subjectId: id,
      payload: {
        version: 1,
        personId: alliance.requester.id,
        institutionId: alliance.tertiary,
        isComplete: true,
      },
    });
  });
  await world.drain();
  expect(await sendAll()).toBe(0);
  expect(await deliveries(id)).toHaveLength(3);
});

test("an answer that is no answer is not taken for one, and the same message goes out again later", async () => {
  await destination(alliance.county, mllp());
  const { id } = await signed();
  const ways: (typeof answer)[] = [
    () => undefined,
    () => ack("AA", "another"),
    () => "MSH|garbage",
    (one) => ack("AE", one, "库满"),
  ];
  for (const [n, way] of ways.entries()) {
    answer = way;
    expect(await sendAll()).toBe(1);
    expect(await deliveries(id)).toMatchObject([{ status: "queued", attempts: n + 1 }]);
    expect(await sendAll()).toBe(0);
    await world.passTime(24 * 60);
  }
  expect((await deliveries(id))[0]?.outcome).toMatchObject({ code: "AE" });
  answer = (one) => ack("CA", one);
  expect(await sendAll()).toBe(1);
  expect(await deliveries(id)).toMatchObject([{ status: "acknowledged" }]);
  // The receiver can tell that it was the same message every time.
  expect(new Set(heard.map((message) => message.split("|")[9])).size).toBe(1);
});

test("refused for good, it fails at once; tried enough, it fails as well; a person sends it again", async () => {
  await destination(alliance.county, mllp());
  const { id } = await signed();
  answer = (one) => ack("AR", one, "未登记的机构|x");
  await sendAll();
  expect(await deliveries(id)).toMatchObject([{ status: "failed", attempts: 1 }]);
  const affairs = await world.person(alliance.county, "医务部", "medical_affairs");
  const [seen] = (await affairs.get("/api/deliveries?status=failed")).body.items;
  expect(seen).toMatchObject({
    status: "failed",
    kind: "mllp",
    outcome: { zh: expect.stringContaining("未登记的机构") as unknown },
  });
  const elsewhere = await world.person(alliance.tertiary, "外院医务部", "medical_affairs");
  expect(
    (await elsewhere.get("/api/deliveries")).body.items.map((one: { deliveryId: string }) => one.deliveryId),
  ).not.toContain(seen.deliveryId);
  expect((await elsewhere.post(`/api/deliveries/${seen.deliveryId as string}/retry`)).body.code).toBe(
    "delivery_not_failed",
  );
  ok(await affairs.post(`/api/deliveries/${seen.deliveryId as string}/retry`));
  answer = () => undefined;
  for (let n = 0; n < mostAttempts; n++) {
    expect(await sendAll()).toBe(1);
    await world.passTime(24 * 60 + 1);
  }
  expect(await deliveries(id)).toMatchObject([{ status: "failed", attempts: mostAttempts }]);
  expect(await sendAll()).toBe(0);
});

test("a version that was amended before it went out makes room for the new one", async () => {
  await destination(alliance.county, mllp());
  const { id, expert, revision } = await signed();
  await write(expert, id, revision, "补充");
  expect(await sendAll()).toBe(2);
  expect((await deliveries(id)).map((one) => [one.opinion_version, one.status])).toEqual([
    [1, "failed"],
    [2, "acknowledged"],
  ]);
  expect(heard).toHaveLength(1);
  expect(heard[0]).toContain("补充");
});

test("a FHIR server that is down is asked again, one that refuses is not; a private network must be allowed", async () => {
  await destination(alliance.county, {
    kind: "fhir",
    baseUrl: `http://127.0.0.1:${portOf(fhir)}/r4`,
    auth: "none",
  });
  const { id } = await signed();
  status = 503;
  await sendAll();
  expect(await deliveries(id)).toMatchObject([{ status: "queued" }]);
  await world.passTime(5);
  status = 422;
  await sendAll();
  expect(await deliveries(id)).toMatchObject([{ status: "failed", outcome: { code: "http_422" } }]);
  const second = await signed();
  await deliverNextOpinion({ ...host, networks: [] }, () => undefined);
  expect(await deliveries(second.id)).toMatchObject([
    { status: "failed", outcome: { code: "address_refused" } },
  ]);
});

test("who may read the case takes the opinion along in every format; nobody else does", async () => {
  const { id, expert } = await signed();
  const url = (format: string) => `/api/cases/${id}/opinion/export?format=${format}`;
  const types = {
    pdf: "application/pdf",
    fhir: "application/fhir+json",
    cda: "application/xml",
    hl7: "x-application",
  };
  for (const [format, type] of Object.entries(types)) {
    const reply = await alliance.requester.get(url(format));
    expect(reply.status).toBe(200);
    expect(String(reply.headers["content-type"])).toContain(type);
    expect(String(reply.headers["content-disposition"])).toMatch(/^attachment; filename="opinion-[\w.-]+"$/);
  }
  expect((await expert.get(url("cda"))).status).toBe(200);
  const stranger = await world.person(alliance.county, "同院医生", "requester");
  expect((await stranger.get(url("pdf"))).status).toBe(404);
  expect((await alliance.requester.get(url("docx"))).status).toBe(400);
  const audited = await world.query(
    sql`select 1 from platform.audit_entry where case_id = ${id} and action = 'opinion.export'`,
  );
  expect(audited).toHaveLength(5);
});

test("destinations are set up by who may, for hospitals, with words for what is wrong", async () => {
  const affairs = await world.person(alliance.county, "医务部乙", "medical_affairs");
  expect((await affairs.get("/api/destinations")).status).toBe(200);
  expect((await affairs.post("/api/destinations", { name: "x", settings: mllp() })).status).toBe(403);
  const post = (body: object) => engineer.post("/api/destinations", body);
  expect((await post({ name: "x", settings: mllp() })).body.code).toBe("institution_needed");
  expect((await post({ institutionId: alliance.county, name: "x", settings: mllp(0) })).status).toBe(400);
  expect(
    (
      await post({
        institutionId: alliance.county,
        name: "x",
        settings: { kind: "folder", folder: "../etc" },
      })
    ).status,
  ).toBe(400);
  const made = ok(await post({ institutionId: alliance.county, name: "唯一", settings: mllp() })).body;
  expect((await post({ institutionId: alliance.county, name: "唯一", settings: mllp() })).body.code).toBe(
    "destination_name_taken",
  );
  const change = { name: "改名", settings: mllp(2575), version: 1 };
  const put = (body: object) => engineer.put(`/api/destinations/${made.destinationId as string}`, body);
  expect((await put(change)).body).toMatchObject({ name: "改名", version: 2 });
  expect((await put(change)).body.code).toBe("destination_changed_meanwhile");
});
