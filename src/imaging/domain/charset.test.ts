import fc from "fast-check";
import iconv from "iconv-lite";
import { expect, test } from "vitest";
import { decodeText, plainText } from "./charset.js";
import { readName, shownName } from "./person-name.js";

const esc = (text: string): Buffer => Buffer.from(text, "latin1");

test("Chinese names in each way that devices write them", () => {
  expect(decodeText(Buffer.from("王^小东"), ["ISO_IR 192"])).toBe("王^小东");
  expect(decodeText(iconv.encode("Wang^XiaoDong=王^小东", "gb18030"), ["GB18030"])).toBe(
    "Wang^XiaoDong=王^小东",
  );
  expect(decodeText(iconv.encode("王^小东", "gbk"), ["GBK"])).toBe("王^小东");
  // Of DICOM PS3.5 annex K.2: one switch to GB 2312 in each part of the name.
  const part = (text: string): Buffer => Buffer.concat([esc("\x1b$)A"), iconv.encode(text, "gb2312")]);
  const name = Buffer.concat([esc("Zhang^XiaoDong="), part("张"), esc("^"), part("小东"), esc("=")]);
  expect(decodeText(name, ["", "ISO 2022 IR 58"])).toBe("Zhang^XiaoDong=张^小东=");
  expect(decodeText(name, ["ISO 2022 IR 58"])).toBe("Zhang^XiaoDong=张^小东=");
});

test("Latin 1, Japanese and Korean", () => {
  expect(decodeText(Buffer.from("M\xfcller^J\xf6rg", "latin1"), ["ISO_IR 100"])).toBe("Müller^Jörg");
  expect(decodeText(esc("Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B"), ["", "ISO 2022 IR 87"])).toBe(
    "Yamada^Tarou=山田^太郎",
  );
  const hong = Buffer.concat([esc("Hong^Gildong=\x1b$)C"), iconv.encode("洪", "euc-kr"), esc("^")]);
  expect(decodeText(hong, ["", "ISO 2022 IR 149"])).toBe("Hong^Gildong=洪^");
});

test("a device that says nothing, or says ASCII, and writes Chinese is read all the same", () => {
  for (const charsets of [[], ["ISO_IR 6"], ["ISO_IR 999"]]) {
    expect(decodeText(Buffer.from("胸部平扫"), charsets)).toBe("胸部平扫");
    expect(decodeText(iconv.encode("胸部平扫", "gb18030"), charsets)).toBe("胸部平扫");
  }
});

test("padding goes, and no bytes make it throw", () => {
  expect(decodeText(esc("CT \0"), [])).toBe("CT");
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 64 }),
      fc.array(
        fc.constantFrom(
          "",
          "ISO_IR 100",
          "ISO 2022 IR 58",
          "ISO 2022 IR 87",
          "GB18030",
          "ISO_IR 192",
          "nonsense",
        ),
        { maxLength: 3 },
      ),
      (bytes, charsets) => {
        expect(typeof decodeText(bytes, charsets)).toBe("string");
      },
    ),
  );
});

test("any Chinese text comes back from GB18030 and UTF-8", () => {
  const han = fc.string({
    unit: fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((c) => String.fromCodePoint(c)),
    minLength: 1,
  });
  fc.assert(
    fc.property(han, (text) => {
      expect(decodeText(iconv.encode(text, "gb18030"), ["GB18030"])).toBe(text);
      expect(decodeText(Buffer.from(text), ["ISO_IR 192"])).toBe(text);
    }),
  );
});

test("what a page shows has no control and no direction characters", () => {
  expect(plainText("胸部\u202e平扫\u0000\r\n 增强", 200)).toBe("胸部 平扫 增强");
  expect(plainText("长".repeat(300), 200)).toHaveLength(200);
});

test("names in letters, characters, or characters where letters belong", () => {
  expect(readName("Wang^JianGuo=王^建国=")).toEqual({ alphabetic: "Wang JianGuo", ideographic: "王建国" });
  expect(readName("王^建国")).toEqual({ alphabetic: "", ideographic: "王建国" });
  expect(shownName(readName("Wang^JianGuo=王^建国"))).toBe("王建国（Wang JianGuo）");
  expect(shownName(readName("^^^"))).toBe("");
});
