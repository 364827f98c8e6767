import { expect, test } from "vitest";
import { apportion } from "./apportion.js";
import { place, today } from "../arbitrary-for-tests.js";
import { caseMixOf, estimateCaseMix } from "./case-mix.js";
import type { Evidence } from "./evidence.js";
import { PROFILE_MODEL as model } from "./model.js";
import { estimatePeers, groupsOf, peersOf } from "./peers.js";
import { emptyGround, scoreProfile } from "./score-profile.js";
import { totalsOf } from "./totals.js";

/** A piece of today, verified by HIS unless said otherwise. */
const piece = (id: string, kind: Evidence["kind"], changes: Partial<Evidence> = {}): Evidence => ({
  id,
  kind,
  label: id,
  code: null,
  quantity: 1,
  value: 1,
  source: "his",
  verification: "verified",
  observedOn: today,
  verifiedOn: null,
  grade: null,
  mix: null,
  ...changes,
});
const score = (evidence: readonly Evidence[], ground = emptyGround()) =>
  scoreProfile(evidence, place, today, ground);

test("the worked example of docs/profile-model.md", () => {
  // Peers: 40 chief physicians of 03.04 with 6 units of papers on the average, of which a fifth of the mean is lent.
  const peers = peersOf([
    {
      specialty: "03.04",
      titleRank: "4",
      sub: "papers",
      members: 40,
      withEvidence: 30,
      mean: 6,
      strength: 0.2,
    },
    {
      specialty: "03.04",
      titleRank: "4",
      sub: "degree",
      members: 40,
      withEvidence: 40,
      mean: 0.5,
      strength: 0,
    },
  ]);
  const evidence = [
    piece("a-degree", "degree", { source: "institution" }),
    piece("b-paper", "publication", { source: "literature", observedOn: "2018-06-30", quantity: 10 }),
    piece("c-paper", "publication", { source: "self_reported", verification: "asserted", quantity: 8 }),
  ];
  const profile = score(evidence, { ...emptyGround(), peers });
  const [degree, papers] = profile.subs;
  // Degree: 100 · 0.75 / (0.75 + 0.25).
  expect(degree).toMatchObject({ sub: "degree", score: 75, low: 69.23, high: 80, effective: 0.75 });
  // Papers: 10 · 0.85 · ½ = 4.25, and of the expert's own word 5 · (1 − e^(−2/5)) = 1.648; T = 5.898.
  // A = 0.8 · 5.898 + 0.2 · 6 · 5.898 / 6.898 = 5.745; 100 · A / (A + 10) = 36.49.
  expect(papers).toMatchObject({ sub: "papers", score: 36.49, peers: { members: 40, points: 6.52 } });
  expect(papers?.contributions.map(({ evidence: { id }, points }) => [id, points])).toEqual([
    ["b-paper", 21.59],
    ["c-paper", 8.38],
  ]);
  // Academic: peers usually have degree and papers, so (0.2 · 75 + 0.4 · 36.49) / 0.6.
  expect(profile.dimensions).toMatchObject([{ dimension: "academic", score: 49.33 }]);
});

test("a check makes it count more, doubt makes it count nothing, lapse halves the trust", () => {
  const of = (verification: Evidence["verification"]) =>
    score([piece("a", "disease_cases", { quantity: 400, verification })]).subs[0]?.score ?? 0;
  expect(of("verified")).toBeGreaterThan(of("asserted"));
  expect(of("asserted")).toBeGreaterThan(of("expired"));
  expect(of("expired")).toBeGreaterThan(of("disputed"));
  expect(of("disputed")).toBe(0);
});

test("evidence fades by its half-life and recovers when it is checked again", () => {
  const old = piece("a", "disease_cases", { quantity: 100, observedOn: "2016-06-30" });
  const units = (one: Evidence) => totalsOf([one], today, caseMixOf([], model), model).get("cases")?.units;
  expect(units(old)).toBeCloseTo((100 / 50) * 0.85 * 0.25, 3);
  expect(units({ ...old, verifiedOn: today })).toBeCloseTo((100 / 50) * 0.85, 9);
  const paper = piece("b", "publication", { observedOn: "2018-06-30", verifiedOn: today });
  expect(totalsOf([paper], today, caseMixOf([], model), model).get("papers")?.units).toBeCloseTo(0.425, 3);
});

test("an expert's own word alone never reaches a third of the way, however much of it there is", () => {
  const many = Array.from({ length: 50 }, (_, i) =>
    piece(`p${i}`, "publication", { source: "self_reported", verification: "asserted", quantity: 100 }),
  );
  expect(score(many).subs[0]?.score).toBeLessThan(100 / 3 + 0.01);
});

test("of several degrees the best counts, and only once", () => {
  const [degree] = score([
    piece("bachelor", "degree", { value: 0.35 }),
    piece("doctor", "degree"),
    piece("master", "degree", { value: 0.6 }),
  ]).subs;
  expect(degree?.contributions.map(({ evidence: { id }, points }) => [id, points])).toEqual([
    ["doctor", 77.27],
    ["bachelor", 0],
    ["master", 0],
  ]);
});

test("operations count by grade", () => {
  const of = (grade: Evidence["grade"]) =>
    score([piece("a", "procedure_cases", { quantity: 100, grade })]).subs[0]?.score ?? 0;
  expect([of(1), of(2), of(3), of(4)]).toEqual([of(1), of(2), of(3), of(4)].toSorted((a, b) => a - b));
  expect(of(null)).toBe(of(1));
  expect(of(4)).toBeGreaterThan(of(1));
});

test("a rate with few tries stays near the peers, with many it is its own", () => {
  const answers = (n: number) =>
    Array.from({ length: n }, (_, i) => piece(`a${i}`, "acceptance", { source: "outcome" }));
  const mean = 100 * model.subs.acceptance.priorMean;
  const of = (n: number) => score(answers(n)).subs[0];
  expect(of(1)!.score).toBeLessThan(mean + 10);
  expect(of(200)!.score).toBeGreaterThan(97);
  expect(of(1)!.high - of(1)!.low).toBeGreaterThan(3 * (of(200)!.high - of(200)!.low));
  expect(of(1)!.confidence).toBe("low");
  expect(of(200)!.confidence).toBe("high");
});

test("what peers usually have and an expert lacks counts nothing; what they lack never harms", () => {
  const row = (sub: "papers" | "grants" | "degree", withEvidence: number) => ({
    specialty: "*",
    titleRank: "*",
    sub,
    members: 100,
    withEvidence,
    mean: 1,
    strength: 0,
  });
  const peers = peersOf([row("degree", 90), row("papers", 60), row("grants", 5)]);
  const ground = { ...emptyGround(), peers };
  const bare = score([piece("d", "degree")], ground).dimensions[0]!;
  expect(bare.parts.map(({ sub, basis }) => [sub, basis])).toEqual([
    ["degree", "own"],
    ["papers", "none"],
  ]);
  const withSmallGrant = score(
    [
      piece("d", "degree"),
      piece("g", "grant", { source: "self_reported", verification: "asserted", value: 0.1 }),
    ],
    ground,
  ).dimensions[0]!;
  expect(withSmallGrant.score).toBe(bare.score);
  const withGrants = score([piece("d", "degree"), piece("g", "grant", { quantity: 30 })], ground)
    .dimensions[0]!;
  expect(withGrants.score).toBeGreaterThan(bare.score);
});

test("peer groups: the narrowest with enough members, else the next wider one", () => {
  const mix = caseMixOf([], model);
  const member = (specialtyLine: string[], papers: number) => ({
    specialtyLine,
    titleRank: 4,
    totals: totalsOf(papers > 0 ? [piece("p", "publication", { quantity: papers })] : [], today, mix, model),
  });
  const rows = estimatePeers(
    [
      ...Array.from({ length: 8 }, (_, i) => member(["03.04", "03"], 10 + i)),
      ...Array.from({ length: 3 }, () => member(["03.01", "03"], 0)),
    ],
    model,
  );
  const peers = peersOf(rows);
  const of = (line: string[], titleRank = 4) => peers.of({ specialtyLine: line, titleRank }, "papers");
  expect(of(["03.04", "03"])).toMatchObject({ specialty: "03.04", members: 8, withEvidence: 8 });
  expect(of(["03.01", "03"])).toMatchObject({ specialty: "03", members: 11, withEvidence: 8 });
  expect(of(["10"])).toMatchObject({ specialty: "*", titleRank: "4" });
  expect(of(["10"], 2)).toMatchObject({ specialty: "*", titleRank: "*" });
  expect(of(["03.04", "03"])?.mean).toBeCloseTo(13.5 * 0.85, 9);
  expect(peers.isMeasured("grants")).toBe(false);
  expect(groupsOf({ specialtyLine: [], titleRank: 0 })).toHaveLength(2);
});

test("method of moments: peers who are truly alike lend much, peers who differ lend little", () => {
  const mix = caseMixOf([], model);
  const member = (id: number, rate: number) => ({
    specialtyLine: ["03.04", "03"],
    titleRank: 4,
    totals: totalsOf(
      Array.from({ length: 20 }, (_, i) =>
        piece(`${id}-${i}`, "acceptance", { source: "outcome", value: i < rate * 20 ? 1 : 0 }),
      ),
      today,
      mix,
      model,
    ),
  });
  const strengthOf = (rates: number[]) =>
    peersOf(
      estimatePeers(
        rates.map((rate, id) => member(id, rate)),
        model,
      ),
    ).of(place, "acceptance")!.strength;
  const alike = strengthOf(Array.from({ length: 12 }, () => 0.7));
  const unlike = strengthOf(Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 0.1 : 0.95)));
  expect(alike).toBe(model.priorStrengthRange[1]);
  expect(unlike).toBeLessThan(4);
});

test("whoever does on hard and on easy cases as the pool does stands where the pool stands", () => {
  const adoption = (id: string, group: string, value: number) =>
    piece(id, "adoption", { source: "outcome", value, mix: { group, urgency: "III" } });
  const pool = Array.from({ length: 200 }, (_, i) => [
    adoption(`hard${i}`, "C00", i % 10 < 4 ? 1 : 0),
    adoption(`easy${i}`, "J00", i % 10 < 9 ? 1 : 0),
  ]).flat();
  const mix = caseMixOf(estimateCaseMix(pool, today, model), model);
  expect(mix.expected({ group: "C00", urgency: "III" })).toBeLessThan(0.45);
  expect(mix.expected({ group: "J00", urgency: "III" })).toBeGreaterThan(0.85);
  expect(mix.expected({ group: "Z00", urgency: "III" })).toBeCloseTo(mix.overall, 2);
  const ground = { ...emptyGround(), mix };
  const adoptionOf = (cases: readonly Evidence[]) => score(cases, ground).subs[0]!.score;
  const onlyHard = adoptionOf(pool.filter(({ id }) => id.startsWith("hard")));
  const onlyEasy = adoptionOf(pool.filter(({ id }) => id.startsWith("easy")));
  expect(Math.abs(onlyHard - onlyEasy)).toBeLessThan(5);
  // Without the adjustment they would lie 50 points apart.
  const plain = (id: string) =>
    score(pool.filter((one) => one.id.startsWith(id)).map((one) => ({ ...one, mix: null }))).subs[0]!.score;
  expect(plain("easy") - plain("hard")).toBeGreaterThan(40);
});

test("rounding keeps the sum", () => {
  expect(apportion([1 / 3, 1 / 3, 1 / 3], 1)).toEqual([0.34, 0.33, 0.33]);
  expect(apportion([70, -0.125, -0.125], 69.75)).toEqual([70, -0.12, -0.13]);
  expect(apportion([], 0)).toEqual([]);
});
