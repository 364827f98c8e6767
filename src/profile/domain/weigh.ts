import type { Evidence } from "./evidence.js";
import type { ProfileModel } from "./model.js";

/** How much one piece counts, factor by factor. */
export interface Weighing {
  /** 0–1, by source and check; 0 for disputed evidence. */
  readonly trust: number;
  /** 0–1, by age: halved after each half-life of its kind. */
  readonly freshness: number;
  /** Units before trust and freshness (amounts and facts); the number of tries (rates). */
  readonly size: number;
  /** trust × freshness × size. */
  readonly units: number;
}

/** So that a slip of the pen in a list (10 000 000 cases) stays finite and harmless. */
const mostPieces = 100_000;

/** Less is nothing: a paper of two centuries ago. */
const leastUnits = 1e-9;

const dayMs = 86_400_000;
const daysBetween = (from: string, to: string): number =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / dayMs));

function trustOf({ source, verification }: Evidence, model: ProfileModel): number {
  const { asserted, verified } = model.trust[source];
  switch (verification) {
    case "verified":
      return verified;
    case "asserted":
      return asserted;
    case "expired":
      return asserted * model.lapsedTrust;
    case "disputed":
      return 0;
  }
}

/**
 * What the evidence counts on the civil date `asOf`. A check renews what its kind says is renewable (patients treated,
 * operations done), never the age of a paper. Evidence dated after `asOf` counts as of that day.
 */
export function weigh(evidence: Evidence, asOf: string, model: ProfileModel): Weighing {
  const kind = model.kinds[evidence.kind];
  const trust = trustOf(evidence, model);
  const checkedOn =
    kind.isRenewedByCheck && evidence.verification === "verified" ? evidence.verifiedOn : null;
  const since = checkedOn !== null && checkedOn > evidence.observedOn ? checkedOn : evidence.observedOn;
  const freshness = kind.halfLifeDays === null ? 1 : 2 ** (-daysBetween(since, asOf) / kind.halfLifeDays);
  const pieces = Math.min(mostPieces, Math.max(0, evidence.quantity));
  const isRate = model.subs[kind.sub].family === "rate";
  const worth = isRate ? 1 : evidence.value * gradeWorth(evidence, model);
  const size = (pieces / kind.perUnit) * worth;
  const units = trust * freshness * size;
  return { trust, freshness, size, units: units < leastUnits ? 0 : units };
}

/** Harder operations count more; what is no operation counts plainly. */
export function gradeWorth({ kind, grade }: Evidence, model: ProfileModel): number {
  if (kind !== "procedure_cases") return 1;
  return model.gradeWorth[(grade ?? 1) - 1] ?? 1;
}
