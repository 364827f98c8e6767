/** How a try to ask the model ended. `answered` is the only good one. */
export const callOutcomes = [
  "answered",
  // The answer was refused.
  "not_json",
  "wrong_shape",
  "unsafe_text",
  "echoed_instructions",
  "cut_off",
  "declined",
  "too_large",
  "redirected",
  // The endpoint did not answer as it should.
  "address_refused",
  "unreachable",
  "timed_out",
  "not_authorized",
  "rate_limited",
  "unavailable",
  "server_error",
  "bad_request",
  // Nothing was sent.
  "not_configured",
  "switched_off",
  "budget_used_up",
  "circuit_open",
  "case_moved_on",
  "too_late",
  "broke_off",
] as const;
export type CallOutcome = (typeof callOutcomes)[number];

const safeToRepeat: ReadonlySet<CallOutcome> = new Set(["unreachable", "rate_limited", "unavailable"]);
const endpointIsIll: ReadonlySet<CallOutcome> = new Set([
  "unreachable",
  "timed_out",
  "not_authorized",
  "rate_limited",
  "unavailable",
  "server_error",
]);

/** True when the endpoint did no work for it, so that asking again costs nothing twice. */
export const mayRepeat = (outcome: CallOutcome): boolean => safeToRepeat.has(outcome);

/** True when it speaks against the endpoint rather than against one answer: these open the circuit. */
export const isEndpointIll = (outcome: CallOutcome): boolean => endpointIsIll.has(outcome);

export const mostAttempts = 3;

/**
 * Seconds until the next try, with full jitter; the endpoint's own wish (Retry-After) is the least.
 * @param attempt tries so far, from 1.
 * @param chance 0 to 1 from the random source.
 * Source: "Exponential backoff and jitter", AWS Architecture Blog (full jitter).
 */
export function secondsToNextTry(attempt: number, chance: number, retryAfterSeconds: number | null): number {
  const longest = Math.min(120, 5 * 2 ** attempt);
  return Math.max(1, Math.round(longest * chance), Math.min(600, retryAfterSeconds ?? 0));
}

/**
 * Tokens set aside before a call, never fewer than it can cost: a Chinese character is at most two tokens in the
 * vocabularies in use, and the answer's length is capped.
 */
export const tokensSetAside = (sentCharacters: number, answerTokens: number): number =>
  2 * sentCharacters + answerTokens;
