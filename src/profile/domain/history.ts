import type { Evidence } from "./evidence.js";
import type { Dimension } from "./model.js";
import type { PeerPlace } from "./peers.js";
import { type ProfileGround, scoreProfile } from "./score-profile.js";

export interface HistoryPoint {
  /** Civil date. */
  readonly asOf: string;
  /** Dimensions that had evidence then. */
  readonly scores: readonly { readonly dimension: Dimension; readonly score: number }[];
}

/** The evidence as it was known on a date: what came later is not there yet, a later check has not been made. */
export function knownOn(evidence: readonly Evidence[], date: string): Evidence[] {
  return evidence.flatMap((one): Evidence[] => {
    if (one.observedOn > date) return [];
    if (one.verification === "verified" && one.verifiedOn !== null && one.verifiedOn > date)
      return [{ ...one, verification: "asserted", verifiedOn: null }];
    return [one];
  });
}

/**
 * How the dimensions would have stood on each date, by today's evidence, model and peers: a reconstruction, not a record.
 * @param evidenceOn everything known today, counted as of a date (years of practice grow)
 * @param dates civil dates, oldest first
 */
export function scoreHistory(
  evidenceOn: (date: string) => readonly Evidence[],
  place: PeerPlace,
  dates: readonly string[],
  ground: ProfileGround,
): HistoryPoint[] {
  return dates.map((asOf) => ({
    asOf,
    scores: scoreProfile(knownOn(evidenceOn(asOf), asOf), place, asOf, ground).dimensions.map(
      ({ dimension, score }) => ({ dimension, score }),
    ),
  }));
}

/** The ends of the last `count` quarters before `today`, oldest first, and today itself. */
export function quarterEnds(today: string, count: number): string[] {
  const year = Number(today.slice(0, 4));
  const quarter = Math.floor((Number(today.slice(5, 7)) - 1) / 3);
  const ends = Array.from({ length: count }, (_, back) => {
    const end = new Date(Date.UTC(year, (quarter - back) * 3, 0));
    return end.toISOString().slice(0, 10);
  });
  return [...ends.reverse(), today];
}
