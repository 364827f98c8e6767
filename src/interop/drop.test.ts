import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import iconv from "iconv-lite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { runNext } from "./runner.js";

let world: World;
let engineer: Someone;
let hospital: string;
let connectorId: string;
let incoming: string;

beforeAll(async () => {
  world = await newWorld();
  hospital = await world.institution("临溪县中医院");
  await world.institution("别处医院");
  const operator = await world.institution("会诊平台运营中心", "operator");
  engineer = await world.person(operator, "信息科 周工", "system_admin");
  const made = await engineer.post("/api/connectors", {
    institutionId: hospital,
    name: "人事科每日导出",
    settings: { kind: "file_drop", folder: "linxi" },
    mapping: { columns: { 岗位名: "department", 备注: null } },
    scheduleMinutes: 1440,
  });
  expect(made.status, JSON.stringify(made.body)).toBe(200);
  connectorId = made.body.connectorId;
  expect((await engineer.post(`/api/connectors/${connectorId}/test`)).body).toMatchObject({ isGood: true });
  await engineer.post(`/api/connectors/${connectorId}/status`, { status: "enabled" });
  incoming = join(world.filesFolder, "drop", "linxi", "incoming");
});
afterAll(() => world.close());

const host = () => ({
  database: world.database,
  cipher: world.cipher,
  dropDirectory: join(world.filesFolder, "drop"),
  networks: [],
});
const drop = (name: string, content: string | Uint8Array, ageSeconds = 60): void => {
  mkdirSync(incoming, { recursive: true });
  writeFileSync(join(incoming, name), content);
  const at = new Date(Date.now() - ageSeconds * 1000);
  utimesSync(join(incoming, name), at, at);
};
const folder = (name: string): string[] => readdirSync(join(incoming, "..", name));
const run = async (body: object = {}) => {
  const queued = await engineer.post(`/api/connectors/${connectorId}/runs`, body);
  expect(queued.status, JSON.stringify(queued.body)).toBe(200);
  const errors: unknown[] = [];
  await runNext(host(), (error) => errors.push(error));
  expect(errors).toEqual([]);
  return (await engineer.get(`/api/connectors/${connectorId}/runs/${queued.body.runId}?limit=200`)).body;
};
const names = async () =>
  (
    await world.query(sql<{ name: string }>`select p.name from experts.practitioner p
      join experts.practitioner_role r on r.practitioner_id = p.id where r.organization_id = ${hospital} order by 1`)
  ).map(({ name }) => name);

const header = "工号,姓名,性别,岗位名,职称,执业证书编号,语言,备注";

test("a whole file lands with the saved mapping; one that is still being written waits", async () => {
  drop(
    "全员.csv",
    [
      header,
      "Z01,葛洪生,男,针灸科,主任医师,110630100000011,英语、粤语,周三休",
      "Z02,温如玉,女,妇科,副主任医师,110630100000029,,",
    ].join("\n"),
  );
  // Written an hour from now: it stays young however slow this machine is.
  drop("正在写.csv", `${header}\nZ09,未完稿,男,骨科,`, -3600);
  drop(".隐藏.csv", header);
  const dry = await run({ isDryRun: true });
  expect(dry.counts).toMatchObject({ rows: 2, added: 2 });
  expect(await names()).toEqual([]);
  expect(folder("incoming")).toContain("全员.csv");
  const done = await run();
  expect(done, JSON.stringify(done.rows)).toMatchObject({ status: "done", counts: { rows: 2, added: 2 } });
  expect(await names()).toEqual(["温如玉", "葛洪生"].sort());
  expect(folder("incoming").sort()).toEqual([".隐藏.csv", "正在写.csv"].sort());
  expect(folder("processed")).toHaveLength(1);
  const claims = await world.query(
    sql<{
      label: string;
    }>`select label from experts.claim where kind = 'language' and source = 'his' order by 1`,
  );
  expect(claims.map(({ label }) => label)).toEqual(["粤语", "英语"].sort());
});

test("the same list again changes nothing; a blank cell erases nothing", async () => {
  drop(
    "再来.csv",
    [header, "Z01,葛洪生,,针灸科,,,,", "Z02,温如玉,女,妇科,副主任医师,110630100000029,,"].join("\n"),
  );
  const again = await run();
  expect(again.counts).toMatchObject({ rows: 2, unchanged: 2 });
});

test("each bad row is told with file, row, column and remedy, and the rest of every file lands", async () => {
  drop(
    "乱.csv",
    iconv.encode(
      [
        header,
        "Z03,李时珍,男,内科,主任医师,110630100000037,,",
        "Z04,=CMD(),男,外科,主任医师,,,",
        "Z05,张仲景,男,,主任医师,,,",
        "Z06,华\u202e佗,男,外科,,,,",
      ].join("\r\n"),
      "gb18030",
    ),
  );
  drop("别院.csv", ["姓名,科室,医院", "孙思邈,内科,别处医院", "皇甫谧,针灸科,临溪县中医院"].join("\n"));
  drop("不是名单.csv", "a,b\n1,2\n");
  drop("空.csv", "");
  drop("假表.xlsx", "PK\u0003\u0004 broken");
  const done = await run();
  expect(done.status).toBe("done");
  expect(done.counts).toMatchObject({ rows: 6, added: 2, rejected: 4 });
  const faults = done.rows.flatMap(
    (row: { faults: { place: string; code: string; remedyZh: string }[] }) => row.faults,
  );
  expect(faults).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ place: "乱.csv 3 姓名", code: "name_not_a_name" }),
      expect.objectContaining({ place: "乱.csv 4", code: "missing_department" }),
      expect.objectContaining({ place: "别院.csv 2 医院", code: "institution_not_yours" }),
    ]),
  );
  for (const fault of faults) expect(fault.remedyZh).not.toBe("");
  expect(done.faults.map((fault: { place: string }) => fault.place).sort()).toEqual(
    ["不是名单.csv", "空.csv", "假表.xlsx"].sort(),
  );
  expect(folder("failed")).toHaveLength(3);
  expect(await names()).toEqual(expect.arrayContaining(["李时珍", "皇甫谧"]));
});

test("a list can be uploaded on the page and is taken at once", async () => {
  const reply = await engineer.upload(`/api/connectors/${connectorId}/files`, {
    name: "../../上传 名单.csv",
    content: new TextEncoder().encode(`${header}\nZ20,甄上传,女,儿科,主治医师,,,`),
  });
  expect(reply.body).toMatchObject({ trigger: "upload", status: "queued" });
  await runNext(host(), () => undefined);
  const { body } = await engineer.get(`/api/connectors/${connectorId}/runs/${reply.body.runId}`);
  expect(body.counts).toMatchObject({ rows: 1, added: 1 });
  expect(await names()).toContain("甄上传");
});
