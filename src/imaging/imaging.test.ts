import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newAlliance, ok, type Alliance } from "../../test/alliance.js";
import { newWorld, type Reply, type Someone, type World } from "../../test/world.js";
import { localFileStore } from "../platform/files/local-file-store.js";
import { malformedDicom, slice, zip } from "./dicom-for-tests.js";
import { transitions } from "./domain/states.js";
import { type ImagingHost, imagingNext, newVetter } from "./index.js";
import { importFiles } from "./import-files.js";
import { testMarks } from "./marks-for-tests.js";

let world: World;
let alliance: Alliance;
let host: ImagingHost;
let doctor: Someone;
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world);
  doctor = alliance.requester;
  host = {
    database: world.database,
    files: localFileStore(world.filesFolder),
    cipher: world.cipher,
    networks: ["127.0.0.1/32"],
    vetter: newVetter(),
  };
});
afterAll(async () => {
  await host.vetter.close();
  await world.close();
});

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const workAll = async () => {
  while (await imagingNext(host));
};
const blobs = (): number =>
  readdirSync(world.filesFolder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    .length;

interface Sent {
  readonly name: string;
  readonly content: Uint8Array;
}
const part = (place: string, content: Uint8Array, offset: number, hash = sha256(content)): Promise<Reply> =>
  doctor.upload(`${place}/parts`, {
    name: "part",
    content,
    fields: { offset: String(offset), sha256: hash },
  });

async function announce(caseId: string, files: readonly Sent[]): Promise<Reply> {
  return doctor.post(`/api/cases/${caseId}/imaging/intakes`, {
    files: files.map(({ name, content }) => ({ name, sizeBytes: content.length, fingerprint: name })),
  });
}

/** Announces, sends, finishes and has the files judged; the intake as it stands then. */
async function send(caseId: string, files: readonly Sent[]): Promise<Reply["body"]> {
  const intake = ok(await announce(caseId, files)).body;
  const place = `/api/cases/${caseId}/imaging/intakes/${intake.id}`;
  for (const [n, { content }] of files.entries())
    ok(await part(`${place}/files/${intake.files[n].id}`, content, 0));
  ok(await doctor.post(`${place}/finish`));
  await workAll();
  return ok(await doctor.get(place)).body;
}
const view = async (who: Someone, caseId: string) => who.get(`/api/cases/${caseId}/imaging`);
const create = async (): Promise<string> => ok(await doctor.post("/api/cases")).body.id as string;
const named = async (patientName = "王建国"): Promise<string> => {
  const made = ok(await doctor.post("/api/cases")).body;
  ok(
    await doctor.put(`/api/cases/${made.id}/draft`, {
      version: made.version,
      draft: { patientName, patientSex: "male", patientAgeYears: 63 },
    }),
  );
  return made.id as string;
};
const series = (count: number, of: Parameters<typeof slice>[0] = {}): Sent[] =>
  Array.from({ length: count }, (_, n) => ({
    name: `IM${n + 1}`,
    content: slice({ ...of, number: n + 1, z: -n }),
  }));

test("the steps drawn in the domain are the steps of the database", async () => {
  for (const [machine, steps] of Object.entries(transitions)) {
    const rows = await world.query(
      sql<{
        step: string;
      }>`select from_state || ' ' || to_state as step from platform.state_transition where machine = ${machine}`,
    );
    expect(rows.map(({ step }) => step).sort()).toEqual(steps.map((step) => step.join(" ")).sort());
  }
});

test("files of many kinds: the good are kept, each bad one is answered with its reason, nothing is lost", async () => {
  const id = await named();
  const bad = malformedDicom();
  const pdf = Buffer.from(
    "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n",
  );
  const bigPicture = Buffer.alloc(60);
  bigPicture.write("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1");
  bigPicture.writeUInt32BE(30_000, 16);
  bigPicture.writeUInt32BE(30_000, 20);
  bigPicture.write("\x08\x00\0\0\0\0\0\0\0\0\0\0\0IDAT", 24, "latin1");
  const archive = zip([
    { name: "片/1.dcm", data: slice({ number: 4, z: -3 }) },
    { name: "片/坏.dcm", data: bad.truncated! },
    { name: "inner.zip", data: zip([{ name: "x", data: slice({ number: 9 }) }]) },
    { name: "../slip.dcm", data: slice({ number: 8 }) },
    { name: "again.dcm", data: slice({ number: 1, z: 0 }) },
  ]);
  const intake = await send(id, [
    ...series(3),
    { name: "盘.zip", content: archive },
    { name: "报告.pdf", content: pdf },
    { name: "脚本.svg", content: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>') },
    { name: "网页.dcm", content: Buffer.from("<!doctype html><script>alert(1)</script>") },
    { name: "大图.png", content: bigPicture },
    ...Object.entries(bad).map(([name, content]) => ({ name, content })),
  ]);
  expect(intake).toMatchObject({ status: "done", outcomes: { kept: 4, attached: 1, duplicate: 1 } });
  const reasons = Object.fromEntries(
    intake.refused.map((one: { name: string; code: string }) => [one.name, one.code]),
  );
  expect(reasons).toMatchObject({
    "坏.dcm": "cut_off",
    "inner.zip": "archive_in_archive",
    "slip.dcm": "member_unsafe_name",
    "脚本.svg": "file_type_refused",
    "网页.dcm": "file_type_refused",
    "大图.png": "picture_too_large",
    deflatedBomb: "deflated",
    nested5000: "nested_too_deep",
  });
  expect(intake.outcomes.refused).toBe(6 + Object.keys(bad).length);
  for (const one of intake.refused) expect(one.zh).toMatch(/[\u4e00-\u9fff]/);
  const { studies } = ok(await view(doctor, id)).body;
  expect(studies).toHaveLength(1);
  expect(studies[0]).toMatchObject({
    description: "胸部平扫",
    studyOn: "2026-01-10",
    modalities: ["CT"],
    status: "shown",
    identity: "same",
    series: [{ instances: 4, images: 4, modality: "CT" }],
  });
  // The series has its picture, and no refused file left one.
  const glance = ok(await doctor.get(`/api/cases/${id}/imaging/thumbnails`)).body.items;
  expect(glance.map((one: { seriesId: string }) => one.seriesId)).toEqual([studies[0].series[0].id]);
  expect(Buffer.from(glance[0].png, "base64").subarray(1, 4).toString()).toBe("PNG");
  // Places run downwards: the last slice is read first.
  const opened = ok(await doctor.get(`/api/cases/${id}/imaging/series/${studies[0].series[0].id}`)).body;
  expect(opened.images.map((one: { number: number }) => one.number)).toEqual([4, 3, 2, 1]);
  const file = await doctor.get(`/api/cases/${id}/imaging/instances/${opened.images[3].id}`);
  expect(Buffer.from(file.body).equals(slice({ number: 1, z: 0 }))).toBe(true);
  expect(file.headers).toMatchObject({
    "content-type": "application/dicom",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
    "cache-control": "no-store",
  });
  expect(String(file.headers["content-disposition"])).toMatch(/^attachment/);
  // No part of an upload is left behind: four images and one attachment.
  const rows = await world.query(sql`select 1 from imaging.intake_part where case_id = ${id}`);
  expect(rows).toEqual([]);
});

test("an upload goes on where it broke off: offsets are compared, a repeated part changes nothing, a damaged one is refused", async () => {
  const id = await named();
  const content = slice({ side: 64 });
  const intake = ok(await announce(id, [{ name: "IM1", content }])).body;
  const place = `/api/cases/${id}/imaging/intakes/${intake.id}`;
  const file = `${place}/files/${intake.files[0].id}`;
  const [first, second] = [content.subarray(0, 5_000), content.subarray(5_000)];
  const before = blobs();
  expect((await part(file, second, 5_000)).body.code).toBe("part_out_of_place");
  expect((await part(file, first, 0, "0".repeat(64))).body.code).toBe("part_damaged");
  expect((await part(file, first, 0, "no")).body.code).toBe("part_fields_wrong");
  expect(blobs()).toBe(before);
  expect(ok(await part(file, first, 0)).body.receivedBytes).toBe(5_000);
  // The answer was lost; the same part is sent once more.
  expect(ok(await part(file, first, 0)).body.receivedBytes).toBe(5_000);
  expect((await part(file, content.subarray(0, 4_000), 0)).body.code).toBe("part_out_of_place");
  // The page was reloaded: the server says how much it has.
  expect(ok(await doctor.get(place)).body.files).toMatchObject([
    { name: "IM1", receivedBytes: 5_000, sizeBytes: content.length },
  ]);
  const both = await Promise.all([part(file, second, 5_000), part(file, second, 5_000)]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  expect((await part(file, Buffer.from("more"), content.length)).body.code).toBe("part_out_of_place");
  ok(await doctor.post(`${place}/finish`));
  expect((await part(file, first, 0)).body.code).toBe("intake_closed");
  await workAll();
  expect(ok(await doctor.get(place)).body).toMatchObject({
    status: "done",
    outcomes: { kept: 1, refused: 0 },
  });
});

test("what did not arrive whole is named, and the rest is kept", async () => {
  const id = await named();
  const [whole, half] = series(2);
  const intake = ok(await announce(id, [whole!, half!])).body;
  const place = `/api/cases/${id}/imaging/intakes/${intake.id}`;
  ok(await part(`${place}/files/${intake.files[0].id}`, whole!.content, 0));
  ok(await part(`${place}/files/${intake.files[1].id}`, half!.content.subarray(0, 100), 0));
  ok(await doctor.post(`${place}/finish`));
  await workAll();
  expect(ok(await doctor.get(place)).body).toMatchObject({
    outcomes: { kept: 1, refused: 1 },
    refused: [{ name: "IM2", code: "file_incomplete" }],
  });
});

test("a node that died in the middle of an archive is followed by one that goes on: nothing twice, nothing missing", async () => {
  const id = await named();
  const files = [
    { name: "盘.zip", content: zip(series(6).map(({ name, content }) => ({ name, data: content }))) },
  ];
  const intake = ok(await announce(id, files)).body;
  const place = `/api/cases/${id}/imaging/intakes/${intake.id}`;
  ok(await part(`${place}/files/${intake.files[0].id}`, files[0]!.content, 0));
  ok(await doctor.post(`${place}/finish`));
  let looked = 0;
  const dying: ImagingHost = {
    ...host,
    vetter: {
      ...host.vetter,
      vet: (path) => (++looked > 3 ? Promise.reject(new Error("power cut")) : host.vetter.vet(path)),
    },
  };
  await expect(imagingNext(dying)).rejects.toThrow("power cut");
  expect(await imagingNext(host)).toBe(false);
  await world.passTime(6);
  await workAll();
  expect(ok(await doctor.get(place)).body).toMatchObject({
    status: "done",
    outcomes: { kept: 6, duplicate: 0, refused: 0 },
  });
});

test("another patient's images are held until the inviting doctor says why; the expert sees nothing before", async () => {
  const caseId = await alliance.submit();
  const { id: offerId, expert } = await alliance.openOffer(caseId);
  ok(await expert.post(`/api/offers/${offerId}/accept`));
  await world.drain();
  const foreign = { patientName: "Li^Ming=李^明", patientId: "P9", study: "1.2.3.77", series: "1.2.3.78" };
  await send(caseId, [
    ...series(2),
    ...series(2, foreign).map((one, n) => ({
      name: one.name,
      content: slice({ ...foreign, sop: `1.2.3.79.${n}` }),
    })),
  ]);
  const mine = ok(await view(doctor, caseId)).body;
  const held = mine.studies.find((one: { status: string }) => one.status === "held");
  expect(held).toMatchObject({
    identity: "different",
    differences: ["name"],
    patient: { name: "李明（Li Ming）" },
  });
  const theirs = ok(await view(expert, caseId)).body;
  expect(theirs.studies).toHaveLength(1);
  expect(theirs.studies[0]).toMatchObject({ status: "shown", patient: null });
  expect(theirs).toMatchObject({ mayAdd: false, intakes: [], pacs: [] });
  const heldSeries = held.series[0].id as string;
  expect((await expert.get(`/api/cases/${caseId}/imaging/series/${heldSeries}`)).status).toBe(404);
  const image = ok(await doctor.get(`/api/cases/${caseId}/imaging/series/${heldSeries}`)).body.images[0]
    .id as string;
  expect((await expert.get(`/api/cases/${caseId}/imaging/instances/${image}`)).status).toBe(404);
  // Of what is held nobody has a picture, not even he who may confirm it.
  const glances = async (who: Someone): Promise<string[]> =>
    ok(await who.get(`/api/cases/${caseId}/imaging/thumbnails`)).body.items.map(
      (one: { seriesId: string }) => one.seriesId,
    );
  expect(await glances(doctor)).toEqual([theirs.studies[0].series[0].id]);
  expect(
    await world.query(
      sql`select 1 from imaging.thumbnail where series_id = ${heldSeries} and picture is not null`,
    ),
  ).toEqual([]);
  const study = `/api/cases/${caseId}/imaging/studies/${held.id}`;
  expect((await doctor.post(`${study}/confirm`, { reason: "" })).status).toBe(400);
  expect((await expert.post(`${study}/confirm`, { reason: "同一患者，曾用名" })).status).toBe(403);
  ok(await doctor.post(`${study}/confirm`, { reason: "同一患者，曾用名" }));
  expect((await doctor.post(`${study}/confirm`, { reason: "同一患者，曾用名" })).body.code).toBe(
    "study_decided",
  );
  ok(await expert.get(`/api/cases/${caseId}/imaging/series/${heldSeries}`));
  await workAll();
  expect((await glances(expert)).toSorted()).toEqual([heldSeries, theirs.studies[0].series[0].id].toSorted());
  expect(
    await world.query(
      sql`select details->>'series' as series from platform.audit_entry where case_id = ${caseId}
        and subject_kind = 'imaging_thumbnails' and actor_id = ${expert.id}`,
    ),
  ).toEqual([{ series: "2" }]);
  // A foreign hospital and a colleague of the expert see nothing; nobody is told that it exists.
  for (const stranger of [alliance.experts.find((one) => one.id !== expert.id)!])
    for (const part of ["", "/thumbnails"])
      expect((await stranger.get(`/api/cases/${caseId}/imaging${part}`)).status).toBe(404);
  // Looks are written down once a series and quarter of an hour, images included.
  const looks = async () =>
    (
      await world.query(
        sql`select 1 from platform.audit_entry where case_id = ${caseId} and action = 'imaging.read'
          and subject_kind = 'imaging_series' and actor_id = ${expert.id}`,
      )
    ).length;
  const before = await looks();
  await expert.get(`/api/cases/${caseId}/imaging/instances/${image}`);
  expect(await looks()).toBe(before);
  await world.passTime(20);
  await expert.get(`/api/cases/${caseId}/imaging/instances/${image}`);
  expect(await looks()).toBe(before + 1);
  // Withdrawn is gone for everyone.
  ok(await doctor.post(`${study}/withdraw`, { reason: "传错了" }));
  expect((await expert.get(`/api/cases/${caseId}/imaging/instances/${image}`)).status).toBe(404);
  expect(await glances(expert)).toEqual([theirs.studies[0].series[0].id]);
  // Access ends with the case.
  await world.query(sql`update cases.access set ended_at = now() where case_id = ${caseId}`);
  expect((await view(expert, caseId)).status).toBe(404);
  expect((await expert.get(`/api/cases/${caseId}/imaging/thumbnails`)).status).toBe(404);
  const kinds = ok(await doctor.get(`/api/cases/${caseId}/timeline`)).body.items.map(
    (one: { kind: string }) => one.kind,
  );
  expect(kinds).toContain("imaging.images-added");
  expect(kinds).toContain("imaging.study-confirmed");
});

test("a second patient under one study number is refused", async () => {
  const id = await named();
  const intake = await send(id, [
    { name: "a", content: slice({ number: 1 }) },
    { name: "b", content: slice({ number: 2, patientName: "Li^Ming", patientId: "P9" }) },
  ]);
  expect(intake.refused).toMatchObject([{ name: "b", code: "other_patient_in_study" }]);
});

test("images that came before the name was typed are compared again when the request is sent", async () => {
  const made = ok(await doctor.post("/api/cases", {})).body;
  await send(made.id, series(1, { patientName: "Li^Ming", patientId: "P9" }));
  expect(ok(await view(doctor, made.id)).body.studies[0]).toMatchObject({
    identity: "unknown",
    status: "shown",
  });
  const { completeDraft } = await import("../../test/alliance.js");
  const saved = ok(
    await doctor.put(`/api/cases/${made.id}/draft`, { version: made.version, draft: completeDraft }),
  ).body;
  ok(await doctor.post(`/api/cases/${made.id}/submit`, { version: saved.version }));
  await world.drain();
  expect(ok(await view(doctor, made.id)).body.studies[0]).toMatchObject({
    identity: "different",
    status: "held",
  });
});

test("an upload that stopped two days ago is cleared away", async () => {
  const id = await create();
  const content = slice();
  const intake = ok(await announce(id, [{ name: "a", content }])).body;
  const place = `/api/cases/${id}/imaging/intakes/${intake.id}`;
  const before = blobs();
  ok(await part(`${place}/files/${intake.files[0].id}`, content.subarray(0, 100), 0));
  expect(blobs()).toBe(before + 1);
  await world.passTime(60 * 49);
  await workAll();
  expect(blobs()).toBe(before);
  expect(ok(await doctor.get(place)).body.status).toBe("abandoned");
});

test("uploads that nobody finishes do not pile up", async () => {
  const id = await create();
  const file = { name: "a", content: slice() };
  for (let n = 0; n < 5; n++) ok(await announce(id, [file]));
  expect((await announce(id, [file])).body.code).toBe("too_many_uploads");
  const [first] = ok(await view(doctor, id)).body.intakes;
  ok(await doctor.delete(`/api/cases/${id}/imaging/intakes/${first.id}`));
  ok(await announce(id, [file]));
});

test("too many files, or too much, is refused before anything is sent", async () => {
  const id = await create();
  const of = (count: number, sizeBytes: number) =>
    doctor.post(`/api/cases/${id}/imaging/intakes`, {
      files: Array.from({ length: count }, (_, n) => ({ name: `f${n}`, sizeBytes, fingerprint: "" })),
    });
  for (const reply of [
    await of(0, 1),
    await of(5_001, 1),
    await of(1, 2 ** 30 + 1),
    await of(3, 2 ** 30),
    await of(1, 0),
  ]) {
    expect(reply.status).toBe(400);
    expect(reply.body.errors[0].zh).toMatch(/[\u4e00-\u9fff]/);
  }
});

test("files of the machine come in by the command line's way, judged the same", async () => {
  const { writeFileSync, mkdtempSync, rmSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const folder = mkdtempSync(`${tmpdir()}/consilium-import-`);
  writeFileSync(`${folder}/a.dcm`, slice());
  writeFileSync(`${folder}/b.dcm`, malformedDicom().truncated!);
  const id = await named();
  const done = await importFiles(host, id, [`${folder}/a.dcm`, `${folder}/b.dcm`]);
  rmSync(folder, { recursive: true });
  expect(done).toMatchObject({
    ok: true,
    value: { outcomes: { kept: 1, refused: 1 }, refused: [{ name: "b.dcm", code: "cut_off" }] },
  });
});

testMarks(() => ({ world, alliance, host }));
