/** One figure of the lab as the page shows it. */
export interface LabMetric {
  readonly path: string;
  readonly name:
    | "breachI"
    | "breachII"
    | "breachIII"
    | "p95I"
    | "quality"
    | "gini"
    | "offers"
    | "withdrawn"
    | "person"
    | "regret"
    | "unserved"
    | "walks"
    | "startMean"
    | "panelFound"
    | "panelServed"
    | "panelP50"
    | "panelP95"
    | "panelStart"
    | "panelQuality";
  readonly scale: number;
  readonly digits: number;
  readonly unit: "percent" | "minutes" | "times" | "none";
  readonly isMoreBetter: boolean;
}

const less = { isMoreBetter: false } as const;

/** In the order a person asks: are the urgent served, by whom, at whose cost? */
export const labMetrics: readonly LabMetric[] = [
  { path: "levels.I.breach", name: "breachI", scale: 100, digits: 1, unit: "percent", ...less },
  { path: "levels.II.breach", name: "breachII", scale: 100, digits: 1, unit: "percent", ...less },
  { path: "levels.III.breach", name: "breachIII", scale: 100, digits: 1, unit: "percent", ...less },
  { path: "levels.I.waitP95", name: "p95I", scale: 1, digits: 1, unit: "minutes", ...less },
  { path: "levels.all.quality", name: "quality", scale: 1, digits: 3, unit: "none", isMoreBetter: true },
  { path: "gini", name: "gini", scale: 1, digits: 3, unit: "none", ...less },
  { path: "offersPerRequest", name: "offers", scale: 1, digits: 2, unit: "times", ...less },
  { path: "withdrawalsPerExpertDay", name: "withdrawn", scale: 1, digits: 2, unit: "times", ...less },
  { path: "levels.all.handedOver", name: "person", scale: 100, digits: 1, unit: "percent", ...less },
  { path: "levels.all.unserved", name: "unserved", scale: 100, digits: 2, unit: "percent", ...less },
  { path: "meetings.walksPerMeeting", name: "walks", scale: 1, digits: 3, unit: "times", ...less },
  { path: "meetings.startMean", name: "startMean", scale: 1, digits: 0, unit: "minutes", ...less },
  { path: "regret", name: "regret", scale: 100, digits: 1, unit: "percent", ...less },
];

/** Of requests for several experts at one time. */
export const panelMetrics: readonly LabMetric[] = [
  { path: "panels.served", name: "panelServed", scale: 100, digits: 1, unit: "percent", isMoreBetter: true },
  { path: "panels.waitP95", name: "panelP95", scale: 1, digits: 0, unit: "minutes", ...less },
  { path: "panels.found", name: "panelFound", scale: 100, digits: 1, unit: "percent", isMoreBetter: true },
  { path: "panels.waitP50", name: "panelP50", scale: 1, digits: 0, unit: "minutes", ...less },
  { path: "panels.startP50", name: "panelStart", scale: 1, digits: 0, unit: "minutes", ...less },
  { path: "panels.quality", name: "panelQuality", scale: 1, digits: 3, unit: "none", isMoreBetter: true },
];

const [mainSingle, mainPanel] = [6, 2];

/** The figures a result is shown with: the main ones, or all; those of panels where it had any. */
export function shownMetrics(
  rows: readonly { readonly figures: Readonly<Record<string, Interval>> }[],
  isAll: boolean,
): readonly LabMetric[] {
  const hasPanels = rows.some(({ figures }) => (figures["panels.panels"]?.mean ?? 0) > 0);
  const panels = hasPanels ? panelMetrics : [];
  return isAll
    ? [...labMetrics, ...panels]
    : [...labMetrics.slice(0, mainSingle), ...panels.slice(0, mainPanel)];
}

export interface Interval {
  readonly mean: number;
  readonly half: number | null;
}

/** What a difference to the baseline means: the interval of a sure one does not hold 0. */
export function verdictOf(difference: Interval | undefined, metric: LabMetric): "better" | "worse" | "same" {
  if (!difference || difference.half === null || Math.abs(difference.mean) <= difference.half) return "same";
  return difference.mean > 0 === metric.isMoreBetter ? "better" : "worse";
}

/** Where bar, interval and baseline mark lie, in percent of the widest; all within 0 to 100. */
export function barOf(
  value: Interval,
  most: number,
): { readonly width: number; readonly from: number; readonly to: number } {
  const share = (x: number): number => (most <= 0 ? 0 : Math.min(100, Math.max(0, (100 * x) / most)));
  const half = value.half ?? 0;
  return { width: share(value.mean), from: share(value.mean - half), to: share(value.mean + half) };
}
