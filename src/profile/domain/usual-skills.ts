import type { ProfileModel } from "./model.js";
import type { Skill, SkillKind } from "./skills.js";

/** A category that many of one specialty have evidence for, so that it is part of what the specialty does. */
export interface UsualSkill {
  readonly specialty: string;
  readonly kind: SkillKind;
  readonly code: string;
  readonly members: number;
  readonly holders: number;
}

export interface Colleague {
  /** Narrowest declared specialty; undefined: none on record. */
  readonly specialty: string | undefined;
  readonly skills: readonly Pick<Skill, "kind" | "level" | "code">[];
}

const keyOf = (specialty: string, kind: SkillKind, code: string): string => `${specialty}|${kind}|${code}`;

/**
 * What is usual within each specialty: at least two colleagues and at least `usualShare` of them have evidence for the
 * category. In order of specialty, kind and code.
 */
export function estimateUsualSkills(colleagues: readonly Colleague[], model: ProfileModel): UsualSkill[] {
  const members = new Map<string, number>();
  const holders = new Map<string, UsualSkill>();
  for (const { specialty, skills } of colleagues) {
    if (specialty === undefined) continue;
    members.set(specialty, (members.get(specialty) ?? 0) + 1);
    for (const { kind, level, code } of skills) {
      if (level !== "category") continue;
      const key = keyOf(specialty, kind, code);
      const known = holders.get(key) ?? { specialty, kind, code, members: 0, holders: 0 };
      holders.set(key, { ...known, holders: known.holders + 1 });
    }
  }
  return [...holders]
    .map(([key, row]) => ({ key, row: { ...row, members: members.get(row.specialty) ?? row.holders } }))
    .filter(({ row }) => row.holders >= 2 && row.holders >= model.skill.usualShare * row.members)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ row }) => row);
}

/** Whether a category is usual in one of the specialties. */
export function usualIn(
  rows: readonly UsualSkill[],
): (specialties: readonly string[], kind: SkillKind, code: string) => boolean {
  const known = new Set(rows.map((row) => keyOf(row.specialty, row.kind, row.code)));
  return (specialties, kind, code) => specialties.some((one) => known.has(keyOf(one, kind, code)));
}
