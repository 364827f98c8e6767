import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import iconv from "iconv-lite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { element, malformedDicom, short, slice, zip } from "../dicom-for-tests.js";
import { ArchiveRefused, MemberRefused, membersOf } from "./archive.js";
import { headerFaults } from "./header.js";
import { readHeader } from "./read-header.js";
import { newVetter, type Vetter } from "./vetter.js";

let folder: string;
let vetter: Vetter;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "consilium-vetting-"));
  vetter = newVetter();
});
afterAll(async () => {
  await vetter.close();
  rmSync(folder, { recursive: true });
});

let files = 0;
const put = (bytes: Uint8Array): string => {
  const path = join(folder, `f${files++}`);
  writeFileSync(path, bytes);
  return path;
};
const read = (bytes: Uint8Array) => readHeader(bytes, bytes.length);

test("a CT slice is read: identifiers, place, size and whose it is", async () => {
  const vetted = await vetter.vet(put(slice({ number: 7, z: 3.5, birth: "19620601", accession: "A1" })));
  expect(vetted).toMatchObject({
    ok: true,
    header: {
      sopInstanceUid: "1.2.826.0.1.3680043.9.7433.1.7",
      studyOn: "2026-01-10",
      accessionNumber: "A1",
      studyDescription: "胸部平扫",
      modality: "CT",
      instanceNumber: 7,
      position: 3.5,
      rows: 16,
      columns: 16,
      frames: 1,
      patient: { name: "Wang^JianGuo=王^建国", id: "P0001", sex: "male", birthOn: "1962-06-01" },
    },
  });
});

test("GB18030 in the header is read as it was meant", () => {
  const vetted = read(
    slice({
      charset: "GB18030",
      patientName: iconv.encode("王^䶮", "gb18030"),
      studyDescription: iconv.encode("颅脑", "gb18030"),
    }),
  );
  expect(vetted).toMatchObject({
    ok: true,
    header: { patient: { name: "王^䶮" }, studyDescription: "颅脑" },
  });
});

test.each(Object.entries(malformedDicom()))("malformed: %s is refused with a reason", async (name, bytes) => {
  const expected: Record<string, string> = {
    truncated: "cut_off",
    nested60: "nested_too_deep",
    nested5000: "nested_too_deep",
    rows65535: "size_implausible",
    rows30000: "cut_off",
    unknownSyntax: "transfer_syntax_unsupported",
    noIdentifiers: "identifiers_missing",
    uidIsPath: "identifier_invalid",
    deflatedBomb: "deflated",
  };
  const vetted = await vetter.vet(put(bytes));
  expect(vetted.ok, name).toBe(false);
  const fault = vetted.ok ? "" : vetted.error;
  expect(headerFaults).toContain(fault);
  if (name in expected) expect(fault).toBe(expected[name]);
});

test("a directory of a disc, or a report, has no picture", () => {
  const whole = slice();
  const noPixels = whole.subarray(0, whole.indexOf(element(0x28, 2, "US", short(1))));
  expect(read(noPixels)).toEqual({ ok: false, error: "no_picture" });
});

test("a header that eats the thread's memory ends the thread, and the next file gets another", async () => {
  const many = Buffer.concat(
    Array.from({ length: 500_000 }, (_, n) => element(0x11 + 2 * (n >> 15), n & 0x7fff, "CS", "A")),
  );
  const started = performance.now();
  const vetted = await vetter.vet(put(slice({ extra: many })));
  expect(vetted).toMatchObject({ ok: false });
  expect(["too_complex", "took_too_long"]).toContain(vetted.ok ? "" : vetted.error);
  expect(performance.now() - started).toBeLessThan(30_000);
  expect(await vetter.vet(put(slice()))).toMatchObject({ ok: true });
}, 60_000);

test("a file that takes too long is given up", async () => {
  const hasty = newVetter(0.01);
  expect(await hasty.vet(put(slice()))).toEqual({ ok: false, error: "took_too_long" });
  await hasty.close();
});

test("no mutation of a good file makes the reader throw", () => {
  const good = slice();
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
      fc.nat(good.length),
      fc.boolean(),
      (changes, end, isCut) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of changes) bytes[at] = value;
        const vetted = read(isCut ? bytes.subarray(0, end) : bytes);
        if (!vetted.ok) expect(headerFaults).toContain(vetted.error);
      },
    ),
    { numRuns: 500 },
  );
});

/** What each member gave: its size, or the fault. */
async function unpack(bytes: Uint8Array): Promise<(readonly [string, number | string])[]> {
  const found: (readonly [string, number | string])[] = [];
  try {
    for await (const member of membersOf(put(bytes))) {
      try {
        let size = 0;
        for await (const piece of member.open()) size += piece.length;
        found.push([member.name, size]);
      } catch (error) {
        if (!(error instanceof MemberRefused)) throw error;
        found.push([member.name, error.fault]);
      }
    }
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error;
    found.push(["", error.fault]);
  }
  return found;
}

test("archives: GBK names are read, unsafe paths, passwords and lying sizes refused one by one, the rest kept", async () => {
  const data = Buffer.from("x");
  expect(
    await unpack(
      zip([
        { name: iconv.encode("胸部/片1.dcm", "gbk"), data },
        { name: "../../tmp/out", data },
        { name: "/tmp/out", data },
        { name: "..\\..\\out", data },
        { name: "locked", data, isEncrypted: true },
        { name: "lies", data: Buffer.alloc(100_000), said: 10 },
        { name: "folder/", data: Buffer.alloc(0) },
        { name: "a", data },
        { name: "a", data },
      ]),
    ),
  ).toEqual([
    ["胸部/片1.dcm", 1],
    ["../../tmp/out", "member_unsafe_name"],
    ["/tmp/out", "member_unsafe_name"],
    ["../../out", "member_unsafe_name"],
    ["locked", "member_encrypted"],
    ["lies", "member_damaged"],
    ["a", 1],
    ["a", 1],
  ]);
});

test("archives: too many members, or no archive, are refused whole", async () => {
  const data = Buffer.from("x");
  const many = zip(Array.from({ length: 20_000 }, (_, n) => ({ name: `f${n}`, data })));
  expect(await unpack(many)).toEqual([["", "archive_too_many_members"]]);
  expect(await unpack(Buffer.from("PK\x03\x04 and nothing else"))).toEqual([["", "archive_unreadable"]]);
});

test("a member of 300 MB from 300 KB stops at the limit", async () => {
  expect(await unpack(zip([{ name: "bomb", data: Buffer.alloc(300 << 20) }]))).toEqual([
    ["bomb", "file_too_large"],
  ]);
}, 60_000);
