import { sql } from "kysely";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { newAlliance, ok, type Alliance } from "../../test/alliance.js";
import { newWorld, type Reply, type Someone, type World } from "../../test/world.js";
import { localFileStore } from "../platform/files/local-file-store.js";
import { slice } from "./dicom-for-tests.js";
import { type DicomwebServer, startDicomweb } from "./dicomweb-for-tests.js";
import { type ImagingHost, imagingNext, newVetter } from "./index.js";
import { boundaryOf, partsOf, storeBody } from "./pacs/multipart.js";

let world: World;
let alliance: Alliance;
let host: ImagingHost;
let operator: Someone;
let doctor: Someone;
let pacs: DicomwebServer;
let pacsId: string;
const study = "1.2.826.0.1.3680043.9.7433.2.1";
const other = "1.2.826.0.1.3680043.9.7433.2.2";

beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world);
  operator = await world.person(alliance.operator, "平台运营", "operator");
  doctor = alliance.requester;
  pacs = await startDicomweb([
    ...Array.from({ length: 5 }, (_, n) => slice({ number: n + 1, accession: "CT1", patientId: "MZ001" })),
    slice({
      study: other,
      series: "1.2.3.9",
      sop: "1.2.3.10",
      patientName: "Li^Ming=李^明",
      patientId: "MZ002",
    }),
  ]);
  host = {
    database: world.database,
    files: localFileStore(world.filesFolder),
    cipher: world.cipher,
    networks: ["127.0.0.1/32"],
    vetter: newVetter(),
  };
  const made = await operator.post("/api/pacs", {
    institutionId: alliance.county,
    name: "放射科 PACS",
    baseUrl: pacs.url,
    auth: "basic",
    username: "consilium",
    secret: "s3cret",
  });
  pacsId = ok(made).body.id as string;
});
afterEach(() => pacs.heal());
afterAll(async () => {
  await host.vetter.close();
  await pacs.close();
  await world.close();
});

const workAll = async () => {
  while (await imagingNext(host));
};
const named = async (): Promise<string> => {
  const made = ok(await doctor.post("/api/cases")).body;
  ok(
    await doctor.put(`/api/cases/${made.id}/draft`, {
      version: made.version,
      draft: { patientName: "王建国", patientSex: "male", patientAgeYears: 63 },
    }),
  );
  return made.id as string;
};
const at = (caseId: string, id = pacsId) => `/api/cases/${caseId}/imaging/pacs/${id}`;
const search = (caseId: string, query: object): Promise<Reply> => doctor.post(`${at(caseId)}/search`, query);
const fetched = async (caseId: string, studyInstanceUid = study) => {
  const intake = ok(await doctor.post(`${at(caseId)}/fetch`, { studyInstanceUid })).body;
  await workAll();
  return ok(await doctor.get(`/api/cases/${caseId}/imaging/intakes/${intake.id}`)).body;
};

test("a PACS is set up with its secret sealed, tested, and shown without it", async () => {
  const { items, networks } = ok(await operator.get("/api/pacs")).body;
  expect(items).toMatchObject([
    { name: "放射科 PACS", hasSecret: true, status: "enabled", institutionName: "云溪县人民医院" },
  ]);
  expect(JSON.stringify(items)).not.toContain("s3cret");
  expect(networks).toEqual(["127.0.0.1/32"]);
  const [row] = await world.query(
    sql<{ secret_cipher: string }>`select secret_cipher from imaging.pacs where id = ${pacsId}`,
  );
  expect(row?.secret_cipher).not.toContain("s3cret");
  expect(ok(await operator.post(`/api/pacs/${pacsId}/test`)).body).toMatchObject({ ok: true, failure: null });
  expect(pacs.asked.at(-1)?.authorization).toBe(
    `Basic ${Buffer.from("consilium:s3cret").toString("base64")}`,
  );
  expect((await doctor.get("/api/pacs")).status).toBe(403);
  expect(
    (
      await operator.post("/api/pacs", {
        institutionId: alliance.county,
        name: "放射科 PACS",
        baseUrl: pacs.url,
        auth: "none",
        username: "",
      })
    ).body.code,
  ).toBe("pacs_name_taken");
  for (const baseUrl of ["ftp://x/y", "http://u:p@host/", "javascript:alert(1)", "http://h/?q=1"])
    expect(
      (
        await operator.post("/api/pacs", {
          institutionId: alliance.county,
          name: "x",
          baseUrl,
          auth: "none",
          username: "",
        })
      ).status,
    ).toBe(400);
});

test("a study is found by number, compared with the patient, fetched, judged and kept", async () => {
  const id = await named();
  expect((await search(id, {})).status).toBe(400);
  expect(ok(await search(id, { patientId: "nobody" })).body.items).toEqual([]);
  const found = ok(await search(id, { patientId: "MZ001" })).body.items;
  expect(found).toMatchObject([
    {
      studyInstanceUid: study,
      studyOn: "2026-01-10",
      description: "胸部平扫",
      modalities: ["CT"],
      accessionNumber: "CT1",
      patientName: "王建国（Wang JianGuo）",
      identity: "same",
    },
  ]);
  expect(ok(await search(id, { patientName: "李" })).body.items).toMatchObject([
    { studyInstanceUid: other, identity: "different" },
  ]);
  const intake = await fetched(id);
  expect(intake).toMatchObject({
    source: "pacs",
    status: "done",
    total: 5,
    outcomes: { kept: 5, refused: 0 },
  });
  expect(ok(await doctor.get(`/api/cases/${id}/imaging`)).body.studies).toMatchObject([
    { status: "shown", series: [{ images: 5 }] },
  ]);
  // What a PACS sent is drawn as what was uploaded is.
  const glance = async () => ok(await doctor.get(`/api/cases/${id}/imaging/thumbnails`)).body.items.length;
  expect(await glance()).toBe(1);
  // Once more changes nothing.
  expect(await fetched(id)).toMatchObject({ outcomes: { kept: 0, duplicate: 5 } });
  // Another patient's study comes, and is held.
  await fetched(id, other);
  const { studies } = ok(await doctor.get(`/api/cases/${id}/imaging`)).body;
  expect(studies.map((one: { status: string }) => one.status).sort()).toEqual(["held", "shown"]);
  expect(await glance()).toBe(1);
});

test("what a PACS can do wrong is said in words, and what came before stays", async () => {
  const id = await named();
  for (const [how, code] of [
    ["500", "refused"],
    ["401", "not_authorized"],
    ["html", "not_dicomweb"],
    ["redirect", "refused"],
    ["cut", "cut_off"],
    ["huge", "too_large"],
  ] as const) {
    pacs.fail(/GET .*\/studies\?/u, how);
    const reply = await search(id, { patientId: "MZ001" });
    expect(reply.status, how).toBe(503);
    expect(reply.body.code).toBe("pacs_failed");
    expect(reply.body.title, how).toMatch(/PACS|DICOMweb/);
    expect(ok(await operator.post(`/api/pacs/${pacsId}/test`)).body.failure.code, how).toBe(code);
  }
  pacs.fail(/GET .*\/studies\?/u, "garbage");
  expect((await search(id, { patientId: "MZ001" })).status).toBe(503);
  // One image the PACS cannot give; one it gives of another study.
  pacs.fail(/instances\/1\.2\.826\.0\.1\.3680043\.9\.7433\.1\.3$/u, "500");
  expect(await fetched(id)).toMatchObject({
    status: "done",
    outcomes: { kept: 4, refused: 1 },
    refused: [{ code: "pacs_did_not_give" }],
  });
  pacs.fail(/instances\/1\.2\.3\.10$/u, "other");
  expect(await fetched(id, other)).toMatchObject({ refused: [{ code: "other_study_given" }] });
  // The account was taken away in the middle: it stops, says so, and the next fetch goes on.
  const fresh = await named();
  pacs.fail(/instances\/1\.2\.826\.0\.1\.3680043\.9\.7433\.1\.4$/u, "401");
  expect(await fetched(fresh)).toMatchObject({
    status: "failed",
    failure: { code: "not_authorized" },
    outcomes: { kept: 3 },
  });
  pacs.heal();
  expect(await fetched(fresh)).toMatchObject({ status: "done", outcomes: { kept: 2, duplicate: 3 } });
  expect(await fetched(id, "1.2.3.404")).toMatchObject({ status: "failed", failure: { code: "not_found" } });
}, 60_000);

test("an address that is not allowed is never asked, and a new address does not get the old secret", async () => {
  const listed = ok(await operator.get("/api/pacs")).body.items[0];
  const change = (part: object) =>
    operator.put(`/api/pacs/${pacsId}`, {
      name: listed.name,
      auth: "basic",
      username: "consilium",
      status: "enabled",
      ...part,
    });
  const moved = ok(
    await change({ version: listed.version, baseUrl: "http://169.254.169.254/dicom-web" }),
  ).body;
  expect(moved.hasSecret).toBe(false);
  expect(ok(await operator.post(`/api/pacs/${pacsId}/test`)).body.failure.code).toBe("address_refused");
  expect((await change({ version: listed.version, baseUrl: pacs.url })).body.code).toBe(
    "pacs_changed_meanwhile",
  );
  const off = ok(
    await change({ version: moved.version, baseUrl: pacs.url, secret: "s3cret", status: "paused" }),
  ).body;
  const id = await named();
  expect((await search(id, { patientId: "MZ001" })).body.code).toBe("pacs_paused");
  ok(await change({ version: off.version, baseUrl: pacs.url }));
});

test("another hospital's PACS is out of reach of the case", async () => {
  const theirs = ok(
    await operator.post("/api/pacs", {
      institutionId: alliance.tertiary,
      name: "三甲 PACS",
      baseUrl: pacs.url,
      auth: "none",
      username: "",
    }),
  ).body;
  const id = await named();
  expect((await doctor.post(`${at(id, theirs.id)}/search`, { patientId: "MZ001" })).body.code).toBe(
    "pacs_not_found",
  );
  expect(ok(await doctor.get(`/api/cases/${id}/imaging`)).body.pacs).toEqual([
    { id: pacsId, name: "放射科 PACS" },
  ]);
});

test("a chosen study goes back to the PACS, byte for byte, and nothing else does", async () => {
  const id = await named();
  await fetched(id);
  await fetched(id, other);
  const { studies } = ok(await doctor.get(`/api/cases/${id}/imaging`)).body;
  const shown = studies.find((one: { status: string }) => one.status === "shown");
  const held = studies.find((one: { status: string }) => one.status === "held");
  const before = new Map(pacs.stored);
  pacs.stored.clear();
  const send = (studyId: string) =>
    doctor.post(`/api/cases/${id}/imaging/studies/${studyId}/send`, { pacsId });
  // Whose it is must be certain first.
  expect((await send(held.id)).body.code).toBe("study_decided");
  const both = await Promise.all([send(shown.id), send(shown.id)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  await workAll();
  expect([...pacs.stored.keys()].sort()).toEqual(
    [1, 2, 3, 4, 5].map((n) => `1.2.826.0.1.3680043.9.7433.1.${n}`),
  );
  for (const [uid, file] of pacs.stored) expect(file.equals(before.get(uid)!)).toBe(true);
  const after = ok(await doctor.get(`/api/cases/${id}/imaging`)).body.studies.find(
    (one: { id: string }) => one.id === shown.id,
  );
  expect(after.sending).toMatchObject({ pacsName: "放射科 PACS", status: "done", sent: 5, total: 5 });
  pacs.fail(/POST/u, "500");
  ok(await send(shown.id));
  await workAll();
  expect(
    ok(await doctor.get(`/api/cases/${id}/imaging`)).body.studies.find(
      (one: { id: string }) => one.id === shown.id,
    ).sending,
  ).toMatchObject({ status: "failed", failure: { code: "refused" } });
  for (const [uid, file] of before) pacs.stored.set(uid, file);
});

test("multipart: what is put in comes out, whatever its bytes; a cut answer gives nothing", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(200), (content, cut) => {
      const { contentType, body } = storeBody(content);
      const boundary = boundaryOf(contentType)!;
      expect(partsOf(body, boundary).map((part) => Buffer.from(content).equals(part))).toEqual([true]);
      const short = body.subarray(0, Math.max(0, body.length - boundary.length - 6 - cut));
      expect(partsOf(short, boundary)).toEqual([]);
    }),
  );
  expect(boundaryOf("application/dicom")).toBeUndefined();
  expect(boundaryOf('multipart/related; type="application/dicom"; boundary="a b"')).toBe("a b");
});
