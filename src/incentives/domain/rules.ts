/** 价格级别: of the invited hospital, as price lists part them. */
export const priceLevels = ["national", "provincial", "city", "county"] as const;
export type PriceLevel = (typeof priceLevels)[number];
export const services = ["written", "video", "mdt"] as const;
export type Service = (typeof services)[number];

/** One line of a price list. */
export interface PriceItem {
  readonly code: string;
  readonly name: string;
  readonly service: Service;
  /** First digits of the inviting hospital's region code (GB/T 2260); empty: wherever no nearer item is. */
  readonly region: string;
  readonly level: PriceLevel;
  /** The price is for so many minutes begun; null: for the case. */
  readonly unitMinutes: number | null;
  readonly fen: number;
  /** Which document, or that it is an example to be replaced by the agreement's price. */
  readonly source: string;
}

/**
 * Why an item cannot stand in a list beside these: its code is another's, or another has the price for its service, region and level.
 * Undefined: it can.
 */
export function clashOf(items: readonly PriceItem[], item: PriceItem): "code" | "place" | undefined {
  if (items.some(({ code }) => code === item.code.trim())) return "code";
  const isSame = (one: PriceItem) =>
    one.service === item.service && one.region === item.region && one.level === item.level;
  return items.some(isSame) ? "place" : undefined;
}

/** Whole percents that make 100 together. */
export interface Split {
  readonly inviter: number;
  readonly invitee: number;
  readonly platform: number;
  readonly expert: number;
}

/** A price rule-set: all that a price depends on besides the case. */
export interface PriceRules {
  readonly items: readonly PriceItem[];
  /** Which price level a hospital's level has; first match of the beginning counts, else county. */
  readonly levels: readonly { readonly hospitalLevel: string; readonly level: PriceLevel }[];
  /** Signed in these hours of China's clock: so many percent more. Runs over midnight when `from` is later than `to`. */
  readonly night: { readonly from: string; readonly to: string; readonly percent: number };
  /** Percent more by urgency. */
  readonly urgency: Readonly<Record<"I" | "II" | "III" | "IV", number>>;
  /** Both supplements together at most so many percent. */
  readonly supplementCapPercent: number;
  /** A case costs at most this. */
  readonly caseCapFen: number;
  /** 分成 where the agreement says nothing. */
  readonly split: Split;
  /** How a panel's price is shared among its seats: the first seat leads. */
  readonly mdt: { readonly lead: number; readonly member: number };
}

/** CME rules: how long an activity must last for a credit, of which class it is, and how much counts a year. */
export interface CreditRules {
  readonly scheme: string;
  readonly class: "I" | "II" | null;
  readonly minutesPerCredit: number;
  /** Minutes a written consultation counts for, and the least a video one does. */
  readonly writtenMinutes: number;
  readonly videoMinutes: number;
  /** Hundredths of a credit that count a person and year. */
  readonly yearCapCents: number;
  readonly source: string;
}

export const honourLists = ["specialty", "county", "young"] as const;
export type HonourList = (typeof honourLists)[number];
export const honourMeasures = [
  "adopted",
  "answered_in_time",
  "accepted",
  "decided_in_time",
  "reasoned",
] as const;
/**
 * adopted: advice wholly or partly adopted (partly counts half) · answered_in_time: opinions signed within the level's
 * clock · accepted: offers accepted of those answered or lapsed · decided_in_time: the inviter's dispositions within 3
 * days · reasoned: requests never returned for completion.
 */
export type HonourMeasure = (typeof honourMeasures)[number];

/** 评选规则: what counts and how much; volume counts only as a least number. */
export interface HonourRules {
  readonly objectionDays: number;
  readonly lists: readonly {
    readonly list: HonourList;
    readonly minCases: number;
    /** How many places in each group. */
    readonly places: number;
    /** Weights in whole percent, together 100. */
    readonly weights: Readonly<Partial<Record<HonourMeasure, number>>>;
    /** Years of independent practice at most, for the young; null: everybody. */
    readonly youngerThanYears: number | null;
  }[];
  /** How many cases the peers' mean weighs when a person's share is estimated. */
  readonly priorCases: number;
}
