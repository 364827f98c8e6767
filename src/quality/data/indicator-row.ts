import { type StratifierKey, stratifierKeys } from "../domain/indicator.js";

export type Two = { readonly zh: string; readonly en: string };

/** One indicator as it is defined: the page, the export, the printed list and the query all come from this row. */
export interface IndicatorDefinition {
  readonly code: string;
  readonly group: "access" | "process" | "effect" | "experience";
  readonly name: Two;
  readonly numerator: Two;
  readonly denominator: Two;
  readonly exclusions: Two;
  /** Clause or paper; 平台自定 where the platform defined it. */
  readonly source: string;
  readonly direction: "higher" | "lower" | "watch";
  /** `share` of cases · `duration` in minutes with median, P90 and share in time. */
  readonly type: "share" | "duration";
  readonly stratifiers: readonly StratifierKey[];
}

/** The platform's own definition. */
export const ours = "平台自定 (platform's own)";
export const none: Two = { zh: "无", en: "none" };

/** One row of the list; what no row says otherwise is defined by the platform and leaves nobody out. */
export const row = (
  code: string,
  group: IndicatorDefinition["group"],
  type: IndicatorDefinition["type"],
  direction: IndicatorDefinition["direction"],
  name: Two,
  numerator: Two,
  denominator: Two,
  exclusions: Two = none,
  source = ours,
): IndicatorDefinition => ({
  code,
  group,
  name,
  numerator,
  denominator,
  exclusions,
  source,
  direction,
  type,
  stratifiers: stratifierKeys,
});
export const w = (zh: string, en: string): Two => ({ zh, en });
