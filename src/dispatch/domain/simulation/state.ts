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
  /** Starts of the panels he is asked for or has accepted, in minutes. */
  readonly meetings: number[];
}

export interface SeatState {
  status: "open" | "asked" | "accepted";
  expert: number | null;
  /** Whom the seat has asked since a person last took the panel in hand. */
  readonly asked: Set<number>;
  readonly attempts: Map<number, number>;
  offersMade: number;
}

export interface PanelState {
  /** The time that is held; null: none. */
  start: number | null;
  readonly seats: readonly SeatState[];
  /** When the last seat was taken. */
  bookedAt: number | null;
  /** Whether the first look found a common time; null before it. */
  foundAtOnce: boolean | null;
  handedOver: number;
  /** Its window has gone by. */
  isOver: boolean;
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
  readonly panels: readonly PanelState[];
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
    meetings: [],
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
  panels: world.panels.map(({ seats }) => ({
    start: null,
    seats: seats.map(() => ({
      status: "open",
      expert: null,
      asked: new Set(),
      attempts: new Map(),
      offersMade: 0,
    })),
    bookedAt: null,
    foundAtOnce: null,
    handedOver: 0,
    isOver: false,
  })),
  responses: newResponseModel(world.beginsAt),
  now: 0,
});

export const instantAt = (world: SimWorld, minute: number): Instant => addMinutes(world.beginsAt, minute);

/** Consultations and open offers together that one expert can have at a time; the same for every policy. */
export const mostAtATime = 2;

/** Panels of an expert on a day, counted from 0. */
export const meetingsOn = ({ meetings }: ExpertState, day: number): number =>
  meetings.filter((start) => Math.floor(start / 1440) === day).length;

/** Why an expert cannot be asked now, by the rules that hold for every policy. */
export function barredBy(state: SimState, expert: number): "day_cap" | "busy" | null {
  const one = state.experts[expert];
  if (!one) return "busy";
  const meetings = meetingsOn(one, Math.floor(state.now / 1440));
  if (one.takenToday + one.openOffers + meetings >= (state.world.experts[expert]?.dayCap ?? 0))
    return "day_cap";
  return one.running + one.openOffers >= mostAtATime ? "busy" : null;
}
