import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { defaultMapping } from "../mapping.js";
import { decodeMessage } from "./charset.js";
import { component, escapeText, parseMessage, unescapeText } from "./message.js";
import { readStaffMessage } from "./mfn.js";
import { hl7Time, readHl7Time } from "./time.js";

const standard = { field: "|", component: "^", repetition: "~", escape: "\\", subcomponent: "&" };
const settings = {
  mapping: defaultMapping,
  offsetMinutes: 480,
  receivedAt: "2026-03-02T00:00:00.000Z" as never,
};
const head = "MSH|^~\\&|HIS|H|P|P|20260301080000||MFN^M02|1|P|2.3";

test("any text survives escaping", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const clean = text.replace(/\p{Cc}+/gu, " ");
      const written = escapeText(text, standard);
      expect(unescapeText(written, standard)).toBe(clean);
      expect(written).not.toMatch(/[|^~&]/);
    }),
  );
});

test("whatever bytes arrive, reading ends in a value, never in an exception or a replacement character", () => {
  const letters = fc.constantFrom(
    "MSH|^~\\&|",
    "MFN^M02",
    "\r",
    "\n",
    "MFE|MAD",
    "STF|1",
    "|",
    "^",
    "~",
    "\\X00\\",
    "\\",
    "&",
    "\0",
    "张",
    "\ud800",
    "2.5",
    "PRA",
    '""',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 400 }),
        fc.array(letters, { maxLength: 60 }).map((parts) => Buffer.from(head + parts.join(""))),
        fc.array(letters, { maxLength: 60 }).map((parts) => iconv.encode(head + parts.join(""), "gb18030")),
      ),
      (bytes) => {
        const decoded = decodeMessage(bytes);
        if (!decoded.ok) return;
        const read = readStaffMessage(decoded.value.text, settings);
        if (!read.ok) {
          expect(read.error.remedyZh).not.toBe("");
          return;
        }
        for (const entry of read.value.entries) {
          expect(entry.staffKey !== "" || entry.faults.length > 0).toBe(true);
          expect(Number.isNaN(Date.parse(entry.effectiveAt))).toBe(false);
        }
      },
    ),
    { numRuns: 300 },
  );
});

describe("messages that are refused as a whole", () => {
  test.each([
    ["nothing", "", "empty_message"],
    ["no header", "PID|1", "header_missing"],
    ["a cut-off header", "MSH|^~", "header_delimiters"],
    ["equal delimiters", "MSH||||||HIS\r", "header_delimiters"],
    ["two messages", `${head}\rMFI|X\r${head}`, "two_messages"],
    ["a batch", `FHS|^~\\&\rBHS|^~\\&\r${head}`, "batch_not_taken"],
    ["a broken segment", `${head}\rhello`, "segment_malformed"],
    ["an endless field", `${head}\rSTF|${"a".repeat(8001)}`, "field_too_long"],
    ["endless repetitions", `${head}\rSTF|${"a~".repeat(60)}`, "too_many_repetitions"],
  ])("%s", (_what, text, code) => {
    const parsed = parseMessage(text);
    expect(parsed.ok ? "read" : parsed.error.code).toBe(code);
  });
});

test("line ends of every kind, other delimiters and the oldest version are read", () => {
  const old = [
    "MSH|^~\\&|Registry|Clinic|X|Y|20190423114643||MFN^M02|8915-51|P|2.3|||NE|NE",
    "MFI|REF||UPD|||NE",
    "MFE|MAD|||kin7",
    "STF|kin7|kin7|Tao^Ren^R|R|M|19871011|A|||13900001111",
    "PRA|kin7|||||984567^ZYZS",
  ];
  for (const end of ["\r", "\n", "\r\n"]) {
    const read = readStaffMessage(old.join(end), settings);
    expect(read.ok && read.value.faults).toEqual([]);
    const [entry] = read.ok ? read.value.entries : [];
    expect(entry).toMatchObject({
      action: "add",
      staffKey: "kin7",
      effectiveAt: "2019-04-23T03:46:43.000Z",
      faults: [],
    });
    expect([...(entry?.values ?? [])].map(([field, { text, place }]) => `${field} ${text} ${place}`)).toEqual(
      [
        "name Ren Tao STF-3",
        "gender 男 STF-5",
        "bornOn 19871011 STF-6",
        "mobile 13900001111 STF-10",
        "staffNumber kin7 MFE-4",
        "licenceNumber 984567 PRA-6",
      ],
    );
  }
  const other = readStaffMessage(old.join("\r").replaceAll("^", "@").replaceAll("|", "#"), settings);
  expect(other.ok && other.value.entries[0]?.values.get("name")?.text).toBe("Ren Tao");
});

test("segments before the first MFE are nobody's; those after it go on", () => {
  const read = readStaffMessage(
    [head, "MFI|PRA||UPD", "STF|1||甲^乙", "MFE|MUP|||2", "STF|2||丙^丁"].join("\r"),
    settings,
  );
  expect(read.ok && read.value.entries.map(({ staffKey, faults }) => [staffKey, faults[0]?.code])).toEqual([
    ["", "out_of_place"],
    ["2", undefined],
  ]);
});

test("a message decodes by its declaration, and never against it", () => {
  const text = `${head}||||||`;
  const utf8 = Buffer.from(`${text}UNICODE UTF-8\rSTF|张`);
  const gb = iconv.encode(`${text}GB18030-2000\rSTF|张`, "gb18030");
  expect(decodeMessage(utf8)).toMatchObject({ ok: true, value: { charset: "utf-8" } });
  const decoded = decodeMessage(gb);
  expect(decoded.ok && decoded.value.text.endsWith("张")).toBe(true);
  expect(decodeMessage(iconv.encode(`${text}UNICODE UTF-8\rSTF|张`, "gb18030"))).toMatchObject({
    error: "charset_contradicts",
  });
  expect(decodeMessage(Buffer.from(`${text}KS X 1001\r`))).toMatchObject({ error: "charset_unknown" });
});

test("times are read with and without a zone, and impossible ones are none", () => {
  expect(readHl7Time("20260301080000+0800")).toBe("2026-03-01T00:00:00.000Z");
  expect(readHl7Time("202603010800", 0)).toBe("2026-03-01T08:00:00.000Z");
  expect(readHl7Time("2026")).toBe("2025-12-31T16:00:00.000Z");
  for (const bad of ["", "20260230", "2026-03-01", "20261301", "20260301250000", "张三"])
    expect(readHl7Time(bad)).toBeUndefined();
  fc.assert(
    fc.property(
      fc.date({ min: new Date("1950-01-01"), max: new Date("2099-01-01"), noInvalidDate: true }),
      (date) => {
        const at = new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString();
        expect(readHl7Time(hl7Time(at as never))).toBe(at);
      },
    ),
  );
});

test("a component of a missing repetition is empty", () => {
  const parsed = parseMessage(head);
  expect(parsed.ok && component(parsed.value, "", 3)).toBe("");
});
