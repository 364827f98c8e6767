import type { UrgencyLevel } from "../../kernel/urgency.js";
import type { AskedRing, PersonState, Reach } from "./policy/dispatch-policy.js";
import type { Utility } from "./utility.js";

/** Somebody who may be asked for an opening: the hard rules hold, and he has not been asked in this round. */
export interface PlanCandidate {
  readonly roleId: string;
  readonly personId: string;
  /** How well he can answer, 0 to 1. */
  readonly ability: number;
  readonly reach: Reach;
}

/** One seat that waits for an expert: a case, or one of several seats of an MDT. */
export interface Opening {
  readonly id: string;
  readonly level: UrgencyLevel;
  /** Since the request was sent. */
  readonly waitedMinutes: number;
  readonly acceptMinutes: number;
  /** How long one offer stays open. */
  readonly offerMinutes: number;
  readonly namedRoleId: string | null;
  readonly offersMade: number;
  readonly liveOffers: number;
  /** Best ability among everybody ranked for the opening, asked or not: the measure for rings. */
  readonly bestAbility: number;
  readonly candidates: readonly PlanCandidate[];
}

/** A person with his day; one person has one calendar, however many posts. */
export interface PlanPerson {
  readonly state: PersonState;
  /** On call: his hours do not keep an urgent offer from him. */
  readonly isOnCall: boolean;
  /** Until he is free again; 0: now; null: not known, or not today. */
  readonly freeInMinutes: number | null;
  readonly openOffers: number;
  readonly takenToday: number;
  readonly dayCap: number;
  readonly takenThisWeek: number;
  readonly weekCap: number;
  /** Hedged offers taken back from him today. */
  readonly withdrawnToday: number;
  /** His chance to accept a case of this level within so many minutes, asked now. */
  readonly acceptChance: (minutes: number, level: UrgencyLevel) => number;
}

export interface PlanWorld {
  readonly openings: readonly Opening[];
  readonly people: ReadonlyMap<string, PlanPerson>;
}

/** Who comes after the one chosen, and how much less he is worth. */
export interface RunnerUp {
  readonly roleId: string;
  readonly margin: number;
}

export interface PlannedOffer {
  readonly openingId: string;
  readonly roleId: string;
  readonly personId: string;
  readonly ring: AskedRing;
  /** 1 for the first line, 2 and more for offers made beside it. */
  readonly line: number;
  readonly utility: Utility;
  readonly acceptChance: number;
  /** What his own load counts against the choice. */
  readonly load: number;
  /** What one more place at this expert would have been worth to all waiting cases together. */
  readonly price: number;
  readonly runnerUp: RunnerUp | null;
  /** The odds with which chance chose him among those as good as equal; 1: nobody else could have come out. */
  readonly propensity: number;
}

export type HandOverReason = "no_candidate" | "all_declined" | "enough_tried" | "nobody_free";

/** One who could have been asked for a seat, as the plan saw him. Kept with the decision; names are looked up when shown. */
export interface Considered {
  readonly roleId: string;
  readonly ring: AskedRing;
  /** 0 to 1. */
  readonly ability: number;
  readonly state: PersonState;
  /** Minutes until he may be asked; 0: at once; null: not today. */
  readonly inMinutes: number | null;
  /** Why not now: his calendar, his caps, or as many open offers as he may have. */
  readonly barredBy: "calendar" | "day_cap" | "week_cap" | "open_offers" | null;
  /** His chance to accept before the offer would lapse, 0 to 1. */
  readonly acceptChance: number;
  /** What asking him would be worth, before the price of his load. */
  readonly value: number;
  /** The odds with which this look would have asked him first, from 0 to 1; absent: nobody was asked, or stored before it was kept. */
  readonly chance?: number;
}

/** So many candidates are kept with a decision; the others only count. */
export const consideredKept = 12;

export interface OpeningPlan {
  readonly openingId: string;
  readonly offers: readonly PlannedOffer[];
  /** Everybody who could have been asked, best ability first, at most {@link consideredKept}. */
  readonly considered: readonly Considered[];
  /** Who is asked next if they all decline; named at once. */
  readonly backupRoleId: string | null;
  /** The outermost ring whose experts are asked now. */
  readonly openRing: AskedRing;
  /** Nobody to ask now, somebody later: look again after so many minutes. */
  readonly waitMinutes: number | null;
  readonly handOver: HandOverReason | null;
}

/** How good the plan is: the sum reached, the most anybody could reach, and what it cost to find out. */
export interface PlanCertificate {
  readonly openings: number;
  readonly edges: number;
  readonly value: number;
  readonly bound: number;
}

export interface Plan {
  readonly openings: readonly OpeningPlan[];
  readonly certificate: PlanCertificate;
}
