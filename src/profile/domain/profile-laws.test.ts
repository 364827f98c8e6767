import fc from "fast-check";
import { expect, test } from "vitest";
import { anyEvidence, anyMixRows, anyPeerRows, anyPiece, place, today } from "../arbitrary-for-tests.js";
import { caseMixOf } from "./case-mix.js";
import type { Evidence } from "./evidence.js";
import { dimensions, PROFILE_MODEL as model, subScores } from "./model.js";
import { peersOf } from "./peers.js";
import { type Profile, type ProfileGround, scoreProfile } from "./score-profile.js";

const anyGround = fc
  .tuple(anyPeerRows, anyMixRows)
  .map(([peers, mix]): ProfileGround => ({ peers: peersOf(peers), mix: caseMixOf(mix, model), model }));

const score = (evidence: readonly Evidence[], ground: ProfileGround): Profile =>
  scoreProfile(evidence, place, today, ground);
const subOf = (profile: Profile, sub: string): number =>
  profile.subs.find((one) => one.sub === sub)?.score ?? 0;
const dimensionOf = (profile: Profile, dimension: string): number =>
  profile.dimensions.find((one) => one.dimension === dimension)?.score ?? 0;
const isRate = (kind: Evidence["kind"]): boolean => model.subs[model.kinds[kind].sub].family === "rate";

/** No score may be lower in `after` than in `before`. */
function expectNoneLower(before: Profile, after: Profile): void {
  for (const sub of subScores) expect(subOf(after, sub)).toBeGreaterThanOrEqual(subOf(before, sub));
  for (const dimension of dimensions)
    expect(dimensionOf(after, dimension)).toBeGreaterThanOrEqual(dimensionOf(before, dimension));
}

test("scores, bands and confidence are bounded, and the band holds the score", () => {
  fc.assert(
    fc.property(anyEvidence, anyGround, (evidence, ground) => {
      const profile = score(evidence, ground);
      for (const one of [...profile.subs, ...profile.dimensions]) {
        expect(one.score).toBeGreaterThanOrEqual(0);
        expect(one.score).toBeLessThanOrEqual(100);
        expect(one.low).toBeGreaterThanOrEqual(0);
        expect(one.high).toBeLessThanOrEqual(100);
        expect(one.low).toBeLessThanOrEqual(one.score);
        expect(one.high).toBeGreaterThanOrEqual(one.score);
        expect(one.effective).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test("what is shown adds up to the score, to the hundredth", () => {
  fc.assert(
    fc.property(anyEvidence, anyGround, (evidence, ground) => {
      const profile = score(evidence, ground);
      const cents = (points: readonly number[]): number =>
        points.reduce((sum, one) => sum + Math.round(one * 100), 0);
      for (const one of profile.subs)
        expect(cents([one.peers?.points ?? 0, ...one.contributions.map(({ points }) => points)])).toBe(
          Math.round(one.score * 100),
        );
      for (const one of profile.dimensions) {
        expect(cents(one.parts.map(({ points }) => points))).toBe(Math.round(one.score * 100));
        expect(one.parts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
      }
    }),
  );
});

test("the order of the evidence does not matter", () => {
  fc.assert(
    fc.property(
      anyEvidence.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      anyGround,
      ([evidence, shuffled], ground) => {
        expect(score(shuffled, ground)).toEqual(score(evidence, ground));
      },
    ),
  );
});

test("no score without evidence that counts", () => {
  fc.assert(
    fc.property(anyEvidence, anyGround, (evidence, ground) => {
      const worthless = evidence.map((one): Evidence => ({ ...one, verification: "disputed" }));
      for (const none of [[], worthless]) {
        const profile = score(none, ground);
        expect(profile.subs).toEqual([]);
        expect(profile.dimensions).toEqual([]);
      }
      const profile = score(evidence, ground);
      for (const { sub } of profile.subs)
        expect(evidence.some(({ kind }) => model.kinds[kind].sub === sub)).toBe(true);
    }),
  );
});

test("a further piece never lowers a score; of a rate, one that went as well as can be", () => {
  fc.assert(
    fc.property(anyEvidence, anyPiece, anyGround, (evidence, piece, ground) => {
      const more: Evidence = { ...piece, id: "more", value: isRate(piece.kind) ? 1 : piece.value };
      expectNoneLower(score(evidence, ground), score([...evidence, more], ground));
    }),
    { numRuns: 500 },
  );
});

const better: readonly [string, (one: Evidence) => Evidence][] = [
  ["more of it", (one) => ({ ...one, quantity: one.quantity * 1.5 + 1 })],
  ["worth more", (one) => ({ ...one, value: Math.min(1, one.value + 0.2) })],
  ["a better source", (one) => ({ ...one, source: "outcome" })],
  ["checked today", (one) => ({ ...one, verification: "verified", verifiedOn: today })],
  ["newer", (one) => ({ ...one, observedOn: today, verifiedOn: one.verifiedOn === null ? null : today })],
  ["a harder operation", (one) => ({ ...one, grade: 4 })],
];
test.each(better)("better evidence never lowers a score: %s", (name, improve) => {
  fc.assert(
    fc.property(anyEvidence, fc.nat(), anyGround, (evidence, at, ground) => {
      const one = evidence[at % Math.max(1, evidence.length)];
      // Proof that a try went badly is better proof of a bad rate: for rates only the value itself is an improvement.
      if (one === undefined || (isRate(one.kind) && one.value < 1 && name !== "worth more")) return;
      const improved = evidence.map((piece) => (piece === one ? improve(one) : piece));
      expectNoneLower(score(evidence, ground), score(improved, ground));
    }),
    { numRuns: 300 },
  );
});

test("a success on a harder case counts no less, a failure no more", () => {
  fc.assert(
    fc.property(anyEvidence, anyGround, fc.boolean(), (evidence, ground, didWell) => {
      const rows = ground.mix.rows.filter(({ group }) => group !== "*");
      const [hardest] = rows.toSorted((a, b) => a.expected - b.expected);
      const easiest = rows.toSorted((a, b) => b.expected - a.expected)[0];
      if (hardest === undefined || easiest === undefined) return;
      const on = ({ group, urgency }: { group: string; urgency: string }): Evidence => ({
        id: "case",
        kind: "adoption",
        label: "",
        code: null,
        quantity: 1,
        value: didWell ? 1 : 0,
        source: "outcome",
        verification: "verified",
        observedOn: today,
        verifiedOn: null,
        grade: null,
        mix: { group, urgency },
      });
      const easy = subOf(score([...evidence, on(easiest)], ground), "adoption");
      const hard = subOf(score([...evidence, on(hardest)], ground), "adoption");
      expect(hard).toBeGreaterThanOrEqual(easy);
    }),
  );
});

test("age alone never raises what does not depend on peers or rates", () => {
  fc.assert(
    fc.property(anyEvidence, anyGround, (evidence, ground) => {
      const amounts = evidence.filter(({ kind }) => !isRate(kind));
      const now = scoreProfile(amounts, place, today, ground);
      const later = scoreProfile(amounts, place, "2029-06-30", ground);
      for (const sub of subScores) expect(subOf(later, sub)).toBeLessThanOrEqual(subOf(now, sub));
    }),
  );
});
