import type { SimState } from "./state.js";

export interface SimDecision {
  readonly offers: readonly { readonly request: number; readonly expert: number }[];
  /** Requests with nothing to do now, and after how many minutes they are looked at again. */
  readonly lookAgain: readonly { readonly request: number; readonly minutes: number }[];
  /** Requests that go to a person. */
  readonly handOver: readonly number[];
}

/** A way of deciding whom to ask. It may keep notes of its own, so each run makes a new one. */
export interface SimPolicy {
  /**
   * @param waiting requests that want a decision now, most urgent first, then longest waiting, then in order of arrival
   * @param random uniform in [0, 1), a stream of the policy's own
   */
  decide(state: SimState, waiting: readonly number[], random: () => number): SimDecision;
}
