import { mostValue } from "../assignment/index.js";

/**
 * Requests that each want a team of experts at one common slot (MDT 多学科会诊). An expert sits in one meeting a slot and in so many
 * a day. Values are whole millionths.
 */
export interface MdtProblem {
  /** Of each slot: its day, both from 0. */
  readonly dayOfSlot: readonly number[];
  readonly experts: readonly MdtExpert[];
  readonly requests: readonly MdtRequest[];
}

export interface MdtExpert {
  /** Slots in which the expert is free, each once. */
  readonly freeIn: readonly number[];
  readonly mostADay: number;
}

export interface MdtRequest {
  /** 1–8 seats, each filled by one of its candidates; no one sits on two. */
  readonly seats: readonly (readonly MdtCandidate[])[];
  /** Of each slot: what it is worth to meet then, below 0 where late. */
  readonly slotValue: readonly number[];
}

export interface MdtCandidate {
  readonly expert: number;
  readonly value: number;
}

/** A meeting: its slot, and the expert on each seat. */
export interface Meeting {
  readonly slot: number;
  readonly team: readonly number[];
  readonly value: number;
}

export interface MdtPlan {
  /** Of each request; undefined when it does not meet. */
  readonly meetings: readonly (Meeting | undefined)[];
  readonly total: number;
  /** No plan whatever is worth more. */
  readonly bound: number;
  /** bound − total; 0: nothing better exists. */
  readonly gap: number;
}

export type MdtFaultCode =
  | "slot_unknown"
  | "slot_twice"
  | "day_not_countable"
  | "most_a_day_not_countable"
  | "seats_too_few_or_many"
  | "slot_values_not_as_many_as_slots"
  | "expert_unknown"
  | "expert_twice"
  | "value_out_of_range";

export interface MdtFault {
  readonly code: MdtFaultCode;
  readonly expert?: number;
  readonly request?: number;
  readonly seat?: number;
  readonly slot?: number;
}

export const mostSeats = 8;

/** What each fault means and how it is mended. */
export const mdtFaultTexts: Readonly<Record<MdtFaultCode, { readonly zh: string; readonly en: string }>> = {
  slot_unknown: {
    zh: "空闲时段的编号超出时段表。",
    en: "The expert is free in a slot that is not in the list; slots count from 0.",
  },
  slot_twice: { zh: "同一时段列了两次，请只保留一个。", en: "The slot is listed twice; keep one." },
  day_not_countable: {
    zh: "时段所属的日必须是从 0 起的整数。",
    en: "The day of a slot is a whole number from 0.",
  },
  most_a_day_not_countable: {
    zh: "每日上限必须是不小于 0 的整数；当日不参加请填 0。",
    en: "mostADay is a whole number from 0; give 0 to an expert who takes part in none.",
  },
  seats_too_few_or_many: {
    zh: `一次会诊须有 1 至 ${mostSeats} 个席位。`,
    en: `A meeting has 1 to ${mostSeats} seats.`,
  },
  slot_values_not_as_many_as_slots: {
    zh: "每个时段须各有一个价值。",
    en: "Give one value for each slot.",
  },
  expert_unknown: {
    zh: "候选专家的编号超出专家名单。",
    en: "The seat names an expert who is not in the list; experts count from 0.",
  },
  expert_twice: {
    zh: "同一席位中同一专家出现两次，请只保留一条。",
    en: "The seat names the same expert twice; keep one.",
  },
  value_out_of_range: {
    zh: `价值必须是绝对值不超过 ${mostValue} 的整数（百万分之一）。`,
    en: `A value is a whole number within ±${mostValue} millionths; no NaN, no infinity.`,
  },
};

const isCount = (n: number): boolean => Number.isInteger(n) && n >= 0;
const isValue = (n: number): boolean => Number.isInteger(n) && Math.abs(n) <= mostValue;

/** Everything that is wrong with a problem: slots, then experts, then requests. */
export function mdtFaults({ dayOfSlot, experts, requests }: MdtProblem): MdtFault[] {
  const faults: MdtFault[] = [];
  for (const [slot, day] of dayOfSlot.entries())
    if (!isCount(day) || day > dayOfSlot.length) faults.push({ code: "day_not_countable", slot });
  for (const [expert, { freeIn, mostADay }] of experts.entries()) {
    if (!isCount(mostADay)) faults.push({ code: "most_a_day_not_countable", expert });
    const seen = new Set<number>();
    for (const slot of freeIn) {
      if (dayOfSlot[slot] === undefined) faults.push({ code: "slot_unknown", expert, slot });
      else if (seen.has(slot)) faults.push({ code: "slot_twice", expert, slot });
      seen.add(slot);
    }
  }
  for (const [request, asked] of requests.entries())
    faults.push(...requestFaults(asked, request, dayOfSlot.length, experts.length));
  return faults;
}

function requestFaults(
  { seats, slotValue }: MdtRequest,
  request: number,
  slots: number,
  experts: number,
): MdtFault[] {
  const faults: MdtFault[] = [];
  if (seats.length < 1 || seats.length > mostSeats) faults.push({ code: "seats_too_few_or_many", request });
  if (slotValue.length !== slots) faults.push({ code: "slot_values_not_as_many_as_slots", request });
  for (const [slot, value] of slotValue.entries())
    if (!isValue(value)) faults.push({ code: "value_out_of_range", request, slot });
  for (const [seat, candidates] of seats.entries()) {
    const seen = new Set<number>();
    for (const { expert, value } of candidates) {
      const place = { request, seat, expert };
      if (!isCount(expert) || expert >= experts) faults.push({ code: "expert_unknown", ...place });
      else if (seen.has(expert)) faults.push({ code: "expert_twice", ...place });
      if (!isValue(value)) faults.push({ code: "value_out_of_range", ...place });
      seen.add(expert);
    }
  }
  return faults;
}
