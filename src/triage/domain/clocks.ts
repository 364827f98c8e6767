import type { UrgencyLevel } from "./level.js";

/** How long each step of a remote consult may take at one level, in minutes from submission of the request. */
export interface Clock {
  /** An expert has accepted. */
  readonly acceptMinutes: number;
  /** The consultation has started. */
  readonly startMinutes: number;
  /** The opinion is signed. */
  readonly opinionMinutes: number;
  /** How long one offer stays open before the next expert is asked; several fit into `acceptMinutes` from level III. */
  readonly offerMinutes: number;
}

/** A dated set of clocks: a case keeps the version it was triaged under. */
export interface ClockPolicy {
  readonly version: string;
  readonly clocks: Readonly<Record<UrgencyLevel, Clock>>;
  readonly source: string;
}

/**
 * Defaults an institution may replace by agreement. No national limit exists for remote consultation; the anchors are
 * the 10 min of 急会诊, the 40 min to orders after it and the 24 h of 普通会诊 (医疗质量安全核心制度落实情况监测指标
 * 2025 年版), and the 12 h, 48 h and 3 working days customary for remote consults.
 */
export const defaultClockPolicy: ClockPolicy = {
  version: "clocks/1",
  clocks: {
    I: { acceptMinutes: 2, startMinutes: 10, opinionMinutes: 40, offerMinutes: 2 },
    II: { acceptMinutes: 5, startMinutes: 30, opinionMinutes: 2 * 60, offerMinutes: 5 },
    III: { acceptMinutes: 30, startMinutes: 12 * 60, opinionMinutes: 12 * 60, offerMinutes: 15 },
    IV: { acceptMinutes: 24 * 60, startMinutes: 48 * 60, opinionMinutes: 72 * 60, offerMinutes: 240 },
  },
  source: "平台策略；锚点：急会诊 10 分钟、急会诊后 40 分钟内处置、普通会诊 24 小时(2025 年版监测指标)",
};

/** The clock of a level under a policy. */
export const clockFor = (level: UrgencyLevel, policy: ClockPolicy = defaultClockPolicy): Clock =>
  policy.clocks[level];
