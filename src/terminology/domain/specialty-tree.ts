/** One row of 医疗机构诊疗科目名录. `name` is the official wording; 其他 and 内科专业 repeat, so show `label`. */
export interface Specialty {
  readonly code: string;
  readonly name: string;
  /** Wording that stands alone: 中医内科专业 for 50.01, 内科其他专业 for 03.11. */
  readonly label: string;
  readonly parent: string | undefined;
}

/** The code system: every code once, in official order. */
export interface SpecialtyTree {
  readonly byCode: ReadonlyMap<string, Specialty>;
  readonly children: ReadonlyMap<string, readonly string[]>;
}

/** One permission of a registration: physicians registered under `scope` may practise `specialty` and what is below it. */
export interface ScopeRule {
  readonly scope: string;
  readonly specialty: string;
}

/**
 * Builds the tree from rows of code, name and parent (empty for a root).
 * @throws Error when a parent is missing from the rows: the data file is damaged.
 */
export function buildSpecialtyTree(
  rows: readonly { readonly code: string; readonly name: string; readonly parent: string }[],
): SpecialtyTree {
  const names = new Map(rows.map((row) => [row.code, row.name]));
  const byCode = new Map<string, Specialty>();
  const children = new Map<string, string[]>();
  for (const { code, name, parent } of rows) {
    const above = names.get(parent);
    if (parent !== "" && above === undefined) throw new Error(`specialty ${code}: parent ${parent} missing`);
    const label = standAlone(code, name, above);
    byCode.set(code, { code, name, label, parent: parent === "" ? undefined : parent });
    if (parent !== "") children.set(parent, [...(children.get(parent) ?? []), code]);
  }
  return { byCode, children };
}

function standAlone(code: string, name: string, parentName: string | undefined): string {
  if (parentName === undefined) return name;
  if (name === "其他") return `${parentName}其他专业`;
  return code.startsWith("50.") ? `中医${name}` : name;
}

/** The codes directly below, in official order; empty for a leaf and for an unknown code. */
export function childrenOf(tree: SpecialtyTree, code: string): readonly string[] {
  return tree.children.get(code) ?? [];
}

/** The code itself, its parent, … up to the root. Empty for an unknown code. */
export function lineOf(tree: SpecialtyTree, code: string): readonly string[] {
  const line: string[] = [];
  for (let at = tree.byCode.get(code); at !== undefined;) {
    line.push(at.code);
    at = at.parent === undefined ? undefined : tree.byCode.get(at.parent);
  }
  return line;
}

/** The first-level code (一级科目) above `code`, or `code` itself when it is one. Undefined for an unknown code. */
export function rootOf(tree: SpecialtyTree, code: string): string | undefined {
  return lineOf(tree, code).at(-1);
}

/** True when `code` is `ancestor` or lies below it. False when either is unknown. */
export function isWithin(tree: SpecialtyTree, code: string, ancestor: string): boolean {
  return lineOf(tree, code).includes(ancestor);
}

/**
 * Whether a physician registered under a scope of practice (执业范围, e.g. 11 内科专业) may practise a specialty. The gate
 * works on whole branches: 内科专业 covers every sub-specialty of 03. It says nothing about skill. Unknown scopes and
 * unknown specialties are not covered.
 * Source: 执业医师法 registration scopes (卫医发〔2001〕169号) against 医疗机构诊疗科目名录 (卫医发〔1994〕27号).
 */
export function scopeCovers(
  tree: SpecialtyTree,
  rules: readonly ScopeRule[],
  scopeCode: string,
  specialtyCode: string,
): boolean {
  return rules.some((rule) => rule.scope === scopeCode && isWithin(tree, specialtyCode, rule.specialty));
}
