// An invented alliance of 40 hospitals with coded experts, and requests to it, for whatever measures the whole way of a request: the same
// experts as rows for PostgreSQL and as members of a pool in memory. Everything follows from the number of the expert or question.
import { register } from "tsx/esm/api";
import { random } from "./pool.js";

register();
const { icd10, usualSpecialties } = await import("../src/terminology/index.ts");

export const idOf = (kind, n) => `0000000${kind}-0000-4000-8000-${String(n).padStart(12, "0")}`;
export const hospitals = 40;
/** Coded diseases by the specialty that usually looks after them: 12 of each, of all that have one. */
function diseasesBySpecialty() {
  const bySpecialty = new Map();
  for (const [category, name] of icd10().categories) {
    const entry = { code: `${category}.900`, name };
    const [first] = usualSpecialties(entry.code, 50);
    if (first === undefined) continue;
    const list = bySpecialty.get(first) ?? [];
    if (list.length < 12) bySpecialty.set(first, [...list, entry]);
  }
  return [...bySpecialty].filter(([, list]) => list.length === 12);
}
const fields = diseasesBySpecialty();
const pick = (next, list) => list[Math.floor(next() * list.length)];

/** Expert i: a field, 4–10 of its diseases with patients, now and then hours of his own. */
export function rowsOf(i) {
  const next = random(1_000_003 * (i + 1));
  const [specialty, diseases] = pick(next, fields);
  const known = [...new Set(Array.from({ length: 4 + Math.floor(next() * 7) }, () => pick(next, diseases)))];
  return {
    person: idOf(2, i),
    practitioner: idOf(3, i),
    role: idOf(4, i),
    hospital: idOf(1, 2 + (i % (hospitals - 2))),
    name: `专家${i}`,
    title: pick(next, ["231", "232", "233"]),
    hours: next() < 0.3 ? [{ weekday: 1 + (i % 7), from: "08:00", to: "17:00" }] : [],
    skills: `擅长${known
      .slice(0, 3)
      .map(({ name }) => name)
      .join("、")}的诊治`,
    specialty,
    claims: known.map((one, n) => ({
      id: `0000005${n.toString(16)}-0000-4000-8000-${String(i).padStart(12, "0")}`,
      practitioner: idOf(3, i),
      code: one.code,
      label: one.name,
      quantity: 1 + Math.floor(next() ** 3 * 300),
    })),
  };
}

/** Question k as the form sends it: a specialty, one to three of its diseases, some words. */
export function question(k) {
  const next = random(777 + 7919 * k);
  const [specialty, diseases] = pick(next, fields);
  const asked = [...new Set(Array.from({ length: 1 + Math.floor(next() * 3) }, () => pick(next, diseases)))];
  return {
    question: `考虑${asked.map(({ name }) => name).join("、")}，下一步如何处理？`,
    summary: `患者男性，${40 + Math.floor(next() * 40)}岁，症状反复三月，既往体健，检查结果见附件，请专家会诊。`,
    patientAgeYears: 40 + Math.floor(next() * 40),
    patientSex: "male",
    diagnoses: asked.map(({ code, name }) => ({ code, name })),
    wantedSpecialtyCode: specialty,
    wantedTitleRank: "any",
    mode: "written",
    vitals: {},
  };
}
