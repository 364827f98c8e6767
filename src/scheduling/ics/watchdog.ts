import { runInNewContext } from "node:vm";

/**
 * Runs synchronous work and stops it when it takes longer: a recurrence that can never come true keeps an expander busy for
 * ever. Undefined: it was stopped. What the work throws is thrown.
 */
export function withinTime<T>(milliseconds: number, work: () => T): { readonly value: T } | undefined {
  let outcome: { readonly value: T } | undefined;
  try {
    runInNewContext("work()", { work: () => void (outcome = { value: work() }) }, { timeout: milliseconds });
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return undefined;
    throw error;
  }
  return outcome;
}
