import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Someone, World } from "../../test/world.js";
import { checkInvariants } from "../invariants.js";
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
let his: string;
let hr: string;

let stage: InteropStage;
const host = () => stage.host();
const connector = (name: string, settings: object, more: object = {}) =>
  stage.connector(name, settings, more);

beforeAll(async () => {
  stage = await newInteropStage();
  ({ world, engineer, operator, hospital, listener, server } = stage);
  const mllp = (application: string) =>
    connector(application, {
      kind: "mllp",
      sendingApplication: application,
      sendingFacility: "仁和县医院",
      allowedAddresses: ["127.0.0.1"],
    });
  his = await mllp("HIS");
  hr = await mllp("HR");
});
afterAll(() => stage.close());

let count = 0;
/** Sends a message a day later than the one before; gives the code of the answer. */
const say = async (application: "HIS" | "HR", ...segments: string[]): Promise<string> => {
  count++;
  const day = new Date(Date.UTC(2026, 0, count)).toISOString().slice(0, 10).replaceAll("-", "");
  const sender = await newSender(listener.port);
  const reply = await sender.send(
    staffMessage(
      {
        controlId: `L${String(count)}`,
        sender: `${application}|仁和县医院`,
        sentAt: `${day}080000+0800`,
      },
      ...segments,
    ),
  );
  sender.end();
  await sender.closed;
  return /\rMSA\|(A[AER])/u.exec(reply)?.[1] ?? reply;
};
const leaves = (key: string): string => `MFE|MDC|C${key}||${key}|CE`;

interface Post {
  practitioner_id: string;
  name: string;
  department_name: string;
  status: string;
}
/** Living posts of people of this name, with their records. */
const posts = (name: string) =>
  world.query(sql<Post>`select r.practitioner_id, p.name, r.department_name, r.status
    from experts.practitioner_role r join experts.practitioner p on p.id = r.practitioner_id
    where p.name = ${name} and r.merged_into is null order by r.department_name`);
const merge = async (keptId: string, goneId: string): Promise<string> => {
  const merged = await operator.post("/api/experts/merges", {
    keptId,
    goneId,
    reason: "同一人，两套系统各登记一次",
    grounds: ["name"],
  });
  expect(merged.status, JSON.stringify(merged.body)).toBe(200);
  return merged.body.mergeId as string;
};
const part = async (mergeId: string) =>
  expect((await operator.post(`/api/experts/merges/${mergeId}/undo`, { reason: "是两个人" })).status).toBe(
    200,
  );
/** By the world's clock, which is not the machine's. */
const secondsAhead = async (seconds: number): Promise<string> =>
  new Date(Date.parse(await world.system((tx) => Promise.resolve(tx.now))) + seconds * 1000).toISOString();
const idOf = async (name: string): Promise<string> => (await posts(name))[0]?.practitioner_id ?? "";

test("after a merge the second system's words reach the post that lives; after parting each system speaks of its own again", async () => {
  const licence = "110330100000011";
  expect(await say("HIS", ...person("1001", "秦守诚", { licence }))).toBe("AA");
  expect(await say("HR", ...person("H9", "秦守城"))).toBe("AA");
  const [kept, gone] = [await idOf("秦守诚"), await idOf("秦守城")];
  expect(kept).not.toBe(gone);
  const mergeId = await merge(kept, gone);
  // The same department twice is one post now: the second system's leaving is a leaving of that post.
  expect(await say("HR", leaves("H9"))).toBe("AA");
  expect(await posts("秦守诚")).toMatchObject([{ status: "paused" }]);
  expect(await say("HR", "MFE|MAC|C9||H9|CE")).toBe("AA");
  expect(await posts("秦守诚")).toMatchObject([{ status: "active" }]);
  await say("HR", ...person("H9", "秦守诚", { event: "MUP", department: "0307^呼吸内科", licence }));
  expect(await posts("秦守诚")).toMatchObject([{ practitioner_id: kept, department_name: "呼吸内科" }]);
  await part(mergeId);
  expect(await say("HR", leaves("H9"))).toBe("AA");
  expect(await posts("秦守诚")).toMatchObject([{ practitioner_id: kept, status: "active" }]);
  expect(await posts("秦守城")).toMatchObject([{ practitioner_id: gone, status: "paused" }]);
});

test("another post of a person whose record was merged becomes a post of the record that goes on", async () => {
  const fhir = await connector(
    "集成平台",
    { kind: "fhir", baseUrl: server.baseUrl, auth: "bearer", pageSize: 10 },
    { secret: "token-1" },
  );
  const post = (id: string, department: string) => ({
    resourceType: "PractitionerRole",
    id,
    active: true,
    practitioner: { reference: "Practitioner/p1" },
    specialty: [{ text: department }],
  });
  const run = async () => {
    await engineer.post(`/api/connectors/${fhir}/runs`, {});
    await runNext(host(), (error) => {
      throw error;
    });
  };
  server.put({ resourceType: "Practitioner", id: "p1", name: [{ text: "顾长卿" }] }, "2026-01-02T00:00:00Z");
  server.put(post("r1", "神经内科"), "2026-01-02T00:00:00Z");
  await run();
  const gone = await idOf("顾长卿");
  expect(await say("HIS", ...person("2001", "顾长卿", { department: "0308^神经内科门诊" }))).toBe("AA");
  const kept = (await posts("顾长卿")).find((one) => one.practitioner_id !== gone)?.practitioner_id ?? "";
  await merge(kept, gone);
  // Only the new post comes, and the person's key still names the record that was merged.
  server.put(post("r2", "老年医学科"), await secondsAhead(60));
  await run();
  expect((await posts("顾长卿")).map((one) => [one.practitioner_id, one.department_name]).sort()).toEqual(
    [
      [kept, "神经内科"],
      [kept, "神经内科门诊"],
      [kept, "老年医学科"],
    ].sort(),
  );
});

const linksOf = async (connectorId: string, q = "") =>
  (await engineer.get(`/api/connectors/${connectorId}/links?q=${encodeURIComponent(q)}`)).body as {
    total: number;
    items: { staffKey: string; practitionerId: string; expertName: string }[];
    unlinks: { unlinkId: string; staffKey: string; status: string; reason: string; expertName: string }[];
  };
const unlink = (connectorId: string, staffKey: string) =>
  engineer.post(`/api/connectors/${connectorId}/unlinks`, { staffKey, reason: "工号登记错人" });
const undo = (connectorId: string, unlinkId: string) =>
  engineer.post(`/api/connectors/${connectorId}/unlinks/${unlinkId}/undo`, { reason: "核对无误" });
const lastFaults = async (connectorId: string): Promise<string[]> => {
  const [run] = (await engineer.get(`/api/connectors/${connectorId}/runs?limit=1`)).body.items;
  const { rows } = (await engineer.get(`/api/connectors/${connectorId}/runs/${run.runId as string}`)).body;
  return rows[0].faults.map((fault: { code: string }) => fault.code) as string[];
};
const claims = async (practitionerId: string) =>
  world.query(
    sql`select id from experts.claim where practitioner_id = ${practitionerId} and state <> 'withdrawn' and source = 'his'`,
  );

test("a key that is taken from an expert no longer reaches him; what it said stays; undone, it reaches him again", async () => {
  const licence = "110330100000029";
  await say("HIS", ...person("3001", "苏敬之", { licence }));
  const expert = await idOf("苏敬之");
  const said = await claims(expert);
  const taken = await unlink(his, "3001");
  expect(taken.status, JSON.stringify(taken.body)).toBe(200);
  expect((await unlink(his, "3001")).body.code).toBe("link_not_found");
  expect(await claims(expert)).toEqual(said);
  expect((await linksOf(his, "3001")).total).toBe(0);
  // The same person under the key again is refused with a remedy, whatever he is found by.
  const update = () => person("3001", "苏敬之", { event: "MUP", licence, title: "副主任医师" });
  expect(await say("HIS", ...update())).toBe("AE");
  expect(await lastFaults(his)).toEqual(["unlinked_from_this_person"]);
  expect(await say("HIS", leaves("3001"))).toBe("AA");
  expect(await posts("苏敬之")).toMatchObject([{ status: "active" }]);
  const { unlinkId } = taken.body as { unlinkId: string };
  expect((await undo(his, unlinkId)).status).toBe(200);
  expect((await undo(his, unlinkId)).body.code).toBe("unlink_undone");
  expect(await linksOf(his, "苏敬")).toMatchObject({
    total: 1,
    items: [{ staffKey: "3001", practitionerId: expert }],
    unlinks: [{ staffKey: "3001", status: "undone", reason: "工号登记错人", expertName: "苏敬之" }],
  });
  expect(await say("HIS", ...update())).toBe("AA");
  expect(await say("HIS", leaves("3001"))).toBe("AA");
  expect(await posts("苏敬之")).toMatchObject([{ status: "paused" }]);
});

test("a key that was taken away may mean somebody else; then it is not given back over his head", async () => {
  await say("HIS", ...person("4001", "温如玉", { licence: "110330100000037" }));
  const { body } = await unlink(his, "4001");
  expect(await say("HIS", ...person("4001", "葛洪生", { licence: "110330100000045" }))).toBe("AA");
  expect((await linksOf(his, "4001")).items).toMatchObject([{ expertName: "葛洪生" }]);
  expect((await undo(his, body.unlinkId as string)).body.code).toBe("key_means_another");
  const second = await unlink(his, "4001");
  expect((await undo(his, body.unlinkId as string)).status).toBe(200);
  expect((await linksOf(his, "4001")).items).toMatchObject([{ expertName: "温如玉" }]);
  expect((await undo(his, second.body.unlinkId as string)).body.code).toBe("key_means_another");
});

test("taken away before a merge, a key does not reach the record that goes on; after parting and undoing, all is as it was", async () => {
  const licence = "110330100000053";
  await say("HIS", ...person("5001", "卓听雪", { licence }));
  await say("HR", ...person("H5", "卓听雪", { department: "0309^老年医学科" }));
  const ofHr = (await linksOf(hr, "H5")).items[0]?.practitionerId ?? "";
  const ofHis = (await linksOf(his, "5001")).items[0]?.practitionerId ?? "";
  expect(ofHr).not.toBe(ofHis);
  const { body } = await unlink(hr, "H5");
  const mergeId = await merge(ofHis, ofHr);
  const update = () => person("H5", "卓听雪", { event: "MUP", department: "0309^老年医学科", licence });
  expect(await say("HR", ...update())).toBe("AE");
  expect(await lastFaults(hr)).toEqual(["unlinked_from_this_person"]);
  // Given back after the merge, it means the record that goes on.
  expect((await undo(hr, body.unlinkId as string)).status).toBe(200);
  expect((await linksOf(hr, "H5")).items).toMatchObject([{ practitionerId: ofHis }]);
  expect(await say("HR", ...update())).toBe("AA");
  // Taken away after the merge and given back after parting, it means the record it meant from the first.
  const second = await unlink(hr, "H5");
  expect(await say("HR", ...update())).toBe("AE");
  await part(mergeId);
  expect((await undo(hr, second.body.unlinkId as string)).status).toBe(200);
  expect((await linksOf(hr, "H5")).items).toMatchObject([{ practitionerId: ofHr }]);
  expect((await linksOf(his, "5001")).items).toMatchObject([{ practitionerId: ofHis }]);
});

test("only who manages the connector may, and of another hospital's nobody sees anything", async () => {
  const office = await world.person(hospital, "医务甲", "medical_affairs");
  expect((await office.get(`/api/connectors/${his}/links`)).status).toBe(200);
  const wish = { staffKey: "1001", reason: "不允许" };
  expect((await office.post(`/api/connectors/${his}/unlinks`, wish)).status).toBe(403);
  const elsewhere = await world.institution("别处医院");
  const foreign = await world.person(elsewhere, "信息科 吴工", "system_admin");
  expect((await foreign.get(`/api/connectors/${his}/links`)).status).toBe(404);
  expect((await foreign.post(`/api/connectors/${his}/unlinks`, wish)).status).toBe(404);
  expect((await engineer.post(`/api/connectors/${his}/unlinks`, { ...wish, reason: "x" })).status).toBe(400);
  expect((await undo(his, "00000000-0000-4000-8000-000000000001")).body.code).toBe("unlink_not_found");
  expect(
    await world.query(
      sql`select 1 from platform.audit_entry where action = 'connector.manage' and details->>'step' = 'unlinked'`,
    ),
  ).not.toEqual([]);
});

test("the rules that span tables hold", async () => {
  expect((await checkInvariants(world.database)).filter(({ offenders }) => offenders.length > 0)).toEqual([]);
});
