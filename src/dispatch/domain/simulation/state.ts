import { addMinutes } from "../../../kernel/time.js";
import type { Instant } from "../../../kernel/types.js";
import { newResponseModel, type ResponseModel } from "../response/exports.js";
import type { SimWorld } from "./world.js";

/** An expert as the house sees him at a moment. */
export interface ExpertState {
  takenToday: number;
  openOffers: number;
  /** Consultations that are going on. */
  running: number;
  /** Minute of the last offer; −Infinity before the first. */
  lastAskedAt: number;
  lastTakenAt: number;
  taken: number;
  offers: number;
  withdrawn: number;
  withdrawnToday: number;
}

export interface RequestState {
  /** Whom it has asked since a person last took it in hand. */
  readonly asked: Set<number>;
  /** How often each expert has been asked in all. */
  readonly attempts: Map<number, number>;
  readonly liveOffers: Set<number>;
  offersMade: number;
  handedOver: number;
  acceptedAt: number | null;
  acceptedBy: number | null;
}

/** One offer of the simulated stretch. */
export interface SimOffer {
  readonly request: number;
  readonly expert: number;
  readonly sentAt: number;
  readonly acceptsAt: number | null;
  isLive: boolean;
}

/** Everything a policy may know when it decides. */
export interface SimState {
  readonly world: SimWorld;
  readonly experts: readonly ExpertState[];
  readonly requests: readonly RequestState[];
  /** Learned from the ended offers of this very run alone. */
  readonly responses: ResponseModel;
  now: number;
}

export const newState = (world: SimWorld): SimState => ({
  world,
  experts: world.experts.map(() => ({
    takenToday: 0,
    openOffers: 0,
    running: 0,
    lastAskedAt: -Infinity,
    lastTakenAt: -Infinity,
    taken: 0,
    offers: 0,
    withdrawn: 0,
    withdrawnToday: 0,
  })),
  requests: world.requests.map(() => ({
    asked: new Set(),
    attempts: new Map(),
    liveOffers: new Set(),
    offersMade: 0,
    handedOver: 0,
    acceptedAt: null,
    acceptedBy: null,
  })),
  responses: newResponseModel(world.beginsAt),
  now: 0,
});

export const instantAt = (world: SimWorld, minute: number): Instant => addMinutes(world.beginsAt, minute);

/** Consultations and open offers together that one expert can have at a time; the same for every policy. */
export const mostAtATime = 2;

/** Why an expert cannot be asked now, by the rules that hold for every policy. */
export function barredBy(state: SimState, expert: number): "day_cap" | "busy" | null {
  const one = state.experts[expert];
  if (!one) return "busy";
  if (one.takenToday + one.openOffers >= (state.world.experts[expert]?.dayCap ?? 0)) return "day_cap";
  return one.running + one.openOffers >= mostAtATime ? "busy" : null;
}
