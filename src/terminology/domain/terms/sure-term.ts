import { looseKey } from "./loose-key.js";
import type { TermIndex } from "./term-index.js";

const sides: readonly (readonly [RegExp, string])[] = [
  [/^(?:左|右)侧?(?<bare>.{2,})$/u, "单侧"],
  [/^(?<bare>.{2,}) (?:左|右)侧?$/u, "单侧"],
  [/^(?:双|两)侧?(?<bare>.{2,})$/u, "双侧"],
  [/^(?<bare>.{2,}) (?:双|两)侧?$/u, "双侧"],
];

/**
 * The term that a segment names beyond doubt: by its name; by its name but for 的, 氏, a closing 症 or 术; with the side
 * told otherwise (左侧腹股沟疝 is 单侧腹股沟疝, and 腹股沟疝 on a list without sides); with the bracket put in front
 * (颈椎病(神经根型) is 神经根型颈椎病). −1: none.
 */
export function sureTerm(index: TermIndex, folded: string): number {
  const byName = (name: string): number =>
    index.exact.get(name)?.[0] ?? index.loose.get(looseKey(name)) ?? -1;
  const whole = byName(folded);
  if (whole >= 0) return whole;
  if (index.kind === "symptom") return -1;
  for (const [pattern, said] of sides) {
    const bare = pattern.exec(folded)?.groups?.["bare"];
    if (bare === undefined) continue;
    const sided = byName(said + bare);
    const found = sided >= 0 ? sided : byName(bare);
    if (found >= 0) return found;
  }
  const [outside, inside, ...more] = folded.split(" ");
  return outside === undefined || inside === undefined || more.length > 0 ? -1 : byName(inside + outside);
}
