import type { UrgencyLevel } from "../../../kernel/urgency.js";
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
  readonly panels: PanelWay;
}

/** A team at a common time. */
export interface SimMeeting {
  readonly panel: number;
  /** Minutes since the beginning, on the half hour. */
  readonly start: number;
  /** The expert of each seat. */
  readonly team: readonly number[];
}

/** A way of bringing panels together. */
export interface PanelWay {
  /** Offers one seat may make before a person takes over. */
  mostOffers(level: UrgencyLevel): number;
  /** Teams and times for panels that have none, most urgent first; a panel that is left out found no time. */
  convene(state: SimState, panels: readonly number[], random: () => number): readonly SimMeeting[];
}
