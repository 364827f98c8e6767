import { consensusRules } from "./consensus-vital-rules.js";
import { additionalRules, obstetricRules } from "./special-vital-rules.js";
import type { VitalContext, VitalRule } from "./vital-rule.js";
import type { Vitals } from "./vitals.js";

/** Every vital-sign criterion, as data. Order carries no meaning: the most severe met one decides. */
export const vitalRules: readonly VitalRule[] = [...consensusRules, ...additionalRules, ...obstetricRules];

/** The criteria a set of usable vital signs meets, in table order; empty when none is met or nothing was measured. */
export const metVitalRules = (vitals: Vitals, context: VitalContext): readonly VitalRule[] =>
  vitalRules.filter((rule) => rule.test(vitals, context));
