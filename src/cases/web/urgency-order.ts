import { urgencyLevels } from "../../kernel/urgency.js";

/** True when `one` is more urgent than `other`; false for anything that is no level. */
export function isMoreUrgent(one: string, other: string): boolean {
  const [a, b] = [one, other].map((level) => (urgencyLevels as readonly string[]).indexOf(level));
  return a !== undefined && b !== undefined && a >= 0 && b >= 0 && a < b;
}
