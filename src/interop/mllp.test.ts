import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { type Hl7Listener, startHl7Listener, hl7Limits } from "./hl7/listener.js";
import { newSender, person, staffMessage } from "./mllp-for-tests.js";

let world: World;
let listener: Hl7Listener;
let hospital: string;
let engineer: Someone;
let connectorId: string;
const faults: string[] = [];

beforeAll(async () => {
  world = await newWorld();
  hospital = await world.institution("仁和县医院");
  const operator = await world.institution("会诊平台运营中心", "operator");
  engineer = await world.person(operator, "信息科 周工", "system_admin");
  listener = await startHl7Listener(
    {
      database: world.database,
      cipher: world.cipher,
      dropDirectory: world.filesFolder,
      networks: [],
    },
    { host: "127.0.0.1", port: 0, tls: undefined },
    {
      onMessage: () => undefined,
      onFault: ({ fault }) => faults.push(fault),
      onError: (error) => faults.push(String(error)),
    },
    { ...hl7Limits, maxFrameBytes: 200_000, frameTimeoutMs: 300, maxConnectionsPerAddress: 3 },
  );
  const made = await engineer.post("/api/connectors", {
    institutionId: hospital,
    name: "HIS 人员主文件",
    settings: {
      kind: "mllp",
      sendingApplication: "HIS",
      sendingFacility: "仁和县医院",
      allowedAddresses: ["127.0.0.1"],
    },
  });
  expect(made.status, JSON.stringify(made.body)).toBe(200);
  connectorId = made.body.connectorId;
  expect((await engineer.post(`/api/connectors/${connectorId}/status`, { status: "enabled" })).status).toBe(
    200,
  );
});
afterAll(async () => {
  await listener.stop();
  await world.close();
});

let count = 0;
const nextId = () => `M${++count}`;
const send = async (message: string, charset?: "utf8" | "gb18030"): Promise<string> => {
  const sender = await newSender(listener.port);
  try {
    return await sender.send(message, charset);
  } finally {
    sender.end();
    await sender.closed;
  }
};
const code = (reply: string) => /\rMSA\|(A[AER])\|([^|]*)/u.exec(reply)?.slice(1, 3);

interface Known {
  name: string;
  department_name: string;
  title_code: string | null;
  status: string;
  licence_number: string | null;
  codes: string | null;
}
const known = (licence: string) =>
  world.query(sql<Known>`select p.name, r.department_name, r.title_code, r.status, p.licence_number,
      (select string_agg(specialty_code, ',') from experts.role_specialty s where s.practitioner_role_id = r.id) as codes
    from experts.practitioner p join experts.practitioner_role r on r.practitioner_id = p.id
    where p.licence_number = ${licence}`);
const runs = async () => (await engineer.get(`/api/connectors/${connectorId}/runs?limit=100`)).body.items;
const lastRun = async () => {
  const [run] = await runs();
  return (await engineer.get(`/api/connectors/${connectorId}/runs/${run.runId}`)).body;
};

const licence = "110330100000011";

test("a person is added, updated and deactivated over a socket, the registry follows, and the log shows each", async () => {
  const sender = await newSender(listener.port);
  const added = await sender.send(
    staffMessage({ controlId: nextId() }, ...person("1001", "秦守诚", { licence })),
  );
  expect(code(added)).toEqual(["AA", "M1"]);
  expect(added).toContain("MFA|MAD|C1001|");
  expect(await known(licence)).toMatchObject([
    { name: "秦守诚", department_name: "心血管内科", title_code: "231", status: "active" },
  ]);
  expect(await lastRun()).toMatchObject({
    status: "done",
    reference: "M1",
    counts: { rows: 1, added: 1 },
    rows: [{ place: "MFE", action: "add", result: "added", staffKey: "1001" }],
  });

  const updated = await sender.send(
    staffMessage(
      { controlId: nextId(), sentAt: "20260302080000+0800" },
      ...person("1001", "秦守诚", { event: "MUP", department: "0307^呼吸内科", licence }),
    ),
  );
  expect(code(updated)).toEqual(["AA", "M2"]);
  expect(await known(licence)).toMatchObject([{ department_name: "呼吸内科", status: "active" }]);
  expect((await lastRun()).rows).toMatchObject([{ action: "update", result: "changed" }]);

  const left = await sender.send(
    staffMessage({ controlId: nextId(), sentAt: "20260303080000+0800" }, "MFE|MDC|C9||1001|CE"),
  );
  expect(code(left)).toEqual(["AA", "M3"]);
  expect(await known(licence)).toMatchObject([{ status: "paused", name: "秦守诚" }]);
  expect((await lastRun()).rows).toMatchObject([{ action: "deactivate", result: "changed" }]);

  const back = await sender.send(
    staffMessage({ controlId: nextId(), sentAt: "20260304080000+0800" }, "MFE|MAC|C10||1001|CE"),
  );
  expect(code(back)).toEqual(["AA", "M4"]);
  expect(await known(licence)).toMatchObject([{ status: "active" }]);
  sender.end();
});

test("what was sent before is answered as before, without effect; another message under its number is refused", async () => {
  const id = nextId();
  const message = staffMessage(
    { controlId: id },
    ...person("2001", "苏敬之", { licence: "110330100000029" }),
  );
  const first = await send(message);
  const before = (await runs()).length;
  expect(await send(message)).toBe(first);
  expect((await runs()).length).toBe(before);
  const other = await send(
    staffMessage(
      { controlId: id },
      ...person("2001", "苏敬之", { title: "副主任医师", licence: "110330100000029" }),
    ),
  );
  expect(code(other)).toEqual(["AR", id]);
  expect(other).toContain("205^^HL70357");
  expect(await known("110330100000029")).toMatchObject([{ title_code: "231" }]);
});

test("an older change never overwrites a newer one, in whatever order they come", async () => {
  const sender = await newSender(listener.port);
  const newer = { sentAt: "20260310080000+0800" };
  const number = "110330100000037";
  await sender.send(
    staffMessage(
      { controlId: nextId(), ...newer },
      ...person("3001", "贺知远", { department: "^骨科", licence: number }),
    ),
  );
  const late = await sender.send(
    staffMessage(
      { controlId: nextId(), sentAt: "20260309080000+0800" },
      ...person("3001", "贺知远", { event: "MUP", department: "^儿科", licence: number }),
    ),
  );
  expect(code(late)?.[0]).toBe("AA");
  expect(await known(number)).toMatchObject([{ department_name: "骨科" }]);
  expect((await lastRun()).rows[0]).toMatchObject({
    result: "unchanged",
    faults: [{ code: "older_than_known" }],
  });
  // Word of leaving overtakes word of coming: the later one in time still holds.
  await sender.send(staffMessage({ controlId: nextId(), ...newer }, "MFE|MDL|X||3002|CE"));
  const coming = await sender.send(
    staffMessage(
      { controlId: nextId(), sentAt: "20260301080000+0800" },
      ...person("3002", "尚可为", { licence: "110330100000045" }),
    ),
  );
  expect(code(coming)?.[0]).toBe("AA");
  expect(await known("110330100000045")).toEqual([]);
  sender.end();
});

test("errors are answered AE with segment and field, the rest lands, and the message is kept until it is mended", async () => {
  const id = nextId();
  const reply = await send(
    staffMessage(
      { controlId: id },
      ...person("4001", "梁有方", { licence: "110330100000053" }),
      ...person("4002", "123!", { licence: "110330100000061" }),
      ...person("4003", "丘南山", { at: "2026-03-01", licence: "110330100000070" }),
      "MFE|MAD|C4|20260301|4004|CE",
      "MFE|XXX|C5|20260301|4005|CE",
    ),
  );
  expect(code(reply)).toEqual(["AE", id]);
  expect(reply).toMatch(/\rERR\|\|STF\^2\^3\^1\|\d+\^\^HL70357\|E\|name_not_a_name/);
  expect(reply).toMatch(/\rERR\|\|MFE\^3\^3\^1\|102\^\^HL70357\|E\|time_unread/);
  expect(reply).toMatch(/\rERR\|\|MFE\^4\|100\^\^HL70357\|E\|staff_missing/);
  expect(reply).toMatch(/\rERR\|\|MFE\^5\^1\^1\|103\^\^HL70357\|E\|event_unknown/);
  expect(reply.match(/\rMFA\|[^|]*\|[^|]*\|[^|]*\|S\|/g)).toHaveLength(1);
  expect(reply.match(/\rMFA\|[^|]*\|[^|]*\|[^|]*\|U\^/g)).toHaveLength(4);
  expect(await known("110330100000053")).toHaveLength(1);
  expect(await known("110330100000061")).toEqual([]);
  const { items } = (await engineer.get(`/api/quarantine?connectorId=${connectorId}`)).body;
  const kept = items.find((item: { reference: string }) => item.reference === id);
  expect(kept.faults.map((fault: { place: string }) => fault.place)).toContain("STF[2]-3");
  const content = await engineer.get(`/api/quarantine/${kept.quarantineId}/content`);
  expect(content.body.text).toContain("MFE|MAD|C4001");
  expect(content.body.text).not.toContain("110330100000053");
  const again = await engineer.post(`/api/quarantine/${kept.quarantineId}/retry`);
  expect(again.body).toMatchObject({ isLanded: false, run: { trigger: "retry", counts: { rejected: 4 } } });
  expect(
    (await engineer.post(`/api/quarantine/${kept.quarantineId}/discard`, { reason: "测试数据" })).status,
  ).toBe(200);
  expect((await engineer.get(`/api/quarantine/${kept.quarantineId}/content`)).status).toBe(409);
});

test("GB18030 is read and answered in GB18030; bytes that contradict their declaration are refused and kept", async () => {
  const good = await send(
    staffMessage(
      { controlId: nextId(), charset: "GB18030-2000" },
      ...person("5001", "翟䶮", { department: "^心内科", licence: "110330100000088" }),
    ),
    "gb18030",
  );
  expect(code(good)?.[0]).toBe("AA");
  expect(good).toContain("仁和县医院");
  expect(await known("110330100000088")).toMatchObject([{ name: "翟䶮" }]);
  const undeclared = await send(
    staffMessage(
      { controlId: nextId(), charset: "" },
      ...person("5002", "闫柏青", { licence: "110330100000096" }),
    ),
    "gb18030",
  );
  expect(code(undeclared)?.[0]).toBe("AA");
  expect(await known("110330100000096")).toMatchObject([{ name: "闫柏青" }]);
  const wrong = await send(
    staffMessage({ controlId: nextId() }, ...person("5003", "佘立言", { licence: "110330100000109" })),
    "gb18030",
  );
  expect(code(wrong)?.[0]).toBe("AR");
  expect(wrong).toContain("MSH-18");
  expect(await known("110330100000109")).toEqual([]);
});

test("two messages in one frame are refused, and neither is half taken", async () => {
  const one = staffMessage(
    { controlId: nextId() },
    ...person("6001", "范甲一", { licence: "110330100000117" }),
  );
  const two = staffMessage(
    { controlId: nextId() },
    ...person("6002", "范乙二", { licence: "110330100000125" }),
  );
  const reply = await send(one + two);
  expect(code(reply)?.[0]).toBe("AR");
  expect(reply).toContain("two_messages");
  expect(await known("110330100000117")).toEqual([]);
  expect(await known("110330100000125")).toEqual([]);
});

test("only a registered sender from a registered address is served, and a paused connector serves nobody", async () => {
  const message = (sender: string) =>
    staffMessage(
      { controlId: nextId(), sender },
      ...person("7001", "不速之客", { licence: "110330100000133" }),
    );
  expect(await send(message("HIS|别家医院"))).toContain("sender_unknown");
  await engineer.post(`/api/connectors/${connectorId}/status`, { status: "paused" });
  expect(await send(message("his|仁和县医院"))).toContain("sender_unknown");
  await engineer.post(`/api/connectors/${connectorId}/status`, { status: "enabled" });
  const { body } = await engineer.get(`/api/connectors/${connectorId}`);
  const change = (allowedAddresses: string[], version: number) =>
    engineer.put(`/api/connectors/${connectorId}`, {
      version,
      name: body.name,
      settings: { ...body.settings, allowedAddresses },
      mapping: body.mapping,
      scheduleMinutes: null,
    });
  expect((await change(["10.0.0.0/8"], body.version)).status).toBe(200);
  expect(await send(message("HIS|仁和县医院"))).toContain("sender_unknown");
  expect((await change(["127.0.0.0/8"], body.version)).status).toBe(409);
  expect((await change(["127.0.0.0/8"], Number(body.version) + 1)).status).toBe(200);
  expect(await known("110330100000133")).toEqual([]);
});

test("garbage, partial frames, slow and flooding senders are bounded, and others go on being served", async () => {
  faults.length = 0;
  const noise = await newSender(listener.port);
  noise.write(new Uint8Array(5000).fill(65));
  await noise.closed;
  const slow = await newSender(listener.port);
  slow.write(Buffer.from("\u000bMSH|^~\\&|HIS"));
  await slow.closed;
  const large = await newSender(listener.port);
  large.write(Buffer.concat([Buffer.from("\u000bMSH|"), Buffer.alloc(300_000, 65)]));
  expect(await large.next()).toContain("too_large");
  await large.closed;
  expect(faults).toEqual(expect.arrayContaining(["not_mllp", "sender_too_slow", "too_large"]));

  const crowd = await Promise.all([1, 2, 3].map(() => newSender(listener.port)));
  const fourth = await newSender(listener.port);
  await fourth.closed;
  expect(faults).toContain("too_many_connections");
  for (const one of crowd) one.end();
  await Promise.all(crowd.map((one) => one.closed));

  const pieces = await newSender(listener.port);
  const bytes = Buffer.from(
    `\u000b${staffMessage({ controlId: nextId() }, ...person("8001", "零敲碎打", { licence: "110330100000141" }))}\u001c\r`,
  );
  for (let at = 0; at < bytes.length; at += 97) pieces.write(bytes.subarray(at, at + 97));
  expect(code(await pieces.next())?.[0]).toBe("AA");
  // A block that breaks off is dropped; the one after it counts.
  pieces.write(Buffer.from("\u000bMSH|^~\\&|HIS|half"));
  expect(
    code(
      await pieces.send(
        staffMessage({ controlId: nextId() }, ...person("8002", "后来居上", { licence: "110330100000150" })),
      ),
    ),
  ).toMatchObject(["AA", expect.anything()]);
  pieces.end();
});

test("a training message is judged and answered, and leaves no trace but its log", async () => {
  const reply = await send(
    staffMessage(
      { controlId: nextId(), processingId: "T" },
      ...person("9001", "试运行", { licence: "110330100000168" }),
    ),
  );
  expect(code(reply)?.[0]).toBe("AA");
  expect(await known("110330100000168")).toEqual([]);
  expect(await lastRun()).toMatchObject({ isDryRun: true, counts: { added: 1 } });
});

test("a message whose work broke off is finished when it is sent again, and nobody lands twice", async () => {
  const id = nextId();
  const crew = Array.from({ length: 150 }, (_, i) => ({
    key: `B${i}`,
    licence: String(110330100010000 + i),
  }));
  const message = staffMessage(
    { controlId: id },
    ...crew.flatMap(({ key, licence: number }, i) =>
      person(
        key,
        `医${"甲乙丙丁戊己庚辛壬癸".charAt(i % 10)}${"子丑寅卯辰巳午未申酉戌亥".charAt(Math.floor(i / 10) % 12)}`,
        { licence: number },
      ),
    ),
  );
  // Someone unplugs the server between the two halves: the second half cannot be written.
  await world.superuser(`create function interop.break_off() returns trigger language plpgsql as
    $$ begin if new.row_number > 100 then raise exception 'unplugged' using errcode = 'P0001'; end if; return new; end $$;
    create trigger break_off before insert on interop.run_row for each row execute function interop.break_off()`);
  expect(await send(message)).toContain("try_again");
  await world.superuser(`drop trigger break_off on interop.run_row; drop function interop.break_off()`);
  const half = await world.query(sql<{ n: number }>`select count(*)::int as n from experts.practitioner
    where licence_number like '11033010001%'`);
  expect(half).toEqual([{ n: 100 }]);
  expect(code(await send(message))).toEqual(["AA", id]);
  const all = await world.query(sql<{
    n: number;
    roles: number;
  }>`select count(distinct p.id)::int as n, count(r.id)::int as roles
    from experts.practitioner p join experts.practitioner_role r on r.practitioner_id = p.id
    where p.licence_number like '11033010001%'`);
  expect(all).toEqual([{ n: 150, roles: 150 }]);
  expect((await lastRun()).counts).toMatchObject({ rows: 150, added: 150 });
}, 120_000);

test("an ambiguous department is asked, never guessed; what the expert says otherwise becomes a question for a person", async () => {
  await send(
    staffMessage(
      { controlId: nextId() },
      ...person("1101", "沈问渠", { department: "^脑病中心", licence: "110330100000176" }),
    ),
  );
  expect(await known("110330100000176")).toMatchObject([{ department_name: "脑病中心", codes: null }]);
  const asked = await world.query(
    sql<{
      name: string;
    }>`select name from terminology.review_item where status = 'open' and name = '脑病中心'`,
  );
  expect(asked).toHaveLength(1);
  const [expert] = await world.query(
    sql<{ id: string; role: string }>`select p.id, r.id as role from experts.practitioner p
      join experts.practitioner_role r on r.practitioner_id = p.id where p.licence_number = ${licence}`,
  );
  const before = await world.query(
    sql<{ n: number }>`select count(*)::int as n from experts.claim_conflict where status = 'open'`,
  );
  const { recordClaims } = await import("../experts/index.js");
  await world.system((tx) =>
    recordClaims(tx, expert?.id ?? "", [{ kind: "gender", label: "女", value: "female" }], {
      source: "self_reported",
      asOfOn: "2026-03-05",
    }),
  );
  const after = await world.query(
    sql<{ n: number }>`select count(*)::int as n from experts.claim_conflict where status = 'open'`,
  );
  expect((after[0]?.n ?? 0) - (before[0]?.n ?? 0)).toBe(1);
});

test("a staff number given to somebody else does not rename the first one", async () => {
  const reply = await send(
    staffMessage(
      { controlId: nextId(), sentAt: "20260305080000+0800" },
      ...person("1001", "鸠占鹊", { event: "MUP" }),
    ),
  );
  expect(code(reply)?.[0]).toBe("AE");
  expect(reply).toContain("staff_key_of_another_name");
  expect(await known(licence)).toMatchObject([{ name: "秦守诚" }]);
});
