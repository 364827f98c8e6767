import { factorKeys } from "../model.js";
import type { Lesson, Shown } from "./lesson.js";

/** One who was asked, beside what the others of his list could show. */
export interface Observation {
  /** Shares of the factors less their mean over the list he was on: how hard the case was cancels out. */
  readonly apart: Float64Array;
  readonly reward: number;
  readonly weight: number;
  /** Cases that are alike: same specialty, both urgent or both not. */
  readonly kind: string;
}

/** Weights of a chance are cut here: one lucky draw must not outweigh fifty plain ones. */
export const mostWeight = 10;

/** 1 / chance, cut; 1 where no chance is on record. */
export const inverse = (chance: number | null): number =>
  chance === null ? 1 : Math.min(mostWeight, 1 / Math.max(chance, 1e-6));

const kindOf = ({ specialtyCode, level }: Lesson): string =>
  `${specialtyCode ?? ""}/${level === "I" || level === "II" ? "urgent" : "planned"}`;

/**
 * Each ask with a known end, oldest first. One by one and never as pairs of one list: the next is asked only after the first has failed,
 * so that in every such pair the one behind would win.
 */
export function observationsOf(lessons: readonly Lesson[]): Observation[] {
  return inTime(lessons).flatMap((lesson) => {
    const { shown, asked } = lesson;
    const byRole = new Map(shown.map((one) => [one.roleId, one]));
    const mean = factorKeys.map(
      (_, k) => shown.reduce((sum, { shares }) => sum + (shares[k] ?? 0), 0) / Math.max(1, shown.length),
    );
    return asked.flatMap(({ roleId, reward, chance }): Observation[] => {
      const one = byRole.get(roleId);
      if (one === undefined || reward === null) return [];
      const apart = Float64Array.from(mean, (value, k) => (one.shares[k] ?? 0) - value);
      return [{ apart, reward, weight: inverse(chance), kind: kindOf(lesson) }];
    });
  });
}

/** Somebody found unsuitable, beside a neighbour in the list whom nobody found so. */
export interface Contrast {
  /** Shares of the neighbour less his. */
  readonly apart: Float64Array;
  readonly weight: number;
}

/** Whoever is looked at further down is looked at more seldom: 1 / √place, the usual guess where nobody measures eyes. */
const examined = (place: number): number => 1 / Math.sqrt(Math.max(1, place));

/** 不合适 against the next one above and below: places as likely to be looked at, so that standing high is not held against anyone. */
export function contrastsOf(lessons: readonly Lesson[]): Contrast[] {
  return inTime(lessons).flatMap(({ shown, unsuitable }) => {
    const unfit = new Set(unsuitable);
    const list = [...shown].sort((a, b) => a.place - b.place);
    return list.flatMap((worse, at) => {
      if (!unfit.has(worse.roleId)) return [];
      const neighbours = [
        list.slice(0, at).findLast(({ roleId }) => !unfit.has(roleId)),
        list.slice(at + 1).find(({ roleId }) => !unfit.has(roleId)),
      ].filter((one): one is Shown => one !== undefined);
      return neighbours.map(({ shares }) => ({
        apart: Float64Array.from(factorKeys, (_, k) => (shares[k] ?? 0) - (worse.shares[k] ?? 0)),
        weight: Math.min(mostWeight, 1 / examined(worse.place)) / neighbours.length,
      }));
    });
  });
}

/** Oldest first, equal ones by id: sums do not depend on the order in which lessons come. */
export const inTime = (lessons: readonly Lesson[]): Lesson[] =>
  [...lessons].sort((a, b) =>
    a.madeAt !== b.madeAt ? (a.madeAt < b.madeAt ? -1 : 1) : a.decisionId < b.decisionId ? -1 : 1,
  );
