import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { malformedDicom, slice } from "../../src/imaging/dicom-for-tests.js";
import { type ImagingHost, imagingNext, newVetter } from "../../src/imaging/index.js";
import { localFileStore } from "../../src/platform/files/local-file-store.js";
import { newAlliance, ok, type Alliance } from "../alliance.js";
import { newWorld, type Someone, type World } from "../world.js";

const program = "/usr/sbin/Orthanc";
const plugin = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so";
const isThere = existsSync(program) && existsSync(plugin);
if (!isThere)
  console.warn(
    "\n*** SKIPPED: Orthanc is not installed. apt-get install orthanc orthanc-dicomweb, then run again. ***\n",
  );

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

describe.skipIf(!isThere)("Orthanc of Debian with its DICOMweb plugin", () => {
  let folder: string;
  let orthanc: ChildProcess;
  let world: World;
  let alliance: Alliance;
  let doctor: Someone;
  let host: ImagingHost;
  let pacsId: string;
  let base: string;
  let rest: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "consilium-orthanc-"));
    const [http, dicom] = [await freePort(), await freePort()];
    writeFileSync(
      join(folder, "orthanc.json"),
      JSON.stringify({
        Name: "TEST",
        StorageDirectory: join(folder, "db"),
        IndexDirectory: join(folder, "db"),
        Plugins: [plugin],
        HttpPort: http,
        DicomPort: dicom,
        RemoteAccessAllowed: true,
        AuthenticationEnabled: true,
        RegisteredUsers: { consilium: "s3cret" },
        // Without both of these Orthanc answers Chinese names as empty.
        DefaultEncoding: "Utf8",
        DicomWeb: { Enable: true, Root: "/dicom-web/" },
      }),
    );
    orthanc = spawn(program, [join(folder, "orthanc.json")], {
      env: { ...process.env, LC_ALL: "C.UTF-8" },
      stdio: "ignore",
    });
    rest = `http://127.0.0.1:${http}`;
    base = `${rest}/dicom-web`;
    const authorization = `Basic ${Buffer.from("consilium:s3cret").toString("base64")}`;
    const isUp = async () =>
      (await fetch(`${rest}/system`, { headers: { authorization } }).catch(() => undefined))?.status === 200;
    for (let tries = 0; !(await isUp()); tries++) {
      if (tries > 150) throw new Error("Orthanc does not answer");
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    for (const file of [
      ...Array.from({ length: 4 }, (_, n) =>
        slice({ number: n + 1, patientId: "MZ001", accession: "CT1", side: 64 }),
      ),
      slice({
        charset: "GB18030",
        patientName: iconv.encode("Wang^XiaoDong=王^小东", "gb18030"),
        studyDescription: iconv.encode("颅脑平扫", "gb18030"),
        patientId: "MZ002",
        study: "1.2.840.1.2",
        series: "1.2.840.1.3",
        sop: "1.2.840.1.4",
      }),
    ]) {
      const reply = await fetch(`${rest}/instances`, {
        method: "POST",
        headers: { authorization },
        body: new Uint8Array(file),
      });
      expect(reply.status).toBe(200);
    }
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
    const operator = await world.person(alliance.operator, "平台运营", "operator");
    const made = await operator.post("/api/pacs", {
      institutionId: alliance.county,
      name: "Orthanc",
      baseUrl: base,
      auth: "basic",
      username: "consilium",
      secret: "s3cret",
    });
    pacsId = ok(made).body.id;
    expect(ok(await operator.post(`/api/pacs/${pacsId}/test`)).body).toMatchObject({ ok: true });
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => orthanc.once("exit", resolve));
    orthanc.kill("SIGTERM");
    await ended;
    await host.vetter.close();
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const workAll = async () => {
    while (await imagingNext(host));
  };
  const named = async (patientName: string): Promise<string> => {
    const made = ok(await doctor.post("/api/cases")).body;
    ok(
      await doctor.put(`/api/cases/${made.id}/draft`, {
        version: made.version,
        draft: { patientName, patientSex: "male" },
      }),
    );
    return made.id as string;
  };

  test("QIDO: Chinese names in UTF-8 and GB18030 arrive as they were written", async () => {
    const id = await named("王小东");
    const search = `/api/cases/${id}/imaging/pacs/${pacsId}/search`;
    expect(ok(await doctor.post(search, { patientId: "MZ001" })).body.items).toMatchObject([
      {
        patientName: "王建国（Wang JianGuo）",
        description: "胸部平扫",
        accessionNumber: "CT1",
        images: 4,
        modalities: ["CT"],
        identity: "different",
      },
    ]);
    expect(ok(await doctor.post(search, { patientId: "MZ002" })).body.items).toMatchObject([
      { patientName: "王小东（Wang XiaoDong）", description: "颅脑平扫", identity: "same" },
    ]);
    expect(ok(await doctor.post(search, { accessionNumber: "CT1" })).body.items).toHaveLength(1);
    expect(ok(await doctor.post(search, { patientName: "XiaoDong" })).body.items).toHaveLength(1);
  });

  test("WADO: a study comes into the case, GB18030 and all", async () => {
    const id = await named("王小东");
    const fetch = `/api/cases/${id}/imaging/pacs/${pacsId}/fetch`;
    const intake = ok(await doctor.post(fetch, { studyInstanceUid: "1.2.840.1.2" })).body;
    await workAll();
    expect(ok(await doctor.get(`/api/cases/${id}/imaging/intakes/${intake.id}`)).body).toMatchObject({
      status: "done",
      outcomes: { kept: 1, refused: 0 },
    });
    expect(ok(await doctor.get(`/api/cases/${id}/imaging`)).body.studies).toMatchObject([
      { description: "颅脑平扫", identity: "same", status: "shown" },
    ]);
  });

  test("STOW: a chosen study is stored; of a file that would end Orthanc nothing reaches it", async () => {
    const id = await named("王建国");
    const files = [
      { name: "good", content: slice({ study: "1.2.840.9.1", series: "1.2.840.9.2", sop: "1.2.840.9.3" }) },
      { name: "nested", content: malformedDicom().nested60! },
    ];
    const intake = ok(
      await doctor.post(`/api/cases/${id}/imaging/intakes`, {
        files: files.map(({ name, content }) => ({ name, sizeBytes: content.length, fingerprint: name })),
      }),
    ).body;
    const place = `/api/cases/${id}/imaging/intakes/${intake.id}`;
    const { createHash } = await import("node:crypto");
    for (const [n, { content }] of files.entries())
      ok(
        await doctor.upload(`${place}/files/${intake.files[n].id}/parts`, {
          name: "part",
          content,
          fields: { offset: "0", sha256: createHash("sha256").update(content).digest("hex") },
        }),
      );
    ok(await doctor.post(`${place}/finish`));
    await workAll();
    const { studies } = ok(await doctor.get(`/api/cases/${id}/imaging`)).body;
    expect(studies).toHaveLength(1);
    ok(await doctor.post(`/api/cases/${id}/imaging/studies/${studies[0].id}/send`, { pacsId }));
    await workAll();
    expect(ok(await doctor.get(`/api/cases/${id}/imaging`)).body.studies[0].sending).toMatchObject({
      status: "done",
      sent: 1,
    });
    const authorization = `Basic ${Buffer.from("consilium:s3cret").toString("base64")}`;
    const stored = await fetch(`${base}/studies/1.2.840.9.1/instances`, {
      headers: { authorization, accept: "application/dicom+json" },
    });
    expect(stored.status).toBe(200);
    expect(await stored.json()).toHaveLength(1);
    expect(orthanc.exitCode).toBeNull();
  });
});
