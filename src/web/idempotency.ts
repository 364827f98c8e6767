import { OfflineError, ProblemError } from "./problem.js";

/**
 * One key per intended act, kept until the act is known to have succeeded or to have been refused. While the outcome
 * is unknown (no network, 5xx) a retry repeats the key, so the server does the act at most once. The keys outlive
 * the component: leaving the page and trying again is still the same act.
 */
const openActs = new Map<string, string>();

/** A random UUID that also works on plain-http intranets, where `crypto.randomUUID` is missing. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The key of an act. `act` names it fully, such as path and body: a changed body is another act. */
export function keyFor(act: string): string {
  const known = openActs.get(act);
  if (known !== undefined) return known;
  const key = newKey();
  openActs.set(act, key);
  return key;
}

/** Forgets the key: the next act of this name is a new intention. */
export const settleAct = (act: string): void => {
  openActs.delete(act);
};

/** True when the server may or may not have acted, so that a retry must repeat the key. */
export const isOutcomeUnknown = (error: unknown): boolean =>
  error instanceof OfflineError || (error instanceof ProblemError && error.status >= 500);

/** Runs an act under its key and settles it when the outcome is known. */
export async function runOnce<T>(act: string, work: (idempotencyKey: string) => Promise<T>): Promise<T> {
  try {
    const result = await work(keyFor(act));
    settleAct(act);
    return result;
  } catch (error) {
    if (!isOutcomeUnknown(error)) settleAct(act);
    throw error;
  }
}

/**
 * The hook form, for acts that are more than one JSON request: `keyFor(act)` before, `settle(act)` after success.
 * A plain POST uses `postOnce`, which does both.
 */
export function useIdempotencyKey(): {
  readonly keyFor: (act: string) => string;
  readonly settle: (act: string) => void;
} {
  return idempotencyKeys;
}
const idempotencyKeys = { keyFor, settle: settleAct } as const;
