import fc from "fast-check";
import { expect, test } from "vitest";
import type { OrganizationId } from "../../kernel/types.js";
import { buildPool, type PoolMember } from "./pool.js";
import { evidence, member, performers, request, testVocabulary as vocabulary } from "./pool-for-tests.js";
import { rank } from "./rank.js";
import { type MatchFacts, noFacts } from "./request.js";
import { whatWould } from "./what-would.js";

const lung = (count: number, more = {}) => [evidence("C34.900", "肺恶性肿瘤", count, more)];
const best = member("best", { evidence: lung(100) });
const asked = request();
const would = (members: readonly PoolMember[], role: string, facts: MatchFacts = noFacts, of = asked) =>
  whatWould(of, buildPool(members, vocabulary), role, { vocabulary, facts });

test("a record that is not confirmed, a number nobody checked, hours, load: the smallest comes first", () => {
  const near = { evidence: lung(100), name: "赵" };
  expect(would([best, member("old", { ...near, freshness: 0.2, name: "专" })], "old")?.first).toMatchObject({
    kind: "confirm_record",
    place: 1,
    zh: "专家核对并确认自己的资料",
  });
  const told = member("told", { evidence: lung(150, { source: "self_reported" }) });
  const rival = member("rival", { evidence: lung(110) });
  expect(would([rival, told], "told")?.first).toMatchObject({ kind: "verify_evidence", place: 1 });
  const busy = new Map([["busy", { today: 3, thisWeek: 6 }]]);
  const answer = would([best, member("busy", { evidence: lung(105) })], "busy", {
    ...noFacts,
    loadByRole: busy,
  });
  expect(answer).toMatchObject({ place: 2, first: { kind: "lower_load", place: 1 } });
  expect(answer?.first?.zh).toMatch(/^少承担 [1-6] 例（现今日 3 例、本周 6 例）$/);
});

test("who may not be asked hears what would let him; what the law decides is no proposal", () => {
  const strong = { evidence: lung(180) };
  const kinds = (changes: Partial<PoolMember>, of = asked) => {
    const answer = would([best, member("he", { ...strong, ...changes })], "he", noFacts, of);
    expect(answer?.place).toBeNull();
    return [answer?.first?.kind, answer?.firstThree?.kind];
  };
  expect(kinds({ institutionId: "far" as OrganizationId, institutionName: "远山医院" })).toEqual(
    Array(2).fill("sign_agreement"),
  );
  expect(kinds({ personId: null })).toEqual(Array(2).fill("open_account"));
  expect(kinds({ status: "paused" })).toEqual(Array(2).fill("resume"));
  expect(kinds({ acceptsModes: ["video"] })).toEqual(Array(2).fill("accept_mode"));
  expect(kinds({ dutyHours: [{ weekday: 1, from: "08:00", to: "09:00" }] })).toEqual(
    Array(2).fill("on_duty_now"),
  );
  expect(kinds({ titleRank: "associate" }, request({ wantedTitleRank: "senior" }))).toEqual(
    Array(2).fill("lower_title"),
  );
  for (const changes of [
    { status: "retired" as const },
    { scopeCode: "99" },
    { independentSinceOn: "2025-12-01" },
    { standsAsideFor: ["inviter"] },
  ])
    expect(kinds(changes)).toEqual([undefined, undefined]);
});

test("nothing is to be changed about the first; the unknown have no answer", () => {
  expect(would([best], "best")).toEqual({ place: 1, first: null, firstThree: null, others: [] });
  expect(would([best], "nobody")).toBeUndefined();
});

const anyMember = (id: number): fc.Arbitrary<PoolMember> =>
  fc
    .record({
      practitionerId: fc.nat(8).map((n) => `p${n}` as PoolMember["practitionerId"]),
      institutionId: fc.constantFrom(...performers, "far" as OrganizationId),
      titleRank: fc.constantFrom("senior", "associate", "attending"),
      specialtyCodes: fc.constantFrom(["03.01"], ["04.05"], ["03.05"]),
      scopeCode: fc.constantFrom("11", null),
      status: fc.constantFrom("active", "active", "paused"),
      freshness: fc.constantFrom(0, 0.5, 1),
      dutyHours: fc.constantFrom(
        [],
        [{ weekday: 3, from: "08:00", to: "12:00" }],
        [{ weekday: 5, from: "08:00", to: "12:00" }],
      ),
      evidence: fc
        .record({
          count: fc.nat(200),
          source: fc.constantFrom("his", "self_reported"),
          isExpired: fc.boolean(),
        })
        .map(({ count, source, isExpired }) => lung(count, { source, isExpired })),
    })
    .map((changes) => member(`r${id}`, changes as Partial<PoolMember>));

test("every promise holds when the change is made and everybody is ranked anew", () => {
  const anyPool = fc.nat(9).chain((n) => fc.tuple(...Array.from({ length: n + 1 }, (_, i) => anyMember(i))));
  const anyLoad = fc.array(
    fc.tuple(
      fc.nat(9).map((n) => `r${n}`),
      fc.record({ today: fc.nat(4), thisWeek: fc.nat(9) }),
    ),
  );
  fc.assert(
    fc.property(anyPool, anyLoad, fc.nat(), (members, load, at) => {
      const own = members[at % members.length];
      if (!own) return;
      const facts = { ...noFacts, loadByRole: new Map(load) };
      const role = own.practitionerRoleId as string;
      const pool = buildPool(members, vocabulary);
      const answer = whatWould(asked, pool, role, { vocabulary, facts });
      // People, each by his best post; the role asked for stands for its person.
      const others = members.filter((one) => one === own || one.practitionerId !== own.practitionerId);
      const placeOf = (list: readonly PoolMember[], of = asked, by: MatchFacts = facts) => {
        const { candidates } = rank(of, buildPool(list, vocabulary), {
          vocabulary,
          facts: by,
          limit: Infinity,
        });
        const place = candidates.findIndex(({ practitionerRoleId }) => practitionerRoleId === role);
        return place < 0 ? null : place + 1;
      };
      expect(answer?.place).toBe(placeOf(others));
      for (const [one, most] of [
        [answer?.first, 1],
        [answer?.firstThree, 3],
      ] as const) {
        if (!one) continue;
        expect(one.place).toBeLessThanOrEqual(most);
        const change = (part: Partial<PoolMember>) =>
          others.map((other) => (other === own ? { ...own, ...part } : other));
        const number = Number(/\d+/.exec(one.en)?.[0] ?? 0);
        const made = {
          confirm_record: () => placeOf(change({ freshness: 1 })),
          resume: () => placeOf(change({ status: "active" })),
          verify_evidence: () =>
            placeOf(
              change({ evidence: own.evidence.map((e) => ({ ...e, isVerified: true, isExpired: false })) }),
            ),
          more_patients: () =>
            placeOf(change({ evidence: [...own.evidence, ...lung(number, { isVerified: true })] })),
          lower_load: () => {
            const now = facts.loadByRole.get(role) ?? { today: 0, thisWeek: 0 };
            const less = {
              today: Math.max(0, now.today - number),
              thisWeek: Math.max(0, now.thisWeek - number),
            };
            return placeOf(others, asked, {
              ...facts,
              loadByRole: new Map(facts.loadByRole).set(role, less),
            });
          },
          sign_agreement: () =>
            placeOf(others, {
              ...asked,
              agreements: [
                ...asked.agreements,
                { ...asked.agreements[0]!, performerOrganizationId: own.institutionId },
              ],
            }),
          on_duty_now: () => placeOf(change({ dutyHours: [{ weekday: 3, from: "00:00", to: "23:00" }] })),
          accept_mode: () => null,
          open_account: () => null,
          lower_title: () => null,
        }[one.kind]();
        expect(made).toBe(one.place);
      }
    }),
    { numRuns: 250 },
  );
});
