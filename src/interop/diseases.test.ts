import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Someone, World } from "../../test/world.js";
import type { FhirServer } from "./fhir-server-for-tests.js";
import type { Hl7Listener } from "./hl7/listener.js";
import { newSender, person, staffMessage } from "./mllp-for-tests.js";
import { runNext } from "./runner.js";
import { type InteropStage, newInteropStage } from "./stage-for-tests.js";

let world: World;
let engineer: Someone;
let operator: Someone;
let hospital: string;
let listener: Hl7Listener;
let server: FhirServer;

const extension = "https://his.example/fhir/treats";
let stage: InteropStage;
const host = () => stage.host();
const connector = (name: string, settings: object, more: object = {}) =>
  stage.connector(name, settings, more);

beforeAll(async () => {
  stage = await newInteropStage();
  ({ world, engineer, operator, hospital, listener, server } = stage);
});
afterAll(() => stage.close());

const run = async (connectorId: string) => {
  const queued = await engineer.post(`/api/connectors/${connectorId}/runs`, {});
  const errors: unknown[] = [];
  await runNext(host(), (error) => errors.push(error));
  expect(errors).toEqual([]);
  return (await engineer.get(`/api/connectors/${connectorId}/runs/${queued.body.runId as string}`)).body;
};
const diseasesOf = (name: string) =>
  world.query(sql<{ label: string; code: string | null }>`select c.label, c.code
    from experts.claim c join experts.practitioner p on p.id = c.practitioner_id
    where p.name = ${name} and c.kind in ('disease_cases', 'skill') and c.source = 'his' and c.superseded_by is null
    order by c.code`);
const asked = async (name: string) =>
  (
    (await operator.get("/api/terms/review?kind=diagnosis&limit=200")).body.items as {
      name: string;
      contexts: string[];
      items: { id: string; occurrences: number }[];
    }[]
  ).find((one) => one.name === name);

test("a disease of a dropped list that nobody can code is asked once, however often the list comes; the answer codes the claim", async () => {
  const connectorId = await connector("人事科", { kind: "file_drop", folder: "renhe" });
  const drop = (name: string, count: number): void => {
    const incoming = join(world.filesFolder, "drop", "renhe", "incoming");
    mkdirSync(incoming, { recursive: true });
    const list = `工号,姓名,科室,诊疗经验\nZ30,甄新病,神经内科,"脑梗死(120例)、小脑怪病(${String(count)}例)"\n`;
    writeFileSync(join(incoming, name), list);
    const at = new Date(Date.now() - 60_000);
    utimesSync(join(incoming, name), at, at);
  };
  drop("一.csv", 30);
  expect((await run(connectorId)).counts).toMatchObject({ rows: 1, added: 1 });
  drop("二.csv", 30);
  expect((await run(connectorId)).counts).toMatchObject({ rows: 1, unchanged: 1 });
  drop("三.csv", 31);
  expect((await run(connectorId)).counts).toMatchObject({ rows: 1, changed: 1 });
  const one = await asked("小脑怪病");
  expect(one).toMatchObject({ contexts: ["神经内科 · 30 例"], items: [{ occurrences: 1 }] });
  expect(await diseasesOf("甄新病")).toEqual([
    { label: "脑梗死", code: "I63.900" },
    { label: "小脑怪病", code: null },
  ]);
  const resolve = `/api/terms/review/${one?.items[0]?.id ?? ""}/resolve`;
  expect((await operator.post(resolve, { code: "G20.x00", scope: "institution" })).status).toBe(200);
  await world.drain();
  expect((await diseasesOf("甄新病")).map(({ code }) => code)).toEqual(["G20.x00", "I63.900"]);
  expect(await asked("小脑怪病")).toBeUndefined();
});

test("HL7: diseases stand in the field the mapping names, and the same word again is coded by the answer", async () => {
  await connector(
    "HIS",
    {
      kind: "mllp",
      sendingApplication: "HIS",
      sendingFacility: "仁和县医院",
      allowedAddresses: ["127.0.0.1"],
    },
    { mapping: { diseasesFrom: ["PRA-5"] } },
  );
  const [mfe = "", stf = "", , org = ""] = person("7101", "蔺怪病");
  const sender = await newSender(listener.port);
  const message = staffMessage({ controlId: "D1" }, mfe, stf, "PRA|7101||||小脑怪病~小脑异病|", org);
  expect(await sender.send(message)).toContain("MSA|AA|D1");
  sender.end();
  expect(await diseasesOf("蔺怪病")).toEqual([
    { label: "小脑怪病", code: "G20.x00" },
    { label: "小脑异病", code: null },
  ]);
  expect(await asked("小脑异病")).toMatchObject({ contexts: ["心血管内科"] });
});

test("FHIR: diseases stand in an extension the mapping names, of the post or of the person", async () => {
  const connectorId = await connector(
    "集成平台",
    { kind: "fhir", baseUrl: server.baseUrl, auth: "bearer", pageSize: 10 },
    { secret: "token-1", mapping: { diseasesFrom: [extension] } },
  );
  const treats = (text: string) => [
    { url: extension, valueString: text },
    { url: "https://his.example/fhir/other", valueString: "不是疾病" },
  ];
  const person = { resourceType: "Practitioner", id: "p1", active: true, name: [{ text: "顾长卿" }] };
  server.put({ ...person, extension: treats("脑梗死、大脑怪病") }, "2026-01-02T00:00:00Z");
  server.put(
    {
      resourceType: "PractitionerRole",
      id: "r1",
      active: true,
      practitioner: { reference: "Practitioner/p1" },
      specialty: [{ text: "神经内科" }],
    },
    "2026-01-02T00:00:00Z",
  );
  expect(await run(connectorId)).toMatchObject({ status: "done", counts: { rows: 1, added: 1 } });
  expect(await diseasesOf("顾长卿")).toEqual([
    { label: "脑梗死", code: "I63.900" },
    { label: "大脑怪病", code: null },
  ]);
  expect(await asked("大脑怪病")).toBeDefined();
});

test("a place that is neither a field nor a URL is refused", async () => {
  const refused = await engineer.post("/api/connectors", {
    institutionId: hospital,
    name: "写错",
    settings: { kind: "fhir", baseUrl: server.baseUrl, auth: "none" },
    mapping: { diseasesFrom: ["ZZZ"] },
  });
  expect(refused.status).toBe(400);
});
