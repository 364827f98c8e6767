import type { MatchModel } from "./model.js";

/** ICD-10 codes name one disease when their first five characters are the same. */
export const diseaseKey = (code: string): string => (code.length >= 5 ? code.slice(0, 5) : code);

/** What is left of evidence at a level of closeness, 0 to 4. */
export const decayOf = (level: number, model: MatchModel): number =>
  level === 0 ? 0 : (model.codeDecay[4 - level] ?? 0);
