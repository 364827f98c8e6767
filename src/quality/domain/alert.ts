import { refuse, ok, type Result } from "../../kernel/result.js";

/** `signal`: a rule on figures was broken · `watch`: something that people should look at; it accuses nobody. */
export type AlertFamily = "signal" | "watch";
export const signalKinds = [
  "volume_falls",
  "satisfaction_low",
  "response_slows",
  "adoption_drops",
  "department_bounces",
] as const;
export const watchKinds = [
  "impossible_duration",
  "praise_ring",
  "one_address",
  "split_cases",
  "month_end_spike",
] as const;
export const alertKinds = [...signalKinds, ...watchKinds] as const;
export type AlertKind = (typeof alertKinds)[number];

export const alertStatuses = ["open", "taken", "cause_found", "acting", "closed", "dismissed"] as const;
export type AlertStatus = (typeof alertStatuses)[number];

/** Alert → task → cause → action → effect. The same rows stand in platform.state_transition. */
export const alertTransitions: Readonly<Record<AlertStatus, readonly AlertStatus[]>> = {
  open: ["taken", "dismissed"],
  taken: ["cause_found", "dismissed"],
  cause_found: ["acting", "dismissed"],
  acting: ["closed"],
  closed: [],
  dismissed: [],
};

export const familyOf = (kind: AlertKind): AlertFamily =>
  (signalKinds as readonly string[]).includes(kind) ? "signal" : "watch";

/** Days until somebody should have dealt with it. */
export const dueDays: Readonly<Record<AlertFamily, number>> = { signal: 30, watch: 14 };

export type AlertStep =
  | { readonly to: "taken" }
  | { readonly to: "cause_found" | "acting" | "closed" | "dismissed"; readonly note: string };

export type AlertRefusal =
  | "alert_unknown"
  | "alert_changed_elsewhere"
  | "alert_step_impossible"
  | "alert_not_yours";

/**
 * May this person take this step now? Whoever takes an alert owns it, and from then on the steps are his.
 * @returns the step, or the refusal in the order a person would ask: possible from here? mine?
 */
export function takeStep(
  alert: { readonly status: AlertStatus; readonly ownerPersonId: string | null },
  step: AlertStep,
  by: string,
): Result<AlertStep, AlertRefusal> {
  if (!alertTransitions[alert.status].includes(step.to)) return refuse("alert_step_impossible");
  if (alert.ownerPersonId !== null && alert.ownerPersonId !== by) return refuse("alert_not_yours");
  return ok(step);
}
