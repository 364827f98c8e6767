import { bleedingInjuryPoison } from "./bleeding-injury-poison.js";
import type { FlagRule } from "./flag-rule.js";
import { heartBrainBelly } from "./heart-brain-belly.js";
import { lifeThreats } from "./life-threats.js";
import { womenAndChildren } from "./women-and-children.js";

/** Every red flag that free text or a coded suspected diagnosis can raise, as data. Order carries no meaning. */
export const flagRules: readonly FlagRule[] = [
  ...lifeThreats,
  ...heartBrainBelly,
  ...bleedingInjuryPoison,
  ...womenAndChildren,
];
