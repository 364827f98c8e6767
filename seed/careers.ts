import type { SourcedClaim } from "../src/experts/index.js";
import { operations } from "./operations.js";
import type { Random } from "./random.js";
import type { SeedSpecialty } from "./specialties/index.js";

const monthsBefore = (today: string, months: number): string => {
  const date = new Date(`${today}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() - months);
  return date.toISOString().slice(0, 10);
};

const journals = ["中华医学杂志", "中国实用内科杂志", "中华外科杂志", "SCI 期刊", "省级医学期刊"];

/**
 * What makes careers differ besides patients: papers on one's own diseases, grants, awards, students, lectures, operations.
 * A teaching hospital's seniors have most of it, a county hospital's some of it, and many have none.
 */
export function careerClaims(
  expert: {
    readonly titleCode: "231" | "232" | "233";
    readonly specialty: SeedSpecialty;
    readonly years: number;
    readonly isTertiary: boolean;
    readonly isProfessor: boolean;
  },
  today: string,
  random: Random,
): SourcedClaim[] {
  const { titleCode, specialty, isTertiary, isProfessor } = expert;
  const rank = { "231": 1, "232": 0.6, "233": 0.25 }[titleCode];
  const drive = random.between(0.3, 1.2, 2) * (isTertiary ? 1 : 0.35);
  const claims: SourcedClaim[] = [];
  const papers = Math.round(rank * drive * random.whole(0, 7));
  for (let paper = 0; paper < papers; paper++) {
    const disease = random.pick(specialty.diseases);
    claims.push({
      kind: "publication",
      label: `《${random.pick(journals)}》${disease.name}临床研究 ${paper + 1}`,
      code: disease.code,
      codeSystem: "icd10",
      quantity: 1,
      source: random.chance(0.7) ? "literature" : "self_reported",
      state: random.chance(0.4) ? "verified" : "asserted",
      asOf: monthsBefore(today, random.whole(4, 130)),
    });
  }
  const grants = [
    { label: "国家自然科学基金面上项目", chance: 0.28 },
    { label: "省重点研发计划项目", chance: 0.35 },
    { label: "市科技局自筹项目", chance: 0.3 },
  ];
  for (const { label, chance } of grants)
    if (random.chance(chance * rank * drive))
      claims.push({
        kind: "grant",
        label,
        quantity: 1,
        source: "institution",
        state: random.chance(0.5) ? "verified" : "asserted",
        asOf: monthsBefore(today, random.whole(6, 90)),
      });
  if (isProfessor || random.chance(0.25 * drive))
    claims.push({
      kind: "student_count",
      label: isProfessor ? "指导研究生" : "带教规培医师",
      quantity: random.whole(2, isProfessor ? 14 : 8),
      source: isProfessor ? "institution" : "self_reported",
      asOf: monthsBefore(today, random.whole(2, 30)),
    });
  if (random.chance(0.4 * rank * drive + 0.1))
    claims.push({
      kind: "lecture",
      label: "基层医师培训授课",
      quantity: random.whole(1, 9),
      source: random.chance(0.5) ? "institution" : "self_reported",
      asOf: monthsBefore(today, random.whole(1, 40)),
    });
  for (const operation of operations[specialty.code] ?? [])
    if (random.chance(operation.grade === 4 ? 0.3 + 0.6 * rank : 0.85))
      claims.push({
        kind: "procedure_cases",
        label: operation.name,
        code: operation.code,
        codeSystem: "procedure",
        value: { grade: operation.grade },
        quantity: Math.max(
          3,
          Math.round(operation.cases * rank * (isTertiary ? 1 : 0.5) * random.between(0.4, 1.4, 2)),
        ),
        source: random.chance(isTertiary ? 0.7 : 0.4) ? "his" : "self_reported",
        state: random.chance(0.5) ? "verified" : "asserted",
        asOf: monthsBefore(today, random.whole(1, 20)),
      });
  return claims;
}
