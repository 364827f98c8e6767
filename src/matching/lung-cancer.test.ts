import { expect, test } from "vitest";
import type { OrganizationId } from "../kernel/types.js";
import { buildPool, type PoolMember } from "./domain/pool.js";
import { evidence, member, request } from "./domain/pool-for-tests.js";
import { rank } from "./domain/rank.js";
import type { MatchFacts } from "./domain/request.js";
import { vocabulary } from "./vocabulary.js";

// With the platform's own code systems, among many who are merely free.
const lung = evidence("C34.900", "肺恶性肿瘤", 90);
const post = (id: string, changes: Partial<PoolMember>) => member(id, { scopeCode: null, ...changes });
const members = [
  post("both-proven", { specialtyCodes: ["03.01", "19"], evidence: [lung] }),
  post("both-untried", { specialtyCodes: ["03.01", "19"], evidence: [lung] }),
  post("both-not-taken-up", { specialtyCodes: ["03.01", "19"], evidence: [lung] }),
  post("respiratory", { evidence: [lung] }),
  post("oncologist", { specialtyCodes: ["19"], evidence: [lung] }),
  ...Array.from({ length: 300 }, (_, i) =>
    post(`surgeon-${i}`, {
      specialtyCodes: ["04.01"],
      departmentName: "普外科",
      regionCode: "330200",
      institutionId: `performer-${1 + (i % 3)}` as OrganizationId,
      evidence: [evidence("K80.200", "胆囊结石", 900), evidence("K35.900", "急性阑尾炎", 700)],
      skillsText: "擅长各类外科手术，随时接诊",
    }),
  ),
];
const past = (roleId: string, consults: number, adopted: number) => ({
  roleId,
  codes: ["C34.900"],
  specialtyCode: "03.01",
  consults,
  adopted,
});
const busy = { today: 2, thisWeek: 9 };
const facts: MatchFacts = {
  // The best is the busiest and the slowest of them all; whoever is free has nothing but time.
  loadByRole: new Map([["both-proven", busy]]),
  responseStats: new Map([
    ["both-proven", { offers: 40, accepted: 28, medianMinutes: 90 }],
    ["both-not-taken-up", { offers: 40, accepted: 28, medianMinutes: 60 }],
    ...Array.from(
      { length: 300 },
      (_, i) => [`surgeon-${i}`, { offers: 40, accepted: 40, medianMinutes: 1 }] as const,
    ),
  ]),
  consultHistory: [past("both-proven", 18, 17), past("both-not-taken-up", 18, 2)],
  excludedRoles: new Map(),
};

test("a suspected lung cancer goes to someone strong in both fields whose advice was taken, never to whoever is free", () => {
  for (const specialtyCode of ["03.01", null])
    for (const judgeAllUpTo of [0, 1000]) {
      const asked = request({ specialtyCode });
      const { candidates, excluded } = rank(asked, buildPool(members, vocabulary), {
        vocabulary,
        facts,
        judgeAllUpTo,
      });
      const order = candidates.map((candidate) => candidate.practitionerRoleId as string);
      expect(order[0]).toBe("both-proven");
      expect(order.indexOf("both-untried")).toBeLessThan(order.indexOf("both-not-taken-up"));
      expect(order.indexOf("both-untried")).toBeLessThan(order.indexOf("respiratory"));
      expect(order.filter((role) => role.startsWith("surgeon"))).toEqual([]);
      expect(excluded.map(({ code, count }) => [code, count])).toEqual([["no_relevant_evidence", 300]]);
      expect(candidates[0]?.reasons.map(({ zh }) => zh).join()).toContain("采纳 17 例");
    }
});
