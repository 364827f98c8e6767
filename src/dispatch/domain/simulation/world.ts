import type { Instant } from "../../../kernel/types.js";
import type { UrgencyLevel } from "../../../kernel/urgency.js";

/** How far from the inviting hospital an expert's hospital is. */
export type Reach = "home" | "neighbour" | "national";

/** Clocks of a level, in minutes from the submission. */
export type SimClocks = Readonly<
  Record<UrgencyLevel, { readonly acceptMinutes: number; readonly offerMinutes: number }>
>;

/** Somebody who can be asked, as far as a policy may know him. */
export interface SimExpert {
  readonly specialty: number;
  readonly dayCap: number;
  /** Public rating, for the policy that goes by it; any scale. */
  readonly rating: number;
}

/** Who may be asked for a request. */
export interface SimCandidate {
  readonly expert: number;
  /** What the ranking says, 0 to 1. */
  readonly ability: number;
  readonly reach: Reach;
}

export interface SimRequest {
  /** Minutes since the beginning. */
  readonly at: number;
  readonly level: UrgencyLevel;
  /** Best first. */
  readonly candidates: readonly SimCandidate[];
}

/** A request for several experts at one time 多学科会诊. */
export interface SimPanel {
  /** Minutes since the beginning. */
  readonly at: number;
  readonly level: UrgencyLevel;
  /** Of each seat, two to five, who may be asked, best first. */
  readonly seats: readonly (readonly SimCandidate[])[];
}

export interface SimAnswer {
  /** Minutes from sending; Infinity: never. */
  readonly minutes: number;
  readonly accepts: boolean;
}

/** What would happen, hidden from every policy. */
export interface SimTruth {
  /**
   * What the expert would answer when asked for the n-th time about the request at that minute, had he all the time in the
   * world. The same question has the same answer under every policy.
   */
  answer(request: number, expert: number, attempt: number, atMinute: number): SimAnswer;
  /** How good his advice would be, 0 to 1. */
  quality(request: number, expert: number): number;
  /** The same of a panel's seat; an expert who has the time in his calendar is asked for it. */
  panelAnswer(panel: number, seat: number, expert: number, attempt: number, atMinute: number): SimAnswer;
  panelQuality(panel: number, seat: number, expert: number): number;
  /** How long the consultation keeps him, in minutes. */
  duration(request: number): number;
}

/** A stretch of time with its people, requests and truth. */
export interface SimWorld {
  readonly beginsAt: Instant;
  readonly experts: readonly SimExpert[];
  /** In order of time. */
  readonly requests: readonly SimRequest[];
  /** In order of time. */
  readonly panels: readonly SimPanel[];
  /** Whether the expert's calendar leaves him free in a half hour counted from the beginning; every policy may look. */
  readonly isOpen: (expert: number, halfHour: number) => boolean;
  readonly clocks: SimClocks;
  readonly truth: SimTruth;
  /** Requests before and after this are not measured: the first fill the house, the last have no time left. */
  readonly measuredFrom: number;
  readonly measuredTo: number;
  readonly endsAt: number;
}
