import type { NormalisedSpecialty } from "./normalise-specialty.js";
import { isWithin, type ScopeRule, scopeCovers, type SpecialtyTree } from "./specialty-tree.js";

/** What is known besides a department's name. */
export interface SpecialtySurroundings {
  /** Codes of the hospital's other departments, as far as their names are certain. */
  readonly departmentCodes: ReadonlySet<string>;
  /** 执业范围 the person is registered under; null: not known. */
  readonly scopeCode: string | null;
}

/**
 * Settles an ambiguous department by its surroundings, or leaves it to be asked. Two witnesses are heard. The person's
 * registration allows some of the readings: under 内科专业, 心脏科 is 心血管内科. The hospital's other departments have taken
 * all readings but one: where 眼科 and 口腔科 stand by themselves, 五官科 is 耳鼻咽喉科. A witness that leaves several readings says
 * nothing; two that name different ones contradict each other, and the name stays ambiguous. Of a centre only the registration is
 * heard: 内镜中心 and 脑病中心 work across their readings beside departments that have them, so what the others have left says nothing.
 * @returns a resolved answer with basis `context` and relation `narrower`, or the answer as it came.
 */
export function settleByContext(
  tree: SpecialtyTree,
  rules: readonly ScopeRule[],
  answer: NormalisedSpecialty,
  { departmentCodes, scopeCode }: SpecialtySurroundings,
): NormalisedSpecialty {
  const { candidates } = answer;
  if (answer.status !== "ambiguous" || candidates.length < 2 || answer.basis === "similarity") return answer;
  const allowed =
    scopeCode === null ? [] : candidates.filter(({ code }) => scopeCovers(tree, rules, scopeCode, code));
  const others = answer.input.includes("中心") ? [] : [...departmentCodes];
  const free = candidates.filter(
    ({ code }) => !others.some((other) => isWithin(tree, other, code) || isWithin(tree, code, other)),
  );
  const named = [allowed, free].flatMap((left) => (left.length === 1 ? left : []));
  const [first, second = first] = named;
  if (first === undefined || second?.code !== first.code) return answer;
  if (allowed.length > 1 && !allowed.some(({ code }) => code === first.code)) return answer;
  return {
    input: answer.input,
    basis: "context",
    status: "resolved",
    code: first.code,
    name: first.name,
    relation: "narrower",
    candidates: [first, ...candidates.filter(({ code }) => code !== first.code)],
  };
}
