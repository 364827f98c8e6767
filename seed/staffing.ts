import type { InstitutionKey } from "./institutions.js";
import { seedSpecialties } from "./specialties/index.js";

const codes = seedSpecialties.map((specialty) => specialty.code);
const without = (list: readonly string[], ...left: string[]) => list.filter((code) => !left.includes(code));

/** Which specialties each hospital's experts are of, one entry an expert. */
export const staffing: Readonly<Record<InstitutionKey, readonly string[]>> = {
  zhijiang: [
    ...codes,
    ...["03.01", "03.02", "03.03", "03.04", "03.04", "04.01", "04.02", "04.03", "05.02", "16", "20", "28"],
  ],
  jinchuan: [...without(codes, "05.05", "07.07", "12.05", "27"), ...["03.01", "03.03", "04.01", "28"]],
  songluo: [
    ...["03.01", "03.02", "03.03", "03.04", "03.05", "03.06", "03.07", "03.08", "03.10", "04.01", "04.02"],
    ...["04.03", "04.04", "04.05", "04.06", "04.07", "05.01", "05.02", "07.01", "07.04", "08.01", "10", "11"],
    ...["13.01", "16", "17", "19", "20", "21", "28"],
  ],
  kuocang: ["03.01", "03.03", "03.04", "03.04", "04.01", "04.03", "05.02", "07.04", "20", "32.09"],
  ruchuan: ["03.02", "03.03", "03.04", "04.01", "04.02", "04.03", "16", "28"],
  yunxi: ["03.04"],
  qingmin: ["20"],
  bosta: ["04.01", "16"],
  operator: [],
};
