import type { Considered, PlannedOffer } from "./plan-types.js";
import type { AskedRing, PersonState } from "./policy/dispatch-policy.js";
import { ringDepth } from "./policy/rings.js";

export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

const stateWords: Readonly<Record<PersonState, Sentence>> = {
  free: { zh: "空闲", en: "free" },
  outpatient: { zh: "门诊中", en: "in clinic" },
  off_hours: { zh: "不在可会诊时段", en: "outside his hours" },
  do_not_disturb: { zh: "已设免打扰", en: "not to be disturbed" },
  surgery: { zh: "手术中", en: "in surgery" },
  consultation: { zh: "会诊中", en: "in a consultation" },
  leave: { zh: "休假", en: "on leave" },
};
const percent = (share: number): string => `${Math.round(100 * share)}%`;
const minutesZh = (minutes: number): string =>
  minutes < 90 ? `${Math.ceil(minutes)} 分钟` : `${Math.round(minutes / 6) / 10} 小时`;
const minutesEn = (minutes: number): string =>
  minutes < 90 ? `${Math.ceil(minutes)} min` : `${Math.round(minutes / 6) / 10} h`;

/** Why this one: what he can, how likely he answers in time, and by how much he is ahead of the next. */
export function whyAsked(
  offer: Pick<PlannedOffer, "ring" | "line" | "acceptChance" | "runnerUp" | "price" | "propensity">,
  about: { readonly ability: number; readonly offerMinutes: number; readonly runnerUpName: string | null },
): Sentence {
  const zh = [
    offer.ring === "named" ? "申请医生点名" : `对本例的能力 ${percent(about.ability)}`,
    `${minutesZh(about.offerMinutes)}内接诊的可能约 ${percent(offer.acceptChance)}`,
  ];
  const en = [
    offer.ring === "named"
      ? "named by the requesting doctor"
      : `ability for this case ${percent(about.ability)}`,
    `about ${percent(offer.acceptChance)} likely to accept within ${minutesEn(about.offerMinutes)}`,
  ];
  if (offer.line > 1) {
    zh.push("与前一位同时派单，先接诊者承担");
    en.push("asked beside the first; whoever accepts first takes it");
  }
  if (about.runnerUpName !== null && offer.runnerUp !== null) {
    zh.push(
      offer.propensity < 1
        ? `与${about.runnerUpName}相当，随机选定`
        : `次选${about.runnerUpName}，综合值低 ${offer.runnerUp.margin.toFixed(2)}`,
    );
    en.push(
      offer.propensity < 1
        ? `equal to ${about.runnerUpName}; chosen by lot`
        : `next is ${about.runnerUpName}, worth ${offer.runnerUp.margin.toFixed(2)} less`,
    );
  }
  if (offer.price > 0.005) {
    zh.push(`他的名额有几例在争：再多一个名额，全部候诊合计可提高 ${offer.price.toFixed(2)}`);
    en.push(
      `several cases compete for him: one more place would raise the whole by ${offer.price.toFixed(2)}`,
    );
  }
  return { zh: zh.join("；"), en: en.join("; ") };
}

/** Why not this one, at that moment; undefined: he was asked. */
export function whyNotAsked(
  one: Considered,
  plan: { readonly openRing: AskedRing; readonly askedRoles: ReadonlySet<string> },
): Sentence | undefined {
  if (plan.askedRoles.has(one.roleId)) return undefined;
  const later =
    one.inMinutes === null
      ? { zh: "今天不再派单", en: "not today" }
      : { zh: `约 ${minutesZh(one.inMinutes)}后可派`, en: `free in about ${minutesEn(one.inMinutes)}` };
  switch (one.barredBy) {
    case "calendar":
      return {
        zh: `${stateWords[one.state].zh}，${later.zh}`,
        en: `${stateWords[one.state].en}; ${later.en}`,
      };
    case "day_cap":
      return { zh: "今日会诊已达上限", en: "his consultations of the day are at the cap" };
    case "week_cap":
      return { zh: "本周会诊已达上限", en: "his consultations of the week are at the cap" };
    case "open_offers":
      return { zh: "手上待答的派单已满", en: "his hands are full of open offers" };
    case null:
      return ringDepth(one.ring) > ringDepth(plan.openRing)
        ? { zh: "所在派单环节尚未开启", en: "his ring is not open yet" }
        : { zh: "可派，综合值低于所派专家", en: "could be asked; others are worth more" };
  }
}
