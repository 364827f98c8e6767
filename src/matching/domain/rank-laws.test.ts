import fc from "fast-check";
import { expect, test } from "vitest";
import type { OrganizationId, PractitionerId } from "../../kernel/types.js";
import { gateOf } from "./gate.js";
import { hasBit } from "./index/bitset.js";
import { currentModel, type FactorKey, factorKeys, type MatchModel } from "./model.js";
import { buildPool, type PoolMember } from "./pool.js";
import {
  evidence,
  inviter,
  member,
  performers,
  request,
  testVocabulary as vocabulary,
} from "./pool-for-tests.js";
import { rank } from "./rank.js";
import type { MatchFacts, MatchRequest } from "./request.js";
import { withAdjustment } from "./rerank/adjustment.js";
import { AllowedPoints } from "./rerank/allowed-points.js";
import { sieve, stoppedBy } from "./sieve.js";
import { subjectOf } from "./subject.js";
import { whyNot } from "./why-not.js";

const codes = ["C34.900", "C34.100", "C38.400", "C50.900", "J84.100", "D47.700x001", "I21.900"];
const anyEvidence = fc
  .record({
    code: fc.constantFrom(...codes, null),
    label: fc.constantFrom("肺癌", "肺恶性肿瘤", "间质性肺病", "Castleman病"),
    count: fc.option(fc.nat(500)),
    source: fc.constantFrom("self_reported", "his", "institution", "literature"),
    isVerified: fc.boolean(),
  })
  .map(({ code, label, count, ...more }) => evidence(code, label, count, more));
const anyMember = (id: number): fc.Arbitrary<PoolMember> =>
  fc
    .record({
      practitionerId: fc.nat(30).map((n) => `p${n}` as PractitionerId),
      name: fc.constantFrom("王医生", "李医生", "陈医生"),
      institutionId: fc.constantFrom(...performers, inviter, "stranger" as OrganizationId),
      regionCode: fc.constantFrom("330100", "330200", "310100", "650100"),
      titleRank: fc.constantFrom("senior", "associate", "attending", "other"),
      specialtyCodes: fc.uniqueArray(fc.constantFrom("03.01", "03.05", "04.01", "04.05", "19", "03"), {
        maxLength: 3,
      }),
      dutyHours: fc.constantFrom(
        [],
        [{ weekday: 3, from: "08:00", to: "12:00" }],
        [{ weekday: 2, from: "20:00", to: "02:00" }],
      ),
      status: fc.constantFrom("active", "active", "active", "paused"),
      scopeCode: fc.constantFrom("11", "12", null),
      dailyCap: fc.nat(4),
      skillsText: fc.constantFrom("", "擅长肺癌的综合治疗", "擅长间质性肺病与肺结节"),
      evidence: fc.array(anyEvidence, { maxLength: 4 }),
      independentSinceOn: fc.constantFrom("2010-07-01", "2025-07-01", null),
      acceptsModes: fc.constantFrom(["written", "video"], ["written"], ["video"]),
      refusals: fc.constantFrom([], [], [{ about: "specialty", code: "03", label: "内科" }]),
      standsAsideFor: fc.constantFrom([], [], [], ["inviter"], ["asker"]),
      freshness: fc.constantFrom(0, 0.37, 1),
      personId: fc.constantFrom("u1", "u2", "u3", "asker", null),
    })
    .map((changes) => member(`r${id}`, changes as Partial<PoolMember>));
const anyPool = fc
  .nat(40)
  .chain((n) => fc.tuple(...Array.from({ length: n + 1 }, (_, i) => anyMember(i))))
  .map((members): PoolMember[] => members);
const anyRequest: fc.Arbitrary<MatchRequest> = fc
  .record({
    level: fc.constantFrom("I", "II", "III", "IV"),
    specialtyCode: fc.constantFrom("03.01", "03.05", "04.05", null),
    wantedTitleRank: fc.constantFrom("any", "associate", "senior"),
    diagnoses: fc.array(
      fc.record({
        code: fc.constantFrom(...codes, null),
        name: fc.constantFrom("肺恶性肿瘤", "Castleman病"),
      }),
      { maxLength: 3 },
    ),
  })
  .map((changes) => request(changes));
const anyRole = fc.nat(40).map((n) => `r${n}`);
const anyFacts: fc.Arbitrary<MatchFacts> = fc.record({
  loadByRole: fc
    .array(fc.tuple(anyRole, fc.record({ today: fc.nat(4), thisWeek: fc.nat(16) })))
    .map((pairs) => new Map(pairs)),
  consultHistory: fc.array(
    fc
      .record({ roleId: anyRole, code: fc.constantFrom(...codes), consults: fc.nat(30), share: fc.nat(100) })
      .map(({ roleId, code, consults, share }) => ({
        roleId,
        codes: [code],
        specialtyCode: "03.01",
        consults,
        adopted: Math.floor((consults * share) / 100),
      })),
  ),
  responseStats: fc
    .array(
      fc.tuple(
        anyRole,
        fc.record({ offers: fc.nat(40), share: fc.nat(100), medianMinutes: fc.option(fc.nat(900)) }),
      ),
    )
    .map(
      (pairs) =>
        new Map(
          pairs.map(([role, { offers, share, medianMinutes }]) => [
            role,
            { offers, accepted: Math.floor((offers * share) / 100), medianMinutes },
          ]),
        ),
    ),
  excludedRoles: fc
    .array(fc.tuple(anyRole, fc.constantFrom("already_declined", "offer_lapsed", "conflict_of_interest")), {
      maxLength: 3,
    })
    .map((pairs) => new Map(pairs)),
});
const allowed = new AllowedPoints(currentModel);
/** The hand-set model, or one with anything that could have been learned: the same laws hold. */
const anyModel: fc.Arbitrary<MatchModel> = fc
  .option(fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 11, maxLength: 11 }))
  .map((wanted) => {
    if (wanted === null) return currentModel;
    const values = allowed.rounded(allowed.nearest(Float64Array.from(wanted)));
    const points = Object.fromEntries(factorKeys.map((key, k) => [key, values[k]])) as Record<
      FactorKey,
      number
    >;
    return withAdjustment(currentModel, { version: "any", points });
  });
const anyCase = fc.record({ asked: anyRequest, members: anyPool, facts: anyFacts, model: anyModel });
const all = { vocabulary, limit: Number.POSITIVE_INFINITY };
const runs = { numRuns: 150 };

test("the order of the pool changes nothing", () => {
  fc.assert(
    fc.property(anyCase, fc.infiniteStream(fc.nat()), ({ asked, members, facts, model }, keys) => {
      const shuffled = members
        .map((one) => ({ one, key: keys.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one);
      expect(rank(asked, buildPool(shuffled, vocabulary), { ...all, facts, model })).toEqual(
        rank(asked, buildPool(members, vocabulary), { ...all, facts, model }),
      );
    }),
    runs,
  );
});

test("everyone is either eligible or excluded once, and nobody excluded is a candidate", () => {
  fc.assert(
    fc.property(anyCase, ({ asked, members, facts, model }) => {
      const pool = buildPool(members, vocabulary);
      const { candidates, eligible, excluded, considered } = rank(asked, pool, { ...all, facts, model });
      expect(eligible + excluded.reduce((sum, group) => sum + group.count, 0)).toBe(considered);
      const out = new Set(excluded.flatMap((group) => group.examples.map((one) => one.practitionerRoleId)));
      for (const candidate of candidates) {
        expect(out.has(candidate.practitionerRoleId)).toBe(false);
        const own = members.find((one) => one.practitionerRoleId === candidate.practitionerRoleId);
        expect(own?.status).toBe("active");
        expect(performers).toContain(own?.institutionId);
        expect(facts.excludedRoles.has(candidate.practitionerRoleId)).toBe(false);
        expect(facts.loadByRole.get(candidate.practitionerRoleId)?.today ?? 0).toBeLessThan(
          own?.dailyCap ?? 0,
        );
      }
      expect(new Set(candidates.map((candidate) => candidate.practitionerId)).size).toBe(candidates.length);
    }),
    runs,
  );
});

test("factors add up to the score, which lies between 0 and 100 and never rises down the list", () => {
  fc.assert(
    fc.property(anyCase, ({ asked, members, facts, model }) => {
      let last = 100;
      for (const candidate of rank(asked, buildPool(members, vocabulary), { ...all, facts, model })
        .candidates) {
        const sum = candidate.factors.reduce((total, factor) => total + Math.round(factor.points * 100), 0);
        expect(sum).toBe(Math.round(candidate.score * 100));
        expect(candidate.score).toBeGreaterThanOrEqual(0);
        expect(candidate.score).toBeLessThanOrEqual(last);
        last = candidate.score;
        for (const { key, points } of candidate.factors)
          if (key !== "learned") expect(points).toBeGreaterThanOrEqual(0);
      }
    }),
    runs,
  );
});

test("someone leaving does not change the order of the others", () => {
  fc.assert(
    fc.property(anyCase, fc.nat(), ({ asked, members, facts, model }, at) => {
      const gone = members[at % members.length];
      // Another post of the same person, or a colleague's conflict, hangs on the one who leaves.
      fc.pre(members.every((one) => one === gone || one.practitionerId !== gone?.practitionerId));
      const order = (pool: PoolMember[]) =>
        rank(asked, buildPool(pool, vocabulary), { ...all, facts, model }).candidates.map(
          (c) => c.practitionerRoleId,
        );
      expect(order(members.filter((one) => one !== gone))).toEqual(
        order(members).filter((role) => role !== gone?.practitionerRoleId),
      );
    }),
    runs,
  );
});

test("more evidence never lowers the score, and never takes someone out", () => {
  fc.assert(
    fc.property(
      anyCase,
      fc.nat(),
      anyEvidence,
      fc.nat(200),
      ({ asked, members, facts, model }, at, more, patients) => {
        const index = at % members.length;
        const own = members[index]!;
        const judged = (changed: PoolMember) => {
          const pool = members.map((one, i) => (i === index ? changed : one));
          return whyNot(asked, buildPool(pool, vocabulary), own.practitionerRoleId, { ...all, facts, model });
        };
        const before = judged(own);
        const grown = own.evidence.map((one) => ({ ...one, count: (one.count ?? 1) + patients }));
        for (const evidenceNow of [[...own.evidence, more], grown]) {
          const after = judged({ ...own, evidence: evidenceNow });
          if (before.status !== "ranked") continue;
          expect(after.status).toBe("ranked");
          if (after.status === "ranked")
            expect(after.candidate.score).toBeGreaterThanOrEqual(before.candidate.score);
        }
      },
    ),
    runs,
  );
});

test("one more adopted consultation of this kind never lowers the score", () => {
  fc.assert(
    fc.property(anyCase, fc.nat(), ({ asked, members, facts, model }, at) => {
      const own = members[at % members.length]!;
      const judged = (history: MatchFacts["consultHistory"]) =>
        whyNot(asked, buildPool(members, vocabulary), own.practitionerRoleId, {
          ...all,
          model,
          facts: { ...facts, consultHistory: history },
        });
      const before = judged(facts.consultHistory);
      const after = judged([
        ...facts.consultHistory,
        {
          roleId: own.practitionerRoleId,
          codes: [asked.diagnoses[0]?.code ?? "C34.900"],
          specialtyCode: null,
          consults: 1,
          adopted: 1,
        },
      ]);
      if (before.status === "ranked" && after.status === "ranked")
        expect(after.candidate.score).toBeGreaterThanOrEqual(before.candidate.score);
      else expect(after.status === "excluded" && before.status === "ranked").toBe(false);
    }),
    runs,
  );
});

test("why not agrees with the ranking", () => {
  fc.assert(
    fc.property(anyCase, ({ asked, members, facts, model }) => {
      const pool = buildPool(members, vocabulary);
      const options = { vocabulary, limit: 3, facts, model };
      const { candidates } = rank(asked, pool, options);
      const shown = new Map(candidates.map((candidate) => [candidate.practitionerRoleId, candidate]));
      for (const one of members) {
        const answer = whyNot(asked, pool, one.practitionerRoleId, options);
        const candidate = shown.get(one.practitionerRoleId);
        if (candidate) expect(answer).toMatchObject({ status: "ranked", candidate, lastShown: null });
        if (answer.status === "ranked" && !candidate) expect(answer.lastShown).toEqual(candidates.at(-1));
      }
    }),
    { numRuns: 60 },
  );
});

test("by way of the index or one by one: the same ranking, exclusions and examples", () => {
  fc.assert(
    fc.property(
      anyCase,
      fc.integer({ min: 1, max: 30 }),
      fc.nat(5),
      ({ asked, members, facts, model }, limit, some) => {
        const pool = buildPool(members, vocabulary);
        const options = { vocabulary, facts, model, limit, alsoRoleId: "r3", firstCandidates: some + 1 };
        expect(rank(asked, pool, { ...options, judgeAllUpTo: 0 })).toEqual(
          rank(asked, pool, { ...options, judgeAllUpTo: Number.POSITIVE_INFINITY }),
        );
      },
    ),
    { numRuns: 400 },
  );
});

const anyServices = fc.subarray(["written", "video", "mdt"] as const);
test("the sieve stops whom the gate stops, by the same rule", () => {
  fc.assert(
    fc.property(anyCase, fc.array(anyServices), ({ asked: plain, members, facts }, services) => {
      const asked = {
        ...plain,
        agreements: plain.agreements.map((one, i) => ({ ...one, services: services[i] ?? [] })),
      };
      const pool = buildPool(members, vocabulary);
      const subject = subjectOf(asked, pool, vocabulary, currentModel);
      const gate = gateOf(asked, pool, facts, subject, vocabulary);
      const sieved = sieve(pool, asked, facts, gate.rules);
      for (const m of pool.members.keys()) {
        expect(stoppedBy(sieved, m)).toBe(gate.exclusionOf(m));
        expect(hasBit(sieved.passed, m)).toBe(gate.exclusionOf(m) === undefined);
      }
    }),
    { numRuns: 400 },
  );
});

test("a pool that changed member by member ranks like one built anew", () => {
  fc.assert(
    fc.property(anyCase, anyPool, fc.array(fc.nat(40)), ({ asked, members, facts, model }, changes, gone) => {
      const pool = buildPool(members, vocabulary);
      const now = new Map(members.map((one) => [one.practitionerRoleId as string, one]));
      for (const change of changes) {
        pool.put(change);
        now.set(change.practitionerRoleId, change);
      }
      for (const n of gone) expect(pool.remove(`r${n}`)).toBe(now.delete(`r${n}`));
      const rebuilt = buildPool([...now.values()], vocabulary);
      for (const judgeAllUpTo of [0, 1000])
        expect(
          rank(asked, pool, { ...all, limit: 5, facts, model, judgeAllUpTo, firstCandidates: 3 }),
        ).toEqual(rank(asked, rebuilt, { ...all, limit: 5, facts, model, judgeAllUpTo }));
    }),
    { numRuns: 200 },
  );
});

test("what earlier rankings left with the pool changes no later one, while the pool changes too", () => {
  const step = fc.record({ asked: anyRequest, facts: anyFacts, change: anyMember(0), at: fc.nat(40) });
  fc.assert(
    fc.property(
      anyPool,
      fc.array(step, { minLength: 1, maxLength: 6 }),
      anyModel,
      (members, steps, model) => {
        const pool = buildPool(members, vocabulary);
        const now = new Map(members.map((one) => [one.practitionerRoleId as string, one]));
        for (const { asked, facts, change, at } of steps) {
          const options = { ...all, facts, model, limit: 3, judgeAllUpTo: 0, firstCandidates: 2 };
          const roleId = `r${at}` as PoolMember["practitionerRoleId"];
          // The same request before and after: sets and columns that are kept must take in who came.
          rank(asked, pool, options);
          pool.put({ ...change, practitionerRoleId: roleId });
          now.set(roleId, { ...change, practitionerRoleId: roleId });
          const anew = buildPool([...now.values()], vocabulary);
          expect(rank(asked, pool, options)).toEqual(
            rank(asked, anew, { ...options, judgeAllUpTo: Number.POSITIVE_INFINITY }),
          );
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("nothing learned ranks as before, with one more factor of 0; who is equal in everything has equal scores", () => {
  const nothing = Object.fromEntries(factorKeys.map((key) => [key, 0])) as Record<FactorKey, number>;
  const untaught = withAdjustment(currentModel, { version: "none", points: nothing });
  fc.assert(
    fc.property(anyCase, ({ asked, members, facts, model }) => {
      const pool = buildPool(members, vocabulary);
      const before = rank(asked, pool, { ...all, facts }).candidates;
      const after = rank(asked, pool, { ...all, facts, model: untaught }).candidates;
      expect(after.map((one) => ({ ...one, factors: one.factors.slice(0, -1) }))).toEqual(before);
      expect(after.every((one) => one.factors.at(-1)?.points === 0)).toBe(true);
      const scores = new Map<string, number>();
      for (const one of rank(asked, pool, { ...all, facts, model }).candidates) {
        const features = one.factors.slice(0, factorKeys.length).map(({ points }) => points);
        // Equal points by hand are equal shares, up to a hundredth.
        const known = scores.get(features.join());
        if (known !== undefined) expect(Math.abs(known - one.score)).toBeLessThanOrEqual(0.12);
        scores.set(features.join(), one.score);
      }
    }),
    runs,
  );
});
