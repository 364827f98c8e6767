import { classifyText, type DepartmentModel, type LabelChance } from "./department-model.js";
import type { LabelledText } from "./train-department.js";
import type { GramVectors } from "./vectors.js";

export interface DepartmentFigures {
  /** Texts judged. */
  readonly n: number;
  /** Share whose first label is the given one. */
  readonly accuracy: number;
  /** Mean over the given labels of F1 (harmonic mean of precision and recall). */
  readonly macroF1: number;
  /** Share whose given label is among the first three. */
  readonly top3: number;
  /** Expected calibration error: mean gap between stated probability and share right, over 15 bins of equal width. */
  readonly ece: number;
  /** Share answered with certainty enough, and the share right of these. */
  readonly sure: { readonly share: number; readonly accuracy: number };
}

/** A text's ranking beside the label it was given. */
export interface Judgment {
  readonly label: string;
  readonly ranked: readonly LabelChance[];
  readonly isSure: boolean;
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
const bins = 15;

/** Figures over judgments, rounded to four places; all zero for none. */
export function departmentFigures(judgments: readonly Judgment[]): DepartmentFigures {
  const n = judgments.length;
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : rounded(part / whole));
  const first = ({ ranked }: Judgment): string | undefined => ranked[0]?.label;
  const count = (is: (one: Judgment) => boolean): number => judgments.filter(is).length;
  const labels = [...new Set(judgments.map(({ label }) => label))];
  const f1 = labels.map((label) => {
    const right = count((one) => one.label === label && first(one) === label);
    return (2 * right) / (count((one) => one.label === label) + count((one) => first(one) === label));
  });
  let gap = 0;
  for (let bin = 0; bin < bins; bin++) {
    const own = judgments.filter(
      ({ ranked }) => Math.min(bins - 1, Math.floor((ranked[0]?.chance ?? 0) * bins)) === bin,
    );
    const right = own.filter((one) => first(one) === one.label).length;
    const stated = own.reduce((sum, { ranked }) => sum + (ranked[0]?.chance ?? 0), 0);
    gap += Math.abs(right - stated);
  }
  const sure = judgments.filter(({ isSure }) => isSure);
  return {
    n,
    accuracy: share(
      count((one) => first(one) === one.label),
      n,
    ),
    macroF1: share(
      f1.reduce((sum, v) => sum + v, 0),
      labels.length,
    ),
    top3: share(
      count(({ label, ranked }) => ranked.slice(0, 3).some((one) => one.label === label)),
      n,
    ),
    ece: share(gap, n),
    sure: {
      share: share(sure.length, n),
      accuracy: share(sure.filter((one) => first(one) === one.label).length, sure.length),
    },
  };
}

/** Ranks each text with the model. */
export function judgeTexts(
  model: DepartmentModel,
  vectors: GramVectors | null,
  texts: readonly LabelledText[],
): readonly Judgment[] {
  return texts.map(({ label, text }) => {
    const ranked = classifyText(model, vectors, text);
    return { label, ranked, isSure: (ranked[0]?.chance ?? 0) >= model.sureFrom };
  });
}
