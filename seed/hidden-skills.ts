import type { InstitutionKey } from "./institutions.js";

/** Evidence for a disease outside the department its holder works in: what a list of names would never show. */
export interface HiddenSkill {
  readonly at: InstitutionKey;
  readonly specialty: string;
  readonly code: string;
  readonly name: string;
  readonly cases: number;
}

export const hiddenSkills: readonly HiddenSkill[] = [
  { at: "zhijiang", specialty: "03.01", code: "D47.700x007", name: "Castleman病", cases: 12 },
  { at: "zhijiang", specialty: "10", code: "M35.906", name: "IgG4相关疾病", cases: 17 },
  { at: "zhijiang", specialty: "13.01", code: "D89.801", name: "POEMS综合征", cases: 8 },
  { at: "zhijiang", specialty: "20", code: "E80.000x004", name: "血卟啉病", cases: 7 },
  { at: "jinchuan", specialty: "16", code: "E83.001", name: "肝豆状核变性", cases: 14 },
  { at: "jinchuan", specialty: "15.01", code: "G04.800x004", name: "抗NMDA受体脑炎", cases: 13 },
  { at: "songluo", specialty: "03.06", code: "E75.205", name: "法布里病", cases: 11 },
  { at: "songluo", specialty: "04.03", code: "A23.901+M49.1*", name: "布氏菌病脊柱炎", cases: 34 },
  { at: "bosta", specialty: "04.01", code: "B67.800", name: "肝棘球蚴病", cases: 86 },
];
