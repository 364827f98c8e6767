/** The outcome of a decision that may be refused. A refusal is an expected answer, never an exception. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });
export const refuse = <const C extends string>(code: C): Result<never, C> => ({ ok: false, error: code });
