/** What is known of one field in one region over the period that is looked at. */
export interface Cell {
  readonly requests: number;
  /** Nobody accepted. */
  readonly unmet: number;
  /** Somebody accepted, but after the promised time. */
  readonly late: number;
  /** Experts of the field whom the region's hospitals may ask under an agreement in force. */
  readonly expertsInReach: number;
  /** Share of what their weekly caps allow that was used in the last four weeks, by all regions; 0 to 1 and above. */
  readonly capUse: number;
  /** Requests expected next month. */
  readonly expected: number;
  /** The last three months' requests over the three before; 1: no change. */
  readonly growth: number;
}

export type ShortageReason =
  | { readonly code: "nobody_in_reach" }
  | { readonly code: "unmet"; readonly count: number; readonly of: number }
  | { readonly code: "late"; readonly count: number; readonly of: number }
  | { readonly code: "caps_full"; readonly percent: number }
  | { readonly code: "growing"; readonly percent: number };

export interface Shortage {
  /** 0 (none) to 100 (nobody helps there). */
  readonly score: number;
  /** Strongest first; empty: no shortage to speak of. */
  readonly reasons: readonly ShortageReason[];
}

/** Shares of few requests are drawn to what is usual: as if this many usual requests had been seen as well. */
const priorRequests = 6;
/** From this use of their caps on, experts cannot take much more. */
const fullFrom = 0.75;

/**
 * How badly a field is missing in a region: each way of being short takes away a part of what would be served well, and what is
 * left to take is the score. Waiting too long weighs half as much as nobody at all. `usual` are the shares over all regions and
 * fields, to which small numbers are drawn; a cell without requests and without a forecast has no shortage.
 */
export function shortageOf(
  cell: Cell,
  usual: { readonly unmetShare: number; readonly lateShare: number },
): Shortage {
  if (cell.requests === 0 && cell.expected === 0) return { score: 0, reasons: [] };
  const shrunk = (count: number, share: number) =>
    (count + priorRequests * share) / (cell.requests + priorRequests);
  // Only what exceeds the usual is the region's own trouble.
  const unmet = Math.max(0, shrunk(cell.unmet, usual.unmetShare) - usual.unmetShare);
  const late = Math.max(0, shrunk(cell.late, usual.lateShare) - usual.lateShare);
  const absent = cell.expertsInReach === 0 ? 0.6 : 0;
  const full = Math.max(0, Math.min(1, (cell.capUse - fullFrom) / (1 - fullFrom))) * 0.4;
  const growing = cell.growth > 1.2 && cell.requests >= 6 ? Math.min(0.2, (cell.growth - 1.2) / 4) : 0;
  const parts: readonly (readonly [number, ShortageReason])[] = [
    [absent, { code: "nobody_in_reach" }],
    [unmet, { code: "unmet", count: cell.unmet, of: cell.requests }],
    [late * 0.5, { code: "late", count: cell.late, of: cell.requests }],
    [full, { code: "caps_full", percent: Math.round(cell.capUse * 100) }],
    [growing, { code: "growing", percent: Math.round((cell.growth - 1) * 100) }],
  ];
  const served = parts.reduce((left, [part]) => left * (1 - part), 1);
  return {
    score: Math.round(100 * (1 - served)),
    reasons: [...parts]
      .filter(([part]) => part >= 0.02)
      .sort(([a], [b]) => b - a)
      .map(([, reason]) => reason),
  };
}
