import { findMentions, mentionIndex, specialtyForChild, specialtyTree } from "../terminology/index.js";
import type { DepartmentView } from "./api.js";
import { classifyText, type LabelChance } from "./domain/department/department-model.js";
import { blanked, piecesOf, spokenFor } from "./domain/department/spoken-for.js";
import { departmentModel, gramVectors } from "./load-departments.js";

/** What a suggestion is made from. */
export interface DepartmentQuestion {
  readonly question: string;
  readonly summary: string;
  readonly diagnoses: readonly { readonly name: string }[];
  readonly patientAgeYears: number | null;
}

const shown = 3;
/** Shorter texts say nothing that could be judged. */
const leastLetters = 4;
/** Longer pieces of a text are no evidence that could be read at a glance. */
const longestPiece = 14;
/** Too wide to be advice: 内科 and 外科 are never suggested in place of what stands below them. */
const tooWide: ReadonlySet<string> = new Set(["03", "04"]);

/**
 * The ranking; when no label is sure by itself, a first-level 诊疗科目 whose labels are sure together comes first
 * (妇科 or 产科: 妇产科).
 */
function widened(ranked: readonly LabelChance[], sureFrom: number): readonly LabelChance[] {
  if ((ranked[0]?.chance ?? 0) >= sureFrom) return ranked;
  const sums = new Map<string, number>();
  for (const { label, chance } of ranked) {
    const root = label.slice(0, 2);
    sums.set(root, (sums.get(root) ?? 0) + chance);
  }
  for (const [root, chance] of sums)
    if (chance >= sureFrom && !tooWide.has(root))
      return [{ label: root, chance }, ...ranked.filter(({ label }) => label.slice(0, 2) !== root)];
  return ranked;
}

/** Source: 儿科 admits 0–14 years by custom of Chinese hospitals. */
const adultFromYears = 14;

/**
 * Which 诊疗科目 the request is for, from its words alone: diagnoses, question, summary. What is denied, or said of the family,
 * is not read. `unsure` when no department is likely enough; it then carries no words. For a child the children's department
 * stands for the adult's where there is one.
 * @returns null when nothing is written, nothing but denials is, or the installation has no model.
 */
export function suggestDepartment(asked: DepartmentQuestion): DepartmentView | null {
  const model = departmentModel();
  if (model === null) return null;
  const text = [...asked.diagnoses.map(({ name }) => name), asked.question, asked.summary]
    .filter((part) => part.trim() !== "")
    .join("\n");
  const mentions = findMentions(text, mentionIndex());
  const isOff = ({ certainty, subject }: (typeof mentions)[number]): boolean =>
    certainty === "negated" || subject === "family";
  const read = blanked(text, mentions.filter(isOff));
  const spoken = mentions.filter((mention) => !isOff(mention) && mention.kind !== "procedure");
  const isOnlyDenied = mentions.length > 0 && mentions.every(isOff);
  if (read.replace(/[^\p{L}\p{N}]/gu, "").length < leastLetters || isOnlyDenied) return null;
  const vectors = model.vectorsVersion === null ? null : gramVectors();
  const ranked = widened(classifyText(model, vectors, read), model.sureFrom).slice(0, shown);
  const isChild = asked.patientAgeYears !== null && asked.patientAgeYears < adultFromYears;
  const candidates = ranked.map(({ label, chance }) => {
    const code = isChild ? specialtyForChild(label) : label;
    return {
      code,
      name: specialtyTree().byCode.get(code)?.label ?? code,
      // Nothing read from words alone is certain.
      chance: Math.min(0.99, Math.round(chance * 100) / 100),
    };
  });
  const [first] = ranked;
  if (first === undefined || first.chance < model.sureFrom)
    return { status: "unsure", candidates, evidence: [], modelVersion: model.version };
  const speaking = (parts: Parameters<typeof spokenFor>[4]) =>
    spokenFor(model, vectors, read, first.label, parts);
  const named = speaking(spoken);
  const spans =
    named.length > 0
      ? named
      : speaking(piecesOf(read).filter(({ start, end }) => end - start <= longestPiece));
  return {
    status: "suggested",
    candidates,
    evidence: [...new Set(spans.map(({ start, end }) => read.slice(start, end)))],
    modelVersion: model.version,
  };
}
