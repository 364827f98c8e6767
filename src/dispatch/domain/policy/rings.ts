import type { AskedRing, DispatchPolicy, LevelPolicy, Reach } from "./dispatch-policy.js";

const ringOrder: readonly AskedRing[] = ["named", "best", "wider", "neighbour", "national"];

/** 0 for the innermost ring. */
export const ringDepth = (ring: AskedRing): number => ringOrder.indexOf(ring);

/**
 * The ring a candidate belongs to: skill first, then distance. An outstanding match is asked first wherever he works,
 * for a remote consultation has no road to travel; whoever is merely good enough is asked from near to far.
 * @param share his ability as a share of the best ability among the candidates, 0 to 1
 */
export function ringOf(
  candidate: { readonly isNamed: boolean; readonly share: number; readonly reach: Reach },
  policy: Pick<DispatchPolicy, "bestShare" | "widerShare">,
): AskedRing {
  if (candidate.isNamed) return "named";
  if (candidate.share >= policy.bestShare) return "best";
  if (candidate.share >= policy.widerShare && candidate.reach === "home") return "wider";
  if (candidate.share >= policy.widerShare && candidate.reach === "neighbour") return "neighbour";
  return "national";
}

/** The outermost ring the clock alone has opened after so many minutes. */
export function ringOpenedByClock(level: LevelPolicy, waitedMinutes: number): AskedRing {
  const { wider, neighbour, national } = level.ringOpensAfter;
  if (waitedMinutes >= national) return "national";
  if (waitedMinutes >= neighbour) return "neighbour";
  if (waitedMinutes >= wider) return "wider";
  return "best";
}

/** Minutes from submission at which the next ring opens by the clock; null: all are open. */
export function nextRingOpensAt(level: LevelPolicy, waitedMinutes: number): number | null {
  const { wider, neighbour, national } = level.ringOpensAfter;
  return [wider, neighbour, national].find((at) => at > waitedMinutes) ?? null;
}
