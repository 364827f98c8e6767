import { hourOfWeek } from "./hours.js";
import type { Instant } from "../../../kernel/types.js";
import { type ExpertTally, minuteOf, recentKept, type ResponseModel } from "./model.js";

export const dayparts = ["night", "morning", "afternoon", "evening"] as const;
export type Daypart = (typeof dayparts)[number];
/** 凌晨 0–6, 上午 6–12, 下午 12–18, 晚上 18–24 by the expert's own clock. */
export const daypartOf = (hour: number): Daypart => dayparts[Math.floor(hour / 6)] ?? "night";

/** What a forecast rests on, from the strongest to the weakest. */
export interface Evidence {
  /**
   * own_daypart: the expert's answers on this weekday and part of the day; own_part: on this part of any day; own: his
   * answers at any time; group, everybody: nothing of his own; first_guess: nothing of anybody.
   */
  readonly basis: "own_daypart" | "own_part" | "own" | "group" | "everybody" | "first_guess";
  readonly weekday: number;
  readonly daypart: Daypart;
  readonly days: number;
  /** Of the basis, within those days: offers that ended, answers, offers that ran out unanswered. */
  readonly offers: number;
  readonly answered: number;
  readonly timedOut: number;
  /** Median of the answers in minutes; null without any. */
  readonly medianMinutes: number | null;
  /** True when more was seen than is kept: the figures are of the last offers only. */
  readonly isLastOnly: boolean;
}

export interface Words {
  readonly zh: string;
  readonly en: string;
}

const evidenceDays = 90;
/** Fewer answers than these make no habit of a weekday's part. */
const leastAnswers = 3;

interface Seen {
  readonly weekday: number;
  readonly daypart: Daypart;
  readonly waited: number;
  readonly end: number;
}

function recentOf(tally: ExpertTally, localMinute: number): Seen[] {
  const { recent } = tally;
  const seen: Seen[] = [];
  for (let i = 0; i < Math.min(recent.count, recentKept); i++) {
    const at = recent.at[i] ?? 0;
    if (at > localMinute || at < localMinute - evidenceDays * 1440) continue;
    const { weekday, hour } = hourOfWeek(at);
    seen.push({ weekday, daypart: daypartOf(hour), waited: recent.waited[i] ?? 0, end: recent.end[i] ?? 0 });
  }
  return seen;
}

const isAnswer = ({ end }: Seen): boolean => end === 1 || end === 2;

function median(values: number[]): number | null {
  const sorted = values.sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** What of the expert's own record, or of whom in his stead, a forecast for an offer at that local minute rests on. */
export function evidenceOf(
  model: ResponseModel,
  tally: ExpertTally | undefined,
  groupId: string | null,
  localMinute: number,
): Evidence {
  const { weekday, hour } = hourOfWeek(localMinute);
  const daypart = daypartOf(hour);
  const frame = { weekday, daypart, days: evidenceDays };
  const all = tally ? recentOf(tally, localMinute) : [];
  const ofPart = all.filter((one) => one.daypart === daypart);
  const ofDay = ofPart.filter((one) => one.weekday === weekday);
  const enough = (some: readonly Seen[]): boolean => some.filter(isAnswer).length >= leastAnswers;
  const [basis, seen] = enough(ofDay)
    ? (["own_daypart", ofDay] as const)
    : enough(ofPart)
      ? (["own_part", ofPart] as const)
      : (["own", all] as const);
  if (seen.length > 0) {
    const answers = seen.filter(isAnswer);
    return {
      ...frame,
      basis,
      offers: seen.length,
      answered: answers.length,
      timedOut: seen.filter((one) => one.end === 3).length,
      medianMinutes: median(answers.map((one) => one.waited)),
      isLastOnly: (tally?.recent.count ?? 0) > recentKept && all.length === recentKept,
    };
  }
  const group = groupId === null ? undefined : model.groups.get(groupId);
  const [wider, offers] =
    group && group.offers > 0
      ? (["group", group.offers] as const)
      : model.outcomes > 0
        ? (["everybody", model.outcomes] as const)
        : (["first_guess", 0] as const);
  return {
    ...frame,
    basis: wider,
    offers,
    answered: 0,
    timedOut: 0,
    medianMinutes: null,
    isLastOnly: false,
  };
}

/** The expert's last offers at any time of day; all zero when there are none. */
export function ownRecord(
  model: ResponseModel,
  expertId: string,
  now: Instant,
): Pick<Evidence, "offers" | "answered" | "timedOut" | "medianMinutes"> {
  const tally = model.experts.get(expertId);
  // His local time may run ahead of everybody's: nothing he has ended lies in the future.
  const seen = tally ? recentOf(tally, minuteOf(now) + 1440) : [];
  const answers = seen.filter(isAnswer);
  return {
    offers: seen.length,
    answered: answers.length,
    timedOut: seen.filter((one) => one.end === 3).length,
    medianMinutes: median(answers.map((one) => one.waited)),
  };
}

const weekdays = {
  zh: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
  en: ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"],
};
const parts: Readonly<Record<Daypart, Words>> = {
  night: { zh: "凌晨", en: "at night" },
  morning: { zh: "上午", en: "in the morning" },
  afternoon: { zh: "下午", en: "in the afternoon" },
  evening: { zh: "晚上", en: "in the evening" },
};

/** Minutes as people say them; under one minute is 不到 1 分钟. */
export function minutesInWords(minutes: number): Words {
  if (minutes < 1) return { zh: "不到 1 分钟", en: "under a minute" };
  if (minutes < 90) {
    const whole = Math.round(minutes);
    return { zh: `${whole} 分钟`, en: `${whole} min` };
  }
  const hours = Math.round(minutes / 30) / 2;
  return { zh: `${hours} 小时`, en: `${hours} h` };
}

const guesses: Readonly<Record<"group" | "everybody" | "first_guess", Words>> = {
  group: {
    zh: "近期尚无应答记录，按本专科平均估计",
    en: "no answers on record lately; estimated by the mean of the specialty",
  },
  everybody: {
    zh: "近期尚无应答记录，按全部专家平均估计",
    en: "no answers on record lately; estimated by the mean of all experts",
  },
  first_guess: {
    zh: "全平台尚无应答记录，按初始假设估计",
    en: "no answers on record at all; a first guess",
  },
};

/** The evidence as one sentence, without a full stop. */
export function wordsOf(evidence: Evidence): Words {
  const { basis, medianMinutes, answered, timedOut, offers, days, isLastOnly } = evidence;
  if (basis === "group" || basis === "everybody" || basis === "first_guess") return guesses[basis];
  const span = isLastOnly
    ? { zh: `最近 ${offers} 次派单`, en: `last ${offers} offers` }
    : { zh: `近 ${days} 天 ${offers} 次派单`, en: `${offers} offers in ${days} days` };
  const silent =
    timedOut > 0
      ? { zh: `，${timedOut} 次超时未答`, en: `, ${timedOut} ran out unanswered` }
      : { zh: "", en: "" };
  if (medianMinutes === null)
    return {
      zh: `尚无一次应答（${span.zh}${silent.zh}）`,
      en: `not one answer yet (${span.en}${silent.en})`,
    };
  const time = minutesInWords(medianMinutes);
  const part = parts[evidence.daypart];
  const when =
    basis === "own_daypart"
      ? {
          zh: `${weekdays.zh[evidence.weekday] ?? ""}${part.zh}`,
          en: `${weekdays.en[evidence.weekday] ?? ""} ${part.en}`,
        }
      : basis === "own_part"
        ? { zh: part.zh, en: part.en }
        : { zh: "", en: "" };
  const few =
    answered < leastAnswers
      ? { zh: "；记录少，同时参考本专科", en: "; few, so the specialty weighs in" }
      : { zh: "", en: "" };
  return {
    zh: `${when.zh}通常 ${time.zh}应答（${span.zh}${silent.zh}${few.zh}）`,
    en: `usually answers ${when.en}${when.en && " "}within ${time.en} (${span.en}${silent.en}${few.en})`,
  };
}
