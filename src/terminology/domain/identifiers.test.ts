import fc from "fast-check";
import { expect, test } from "vitest";
import {
  creditCodeCheckCharacter,
  nationalIdCheckDigit,
  organizationCodeCheckCharacter,
  parseCreditCode,
  parseInstitutionCode,
  parseMobile,
  parseNationalId,
  parsePracticeLicence,
  parseQualification,
} from "./identifiers.js";

const today = "2026-11-22";

test("the standard's own examples pass", () => {
  expect(parseNationalId("11010519491231002x", today)).toEqual({
    ok: true,
    value: { value: "11010519491231002X", areaCode: "110105", birthOn: "1949-12-31", sex: "female" },
  });
  expect(parseNationalId("４４０５２４ 18800101 0014", today)).toMatchObject({
    ok: true,
    value: { sex: "male" },
  });
  expect(parseCreditCode("91350100M000100Y43")).toMatchObject({ ok: true, value: { warnings: [] } });
  expect(organizationCodeCheckCharacter("77604965")).toBe("3");
});

test.each([
  ["1101051949123100", "national_id_length"],
  ["11010519491231A02X", "national_id_characters"],
  ["99010519491231002X", "national_id_area"],
  ["110105194902300026", "national_id_birth_date"],
  ["110105209902280022", "national_id_birth_date"],
  ["110105194912310021", "national_id_check_digit"],
])("%s is refused: %s", (text, error) => {
  expect(parseNationalId(text, today)).toEqual({ ok: false, error });
});

const day = fc.date({ min: new Date("1900-01-01"), max: new Date("2026-11-21"), noInvalidDate: true });
const idNumber = fc
  .tuple(fc.constantFrom("110105", "440106", "650102", "810000"), day, fc.integer({ min: 1, max: 999 }))
  .map(([area, birth, n]) => {
    const first17 = area + birth.toISOString().slice(0, 10).replaceAll("-", "") + String(n).padStart(3, "0");
    return first17 + nationalIdCheckDigit(first17);
  });

test("a generated number is accepted; with any one digit changed it is refused", () => {
  fc.assert(
    fc.property(idNumber, fc.nat(16), fc.integer({ min: 1, max: 9 }), (id, at, step) => {
      expect(parseNationalId(id, today)).toMatchObject({ ok: true, value: { value: id } });
      const other = String((Number(id.charAt(at)) + step) % 10);
      expect(parseNationalId(id.slice(0, at) + other + id.slice(at + 1), today).ok).toBe(false);
    }),
  );
});

test("a wrong credit code check warns, because pilot codes are legal; wrong characters refuse", () => {
  expect(parseCreditCode("91350203M0001QAY9B")).toMatchObject({
    ok: true,
    value: { warnings: ["credit_code_check_failed"] },
  });
  expect(parseCreditCode("91350100M000100Y4")).toEqual({ ok: false, error: "credit_code_length" });
  expect(parseCreditCode("91350100I000100Y43")).toEqual({ ok: false, error: "credit_code_characters" });
});

test("a generated credit code holds its check", () => {
  const body = fc.string({
    unit: fc.constantFrom(...Array.from("0123456789ABCDEFGHJKLMNPQRTUWXY")),
    minLength: 9,
    maxLength: 9,
  });
  fc.assert(
    fc.property(body, (tail) => {
      const first17 = `12110000${tail}`;
      const code = first17 + creditCodeCheckCharacter(first17);
      expect(parseCreditCode(code)).toMatchObject({ ok: true, value: { value: code, warnings: [] } });
    }),
  );
});

test("a practising certificate has 15 digits", () => {
  expect(parsePracticeLicence("110 110105 000123")).toEqual({ ok: true, value: "110110105000123" });
  expect(parsePracticeLicence("11011010500012")).toEqual({ ok: false, error: "practice_licence_format" });
});

test("a qualification certificate holds its owner's identity number, old or new", () => {
  const id = "11010519491231002X";
  expect(parseQualification(`199811110${id}`, id)).toMatchObject({
    ok: true,
    value: { year: 1998, level: "1" },
  });
  expect(parseQualification("199811110110105491231002", id)).toMatchObject({ ok: true });
  expect(parseQualification(`199811110${id}`, "440524188001010014")).toEqual({
    ok: false,
    error: "qualification_identity_mismatch",
  });
  expect(parseQualification("1998", id)).toEqual({ ok: false, error: "qualification_format" });
  expect(parseQualification(`189811110${id}`)).toEqual({ ok: false, error: "qualification_year" });
});

test("an institution code is taken apart and its inner checks only warn", () => {
  expect(parseInstitutionCode("77604965-3 440106 11 A100 1")).toMatchObject({
    ok: true,
    value: { regionCode: "440106", classCode: "A100", management: "1", warnings: [] },
  });
  expect(parseInstitutionCode("776049654990106" + "11A1001")).toMatchObject({
    ok: true,
    value: { warnings: ["organization_code_check_failed", "institution_region_unknown"] },
  });
  expect(parseInstitutionCode("440106A1001234")).toEqual({ ok: false, error: "institution_code_format" });
});

test.each([
  ["13800138000", "13800138000"],
  ["+86 138-0013-8000", "13800138000"],
  ["１３８００１３８０００", "13800138000"],
])("the mobile number %s is %s", (text, value) => {
  expect(parseMobile(text)).toEqual({ ok: true, value });
});

test.each(["12800138000", "1380013800", "021-64370045", ""])("%s is no mobile number", (text) => {
  expect(parseMobile(text)).toEqual({ ok: false, error: "mobile_format" });
});
