import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import iconv from "iconv-lite";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import type { Ctx } from "../identity/index.js";
import type { OrganizationId } from "../kernel/types.js";
import type { Database } from "../platform/database/database.js";
import { localFileStore } from "../platform/files/local-file-store.js";
import { attachFile } from "./actions/attachments.js";
import { grantAccess, moveCase } from "./index.js";

let world: World;
let doctor: Someone;
beforeAll(async () => {
  world = await newWorld();
  doctor = await world.person(await world.institution("云溪县人民医院"), "周一诺", "requester");
});
afterAll(() => world.close());

const create = async (): Promise<string> => (await doctor.post("/api/cases")).body.id as string;
const bytes = (hex: string) => Buffer.from(hex.replace(/\s/g, ""), "hex");
const png = bytes(
  `89504e470d0a1a0a 0000000d49484452 00000001 00000001 08060000 001f15c489
   0000000d49444154 789c6360f8cf500f00048101 80 5bb3f5ea 0000000049454e44ae426082`,
);
const pdf = Buffer.from(
  "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n",
);
const jpeg = Buffer.concat([
  bytes("ffd8ffe000104a46494600010100000100010000"),
  Buffer.alloc(64),
  bytes("ffd9"),
]);
const webp = Buffer.concat([
  Buffer.from("RIFF"),
  bytes("24000000"),
  Buffer.from("WEBPVP8 "),
  Buffer.alloc(28),
]);
const dicom = Buffer.concat([Buffer.alloc(128), Buffer.from("DICM"), Buffer.alloc(32)]);

test("each kind that is taken comes back byte for byte, and only pictures and PDF are shown", async () => {
  const id = await create();
  const taken = [
    { name: "心电图.png", content: png, type: "image/png", shown: true },
    { name: "报告.pdf", content: pdf, type: "application/pdf", shown: true },
    { name: "照片.jpg", content: jpeg, type: "image/jpeg", shown: true },
    { name: "照片.webp", content: webp, type: "image/webp", shown: true },
    { name: "CT.dcm", content: dicom, type: "application/dicom", shown: false },
    {
      name: "化验.txt",
      content: Buffer.from("血钾 4.1 mmol/L\n"),
      type: "text/plain; charset=utf-8",
      shown: false,
    },
    {
      name: "旧系统.csv",
      content: iconv.encode("血钾,4.1\r\n白细胞,<5\r\n", "gb18030"),
      type: "text/plain; charset=gb18030",
      shown: false,
    },
  ];
  for (const file of taken) {
    const added = await doctor.upload(`/api/cases/${id}/attachments`, file);
    expect(added.status, file.name).toBe(200);
    expect(added.body).toMatchObject({ title: file.name, sizeBytes: file.content.length });
    const opened = await doctor.get(`/api/cases/${id}/attachments/${added.body.id as string}`);
    expect(opened.status).toBe(200);
    expect(Buffer.compare(opened.body as Buffer, file.content), file.name).toBe(0);
    expect(opened.headers["content-type"]).toBe(file.type);
    expect(String(opened.headers["content-disposition"])).toMatch(file.shown ? /^inline/ : /^attachment/);
    expect(String(opened.headers["content-security-policy"])).toMatch(/^sandbox; default-src 'none'/);
    expect(opened.headers["x-content-type-options"]).toBe("nosniff");
  }
  expect((await doctor.get(`/api/cases/${id}`)).body.attachments).toHaveLength(taken.length);
  const reads = await world.query(
    sql`select 1 from platform.audit_entry where case_id = ${id} and action = 'case.read-attachment'`,
  );
  expect(reads).toHaveLength(taken.length);
});

test("what could run or hide something is refused, whatever it is called", async () => {
  const id = await create();
  const refused: [string, Buffer][] = [
    ["图.svg", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ["图.svg", Buffer.from('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ["页.html", Buffer.from("<!DOCTYPE html><html><body>x</body></html>")],
    ["伪装.png", Buffer.from("  \n<html><script>fetch('/api')</script></html>")],
    ["伪装.txt", Buffer.from("血钾 4.1\n<script src=x></script>")],
    ["包.zip", Buffer.concat([bytes("504b0304140000000800"), Buffer.alloc(64)])],
    ["文档.docx", Buffer.concat([bytes("504b0304140000000800"), Buffer.alloc(64)])],
    ["程序.pdf", Buffer.concat([Buffer.from("MZ"), Buffer.alloc(200)])],
    ["程序", Buffer.concat([bytes("7f454c46020101"), Buffer.alloc(200)])],
    ["噪声.txt", Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 73) % 256))],
  ];
  for (const [name, content] of refused) {
    const reply = await doctor.upload(`/api/cases/${id}/attachments`, { name, content });
    expect(reply.body.code, name).toBe("file_type_refused");
    expect(reply.status).toBe(415);
    expect(reply.body.title).toContain("PDF");
    expect(reply.body.titleEn).toContain("PDF");
  }
  const empty = await doctor.upload(`/api/cases/${id}/attachments`, {
    name: "空.txt",
    content: Buffer.alloc(0),
  });
  expect(empty.body.code).toBe("file_empty");
  const large = await doctor.upload(`/api/cases/${id}/attachments`, {
    name: "大.txt",
    content: Buffer.alloc(20 * 1024 * 1024 + 1, "a"),
  });
  expect(large.status).toBe(413);
  expect((await doctor.post(`/api/cases/${id}/attachments`, { not: "a file" })).body.code).toBe(
    "file_missing",
  );
  expect((await doctor.get(`/api/cases/${id}`)).body.attachments).toEqual([]);
});

test("an attachment is taken out of an open form only, and its record stays", async () => {
  const id = await create();
  const url = `/api/cases/${id}/attachments`;
  const added = (await doctor.upload(url, { name: "a.png", content: png })).body.id as string;
  expect((await doctor.delete(`${url}/${randomUUID()}`)).body.code).toBe("attachment_not_found");
  expect((await doctor.delete(`${url}/${added}`)).status).toBe(200);
  expect((await doctor.get(`${url}/${added}`)).body.code).toBe("attachment_not_found");
  expect(
    await world.query(sql`select 1 from cases.attachment where id = ${added} and removed_at is not null`),
  ).toHaveLength(1);

  const other = await create();
  expect((await doctor.get(`/api/cases/${other}/attachments/${added}`)).status).toBe(404);
});

test("after sending, files are added with a line in the timeline, and none is taken out", async () => {
  const id = await create();
  const draft = {
    patientName: "王秀英",
    patientAgeYears: 63,
    question: "是否需要手术？",
    summary: "右下腹痛十二小时，伴发热，白细胞升高，超声提示阑尾增粗。",
    consent: { textVersion: "2026-01", givenBy: "patient", signerName: "王秀英", form: "paper" },
  };
  await doctor.put(`/api/cases/${id}/draft`, { version: 1, draft });
  await doctor.post(`/api/cases/${id}/submit`, { version: 2 });
  const added = await doctor.upload(`/api/cases/${id}/attachments`, { name: "a.png", content: png });
  expect(added.status).toBe(200);
  const timeline = (await doctor.get(`/api/cases/${id}/timeline`)).body.items as { kind: string }[];
  expect(timeline.at(-1)?.kind).toBe("cases.attachment-added");
  expect((await doctor.delete(`/api/cases/${id}/attachments/${added.body.id as string}`)).body.code).toBe(
    "not_editable",
  );
  const expert = await world.person(await world.institution("清河市第一医院"), "沈专家", "expert");
  const url = `/api/cases/${id}/attachments/${added.body.id as string}`;
  await world.system((tx) => grantAccess(tx, { caseId: id, personId: expert.id, basis: "offer" }));
  expect((await expert.get(url)).status).toBe(404);
  await world.system((tx) => grantAccess(tx, { caseId: id, personId: expert.id, basis: "assignment" }));
  expect((await expert.get(url)).status).toBe(200);
  await world.system((tx) => moveCase(tx, id, "cancelled", { nextActor: null, dueAt: null }));
  const late = await doctor.upload(`/api/cases/${id}/attachments`, { name: "b.png", content: png });
  expect(late.body.code).toBe("attachments_closed");
});

test("a request takes fifty attachments", async () => {
  const id = await create();
  await world.query(
    sql`with added as (
        insert into platform.file select gen_random_uuid(), ${doctor.institutionId}, 'a.txt', 'text/plain', 1, 'x', null, now()
        from generate_series(1, 50) returning id)
      insert into cases.attachment
        select gen_random_uuid(), ${id}::uuid, id, 'a.txt', 'text/plain', 1, ${doctor.id}::uuid, now(), null from added`,
  );
  const reply = await doctor.upload(`/api/cases/${id}/attachments`, { name: "b.png", content: png });
  expect(reply.body.code).toBe("too_many_attachments");
});

test("bytes are kept exactly when a row names them", async () => {
  const id = await create();
  const folder = mkdtempSync(join(tmpdir(), "consilium-attach-"));
  const stored = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  const ctxOver = (database: Database, institutionId = doctor.institutionId) =>
    ({
      actor: {
        personId: doctor.id,
        name: doctor.name,
        institutionId: institutionId as OrganizationId,
        isPlatform: false,
      },
      database,
      files: localFileStore(folder),
      requestId: "test",
      idempotency: undefined,
    }) as unknown as Ctx;
  const file = { name: "a.png", content: png, fields: {} };
  try {
    // Refused: the case is not there.
    expect(await attachFile(ctxOver(world.database), randomUUID(), file)).toMatchObject({ ok: false });
    expect(stored()).toBe(0);
    // Failed: the transaction breaks before anything commits.
    const broken: Database = {
      ...world.database,
      withTx: (context, work) =>
        context.scope === "system"
          ? world.database.withTx(context, work)
          : Promise.reject(new Error("connection lost")),
    };
    await expect(attachFile(ctxOver(broken), id, file)).rejects.toThrow("connection lost");
    expect(stored()).toBe(0);
    // Committed, but the answer was lost on the way.
    const deaf: Database = {
      ...world.database,
      async withTx(context, work) {
        const result = await world.database.withTx(context, work);
        if (context.scope !== "system") throw new Error("connection lost");
        return result;
      },
    };
    await expect(attachFile(ctxOver(deaf), id, file)).rejects.toThrow("connection lost");
    expect(stored()).toBe(1);
    expect((await doctor.get(`/api/cases/${id}`)).body.attachments).toHaveLength(1);
    // These bytes lie in another store than the server's: it says so instead of sending something else.
    const [lost] = (await doctor.get(`/api/cases/${id}`)).body.attachments as { id: string }[];
    expect((await doctor.get(`/api/cases/${id}/attachments/${lost!.id}`)).body.code).toBe(
      "attachment_unreadable",
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
