import type { DepartmentReading, ImportTerms } from "./terms.js";

const known = new Map([
  ["心内科", { code: "03.04", name: "心血管内科专业" }],
  ["心血管内科", { code: "03.04", name: "心血管内科专业" }],
  ["骨科", { code: "04.03", name: "骨科专业" }],
  ["眼科", { code: "10", name: "眼科" }],
]);

/** A small, invented stand-in for the code systems, enough to exercise every branch of the reader. */
export const testTerms: ImportTerms = {
  normaliseDepartments: (cell) =>
    cell
      .split(/[、，,;；/\n]/u)
      .map((label) => label.trim())
      .filter((label) => /\p{L}/u.test(label))
      .map((label): DepartmentReading => {
        const found = known.get(label);
        if (found !== undefined)
          return { label, status: "resolved", ...found, candidates: [{ ...found, score: 1 }] };
        const open = { label, code: null, name: null };
        if (label !== "外科门诊") return { ...open, status: "unknown", candidates: [] };
        return { ...open, status: "ambiguous", candidates: [{ code: "04", name: "外科", score: 0.5 }] };
      }),
  parseTitle: (cell) => ({
    clinical: cell.includes("主任医师")
      ? cell.includes("副主任医师")
        ? { code: "232", name: "副主任医师" }
        : { code: "231", name: "主任医师" }
      : null,
    academic: cell.includes("教授") ? { code: "011", name: "教授" } : null,
    supervisor: cell.includes("博导") ? "doctoral" : null,
  }),
  checkIdNumber: (text) => {
    const found = /^\d{6}(\d{4})(\d{2})(\d{2})\d{2}(\d)([\dX])$/u.exec(text);
    if (found === null) return { ok: false, reason: "format" };
    const [, year = "", month = "", day = "", sex = "", check = ""] = found;
    if (Number(month) > 12 || Number(day) > 31) return { ok: false, reason: "birth_date" };
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const sum = weights.reduce((total, weight, i) => total + weight * Number(text[i]), 0);
    if ("10X98765432"[sum % 11] !== check) return { ok: false, reason: "check_digit" };
    return {
      ok: true,
      value: text,
      bornOn: `${year}-${month}-${day}`,
      gender: Number(sex) % 2 === 1 ? "male" : "female",
    };
  },
  checkLicenceNumber: (text) => (/^\d{15}$/u.test(text) ? { ok: true, value: text } : { ok: false }),
  checkQualificationNumber: (text) =>
    /^\d{23,26}[\dX]$/u.test(text) ? { ok: true, value: text } : { ok: false },
  checkInstitutionCode: (text) =>
    text.length !== 18 ? "malformed" : text.endsWith("9B") ? "suspect" : "valid",
};
