import { percentOf, shareOut } from "../../kernel/money.js";
import type { Result } from "../../kernel/result.js";
import { ok, refuse } from "../../kernel/result.js";
import type { PriceItem, PriceLevel, PriceRules, Service, Split } from "./rules.js";

/** What of a finished consultation a price depends on. */
export interface PricedCase {
  readonly service: Service;
  /** GB/T 2260 of the inviting hospital: the price is set where it is asked. Source: 医保发〔2019〕47号. */
  readonly inviterRegion: string;
  /** 三级甲等 and the like, of each invited hospital by seat; the first seat leads. */
  readonly seatLevels: readonly string[];
  /** Of the session; null: not known, then one unit counts. */
  readonly minutes: number | null;
  readonly urgency: "I" | "II" | "III" | "IV";
  /** HH:MM in China when the opinion was signed. */
  readonly signedAtTime: string;
  /** As agreed between the hospitals, by seat; null: nothing is agreed. */
  readonly splits: readonly (Split | null)[];
}

/** One step to the price, in words, with the amount after it. */
export interface PriceStep {
  readonly zh: string;
  readonly en: string;
  readonly fen: number;
}

/** What one seat is paid for. */
export interface SeatShare {
  readonly priceFen: number;
  readonly inviterFen: number;
  readonly inviteeFen: number;
  readonly platformFen: number;
  readonly expertFen: number;
  readonly split: Split;
  readonly splitFrom: "agreement" | "rules";
}

export interface PricedResult {
  readonly priceFen: number;
  readonly item: PriceItem;
  readonly level: PriceLevel;
  readonly steps: readonly PriceStep[];
  readonly seats: readonly SeatShare[];
}

export const levelOf = (rules: PriceRules, hospitalLevel: string): PriceLevel =>
  rules.levels.find((row) => hospitalLevel.startsWith(row.hospitalLevel))?.level ?? "county";

const isNight = ({ from, to }: PriceRules["night"], time: string): boolean =>
  from <= to ? from <= time && time < to : time >= from || time < to;

/** The item whose region is nearest (longest); undefined: the list has none for this service and level. */
export const itemFor = (
  rules: PriceRules,
  service: Service,
  region: string,
  level: PriceLevel,
): PriceItem | undefined =>
  rules.items
    .filter((item) => item.service === service && item.level === level && region.startsWith(item.region))
    .toSorted((a, b) => b.region.length - a.region.length)[0];

/**
 * The price of a consultation and who gets what of it, to the fen, with every step. A panel has one price, by the level
 * of the hospital that leads it, shared among its seats; each seat's share is parted by its own agreement. The shares
 * add up to the price exactly.
 * @returns `price_item_missing` when the list has nothing for this service and level
 */
export function priceCase(given: PricedCase, rules: PriceRules): Result<PricedResult, "price_item_missing"> {
  const level = levelOf(rules, given.seatLevels[0] ?? "");
  const item = itemFor(rules, given.service, given.inviterRegion, level);
  if (!item) return refuse("price_item_missing");
  const units =
    item.unitMinutes === null ? 1 : Math.max(1, Math.ceil((given.minutes ?? 0) / item.unitMinutes));
  const base = item.fen * units;
  const steps: PriceStep[] = [
    item.unitMinutes === null
      ? { zh: `${item.name}，按例`, en: `${item.name}, a case`, fen: base }
      : {
          zh: `${item.name}，${units} × ${item.unitMinutes} 分钟（${given.minutes === null ? "时长未记录，按一个单位" : `实际 ${given.minutes} 分钟`}）`,
          en: `${item.name}, ${units} × ${item.unitMinutes} min (${given.minutes === null ? "length not recorded: one unit" : `${given.minutes} min`})`,
          fen: base,
        },
  ];
  const night = isNight(rules.night, given.signedAtTime) ? rules.night.percent : 0;
  const urgent = rules.urgency[given.urgency];
  const percent = Math.min(night + urgent, rules.supplementCapPercent);
  let price = base;
  if (night + urgent > 0) {
    price += percentOf(base, percent);
    const isCut = night + urgent > percent;
    steps.push({
      zh: `加收 ${percent}%：紧急 ${given.urgency} 级 ${urgent}%，夜间 ${night}%${isCut ? `，合计封顶 ${percent}%` : ""}`,
      en: `Supplement ${percent}%: urgency ${given.urgency} ${urgent}%, night ${night}%${isCut ? `, capped at ${percent}%` : ""}`,
      fen: price,
    });
  }
  if (price > rules.caseCapFen) {
    price = rules.caseCapFen;
    steps.push({ zh: "单例封顶", en: "Cap of a case", fen: price });
  }
  const weights = given.seatLevels.map((_, i) => (i === 0 ? rules.mdt.lead : rules.mdt.member));
  const seats = shareOut(price, weights).map((priceFen, i): SeatShare => {
    const agreed = given.splits[i] ?? null;
    const split = agreed ?? rules.split;
    const [inviterFen = 0, inviteeFen = 0, platformFen = 0, expertFen = 0] = shareOut(priceFen, [
      split.inviter,
      split.invitee,
      split.platform,
      split.expert,
    ]);
    return {
      priceFen,
      inviterFen,
      inviteeFen,
      platformFen,
      expertFen,
      split,
      splitFrom: agreed ? "agreement" : "rules",
    };
  });
  return ok({ priceFen: price, item, level, steps, seats });
}
