import fc from "fast-check";
import { type Evidence, evidenceKinds, evidenceSources, verifications } from "./domain/evidence.js";
import type { PeerMean, PeerPlace } from "./domain/peers.js";
import { subScores } from "./domain/model.js";

export const today = "2026-06-30";

const day = fc.integer({ min: 0, max: 365 * 30 }).map((back) => {
  const at = new Date(Date.parse(today) - back * 86_400_000);
  return at.toISOString().slice(0, 10);
});

/** Any piece of evidence; kinds, sources and dates vary freely, most of them do not fit together in life. */
export const anyPiece: fc.Arbitrary<Omit<Evidence, "id">> = fc
  .record({
    kind: fc.constantFrom(...evidenceKinds),
    code: fc.constantFrom(null, "I21.900", "I20.000", "I50.900", "C34.900", "36.07", "81.51"),
    quantity: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.double({ min: 0, max: 3, noNaN: true })),
    value: fc.double({ min: 0, max: 1, noNaN: true }),
    source: fc.constantFrom(...evidenceSources),
    verification: fc.constantFrom(...verifications),
    observedOn: day,
    checkedOn: fc.option(day, { nil: null }),
    grade: fc.constantFrom(null, 1 as const, 2 as const, 3 as const, 4 as const),
    group: fc.constantFrom("", "I00", "C00", "J00"),
    urgency: fc.constantFrom("I", "II", "III", "IV"),
  })
  .map(({ checkedOn, group, urgency, ...piece }) => ({
    ...piece,
    label: piece.kind,
    verifiedOn: piece.verification === "verified" ? checkedOn : null,
    mix: piece.kind === "adoption" || piece.kind === "outcome" ? { group, urgency } : null,
  }));

/** Evidence of one expert, with ids that differ. */
export const anyEvidence: fc.Arbitrary<Evidence[]> = fc
  .array(anyPiece, { maxLength: 14 })
  .map((pieces) => pieces.map((piece, at) => ({ ...piece, id: `e${String(at).padStart(3, "0")}` })));

export const place: PeerPlace = { specialtyLine: ["03.04", "03"], titleRank: 4 };

/** Peers' means as a pool might have them. */
export const anyPeerRows: fc.Arbitrary<PeerMean[]> = fc
  .array(
    fc.record({
      specialty: fc.constantFrom("03.04", "03", "*"),
      titleRank: fc.constantFrom("4", "*"),
      sub: fc.constantFrom(...subScores),
      members: fc.integer({ min: 8, max: 300 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      position: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
      pull: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { maxLength: 30 },
  )
  .map((rows) =>
    rows.map(({ share, position, pull, ...row }) => ({
      ...row,
      withEvidence: Math.round(row.members * share),
      ...meanOf(row.sub, position, pull),
    })),
  );

const rates = new Set([
  "communication",
  "ratings",
  "response",
  "acceptance",
  "adoption",
  "satisfaction",
  "outcome",
]);
const meanOf = (sub: string, position: number, pull: number) =>
  rates.has(sub)
    ? { mean: position, strength: 2 + pull * 38 }
    : { mean: position * 40, strength: sub === "degree" || sub === "years" || sub === "post" ? 0 : pull / 2 };

export const anyMixRows = fc
  .array(
    fc.record({
      group: fc.constantFrom("I00", "C00", "*"),
      urgency: fc.constantFrom("I", "II", "III", "IV"),
      cases: fc.double({ min: 1, max: 200, noNaN: true }),
      expected: fc.double({ min: 0.1, max: 0.95, noNaN: true }),
    }),
    { maxLength: 12 },
  )
  .chain((rows) =>
    fc
      .double({ min: 0.1, max: 0.95, noNaN: true })
      .map((expected) => [...rows, { group: "*", urgency: "*", cases: 300, expected }]),
  );
