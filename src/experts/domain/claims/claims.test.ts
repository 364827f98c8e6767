import fc from "fast-check";
import { expect, test } from "vitest";
import { claimKinds, claimRules, claimSources, nextDueOn, subjectKeyOf } from "./kinds.js";
import { type ClaimPlan, type NewClaim, planClaims } from "./record-claims.js";
import {
  canonicalValue,
  contentOf,
  type LiveClaim,
  type OpenConflict,
  reconcile,
  slotOf,
  standingOf,
} from "./slot.js";
import { claimStates, claimTransitions, isInForce, mayBecome } from "./states.js";

const role = "role-1";
let next = 0;
const newId = (): string => `c${String(++next).padStart(6, "0")}`;

/** A book to which plans are applied as the store applies them. */
class Book {
  claims: LiveClaim[] = [];
  conflicts: OpenConflict[] = [];
  readonly roleIds = [role];

  record(source: LiveClaim["source"], asOfOn: string, claims: readonly NewClaim[]): ClaimPlan {
    const plan = planClaims(this, claims, { source, asOfOn, newId });
    const gone = new Set(plan.superseded.map(({ id }) => id));
    const again = new Map(plan.confirmed.map((one) => [one.id, one]));
    this.claims = [
      ...this.claims
        .filter(({ id }) => !gone.has(id))
        .map((claim) => {
          const one = again.get(claim.id);
          if (one === undefined) return claim;
          return {
            ...claim,
            asOfOn: one.asOfOn,
            code: one.code,
            state: one.renews ? ("asserted" as const) : claim.state,
          };
        }),
      ...plan.inserted,
    ];
    const lapsed = new Set(plan.lapsedIds);
    this.conflicts = [
      ...this.conflicts.filter(({ id }) => !lapsed.has(id)),
      ...plan.opened.map(({ standingClaimId, challengerClaimId }) => ({
        id: newId(),
        standingClaimId,
        challengerClaimId,
      })),
    ];
    return plan;
  }

  setState(state: LiveClaim["state"], which: (claim: LiveClaim) => boolean): void {
    const before = this.claims;
    this.claims = this.claims.map((claim) => (which(claim) ? { ...claim, state } : claim));
    for (const slot of new Set(before.filter(which).map(slotOf))) {
      const inSlot = this.claims.filter((claim) => slotOf(claim) === slot);
      const conflicts = this.conflicts.filter((one) => inSlot.some(({ id }) => id === one.standingClaimId));
      const stood = standingOf(
        before.filter((claim) => slotOf(claim) === slot),
        conflicts,
      );
      const result = reconcile(inSlot, conflicts, stood?.id);
      this.conflicts = [
        ...this.conflicts.filter(({ id }) => !result.lapsedIds.includes(id)),
        ...result.opened.map((pair) => ({
          id: newId(),
          standingClaimId: pair.standing.id,
          challengerClaimId: pair.challenger.id,
        })),
      ];
    }
  }

  standing(kind: LiveClaim["kind"]): LiveClaim | undefined {
    const claims = this.claims.filter((claim) => claim.kind === kind);
    return standingOf(claims, this.conflicts);
  }
}

const title = (value: string, label = value): NewClaim => ({ kind: "title", label, value });

test("the same statement again only moves the date, and an older one is not taken back", () => {
  const book = new Book();
  expect(book.record("his", "2026-01-01", [title("232")]).counts).toMatchObject({ added: 1, conflicts: 0 });
  const again = book.record("his", "2026-01-01", [title("232")]);
  expect(again).toMatchObject({ inserted: [], confirmed: [], superseded: [], counts: { confirmed: 1 } });
  expect(book.record("his", "2026-02-01", [title("232")]).confirmed).toMatchObject([
    { asOfOn: "2026-02-01" },
  ]);
  expect(book.record("his", "2026-03-01", [title("231")]).counts).toMatchObject({ changed: 1, conflicts: 0 });
  const late = book.record("his", "2026-02-15", [title("233")]);
  expect(late.stale).toHaveLength(1);
  expect(book.claims).toMatchObject([{ value: "231" }]);
});

test("two sources that disagree open one conflict, and what stood goes on standing until they agree", () => {
  const book = new Book();
  book.record("self_reported", "2026-01-01", [title("231")]);
  expect(book.record("his", "2026-02-01", [title("232")]).counts).toMatchObject({ added: 1, conflicts: 1 });
  expect(book.standing("title")?.value).toBe("231");
  expect(book.record("his", "2026-02-02", [title("232")]).counts.conflicts).toBe(0);
  expect(book.conflicts).toHaveLength(1);
  const agreed = book.record("self_reported", "2026-03-01", [title("232")]);
  expect(agreed.lapsedIds).toHaveLength(1);
  expect(book.conflicts).toHaveLength(0);
  expect(book.standing("title")?.value).toBe("232");
});

test("what was checked of an expert's own words stays when he says otherwise; a hospital's system replaces its own", () => {
  const book = new Book();
  book.record("self_reported", "2026-01-01", [{ kind: "disease_cases", label: "高血压", quantity: 100 }]);
  book.setState("verified", () => true);
  const more = book.record("self_reported", "2026-02-01", [
    { kind: "disease_cases", label: "高血压", quantity: 900 },
  ]);
  expect(more.counts).toMatchObject({ changed: 1, conflicts: 1 });
  expect(book.standing("disease_cases")?.quantity).toBe(100);
  const back = book.record("self_reported", "2026-03-01", [
    { kind: "disease_cases", label: "高血压", quantity: 100 },
  ]);
  expect(back.lapsedIds).toHaveLength(1);
  expect(book.claims).toHaveLength(1);
  const other = new Book();
  other.record("his", "2026-01-01", [title("232")]);
  other.setState("verified", () => true);
  expect(other.record("his", "2026-02-01", [title("231")]).counts).toMatchObject({
    changed: 1,
    conflicts: 0,
  });
});

test("two hospitals that count one disease differently do not contradict each other", () => {
  const book = new Book();
  const cases = (quantity: number): NewClaim => ({ kind: "disease_cases", label: "Ⅱ型 糖尿病", quantity });
  book.record("his", "2026-01-01", [cases(10)]);
  book.record("emr", "2026-01-01", [cases(12)]);
  expect(book.conflicts).toEqual([]);
  expect(subjectKeyOf("disease_cases", "Ⅱ型 糖尿病")).toBe(subjectKeyOf("disease_cases", "II型糖尿病"));
});

test("an expired fact comes back when its source states it again; a disputed one does not", () => {
  const book = new Book();
  book.record("his", "2026-01-01", [title("231"), { kind: "gender", label: "女", value: "female" }]);
  book.setState("expired", ({ kind }) => kind === "title");
  book.setState("disputed", ({ kind }) => kind === "gender");
  book.record("his", "2026-08-01", [title("231"), { kind: "gender", label: "女", value: "female" }]);
  expect(book.claims.map(({ kind, state }) => [kind, state])).toEqual([
    ["title", "asserted"],
    ["gender", "disputed"],
  ]);
});

test("what cannot be recorded comes back with its reason and the rest is recorded", () => {
  const plan = planClaims(
    { claims: [], conflicts: [], roleIds: ["a", "b"] },
    [
      title("231"),
      { ...title("231"), practitionerRoleId: "x" },
      { kind: "skill", label: "  " },
      { kind: "skill", label: "长".repeat(501) },
      { kind: "disease_cases", label: "高血压", quantity: -1 },
      { kind: "skill", label: "起搏器植入" },
    ],
    { source: "his", asOfOn: "2026-01-01", newId },
  );
  expect(plan.refused.map(({ fault }) => fault)).toEqual([
    "role_missing",
    "role_unknown",
    "label_empty",
    "label_too_long",
    "bad_quantity",
  ]);
  expect(plan.inserted).toMatchObject([{ label: "起搏器植入", value: null }]);
});

test("every state has its steps; withdrawn is the end; intervals are whole civil days", () => {
  expect(Object.keys(claimTransitions).sort()).toEqual([...claimStates].sort());
  expect(claimStates.filter((state) => mayBecome("withdrawn", state))).toEqual([]);
  expect(nextDueOn("title", "2026-01-01")).toBe("2026-06-30");
  expect(nextDueOn("birth_on", "2026-01-01")).toBeNull();
  for (const kind of claimKinds) expect(claimRules[kind].zh).toMatch(/\p{Script=Han}/u);
});

test("canonical values do not depend on the order of keys", () => {
  expect(canonicalValue({ b: [1, null], a: "x" })).toBe(canonicalValue({ a: "x", b: [1, null] }));
  expect(canonicalValue({ a: 1 })).not.toBe(canonicalValue({ a: "1" }));
});

const statement = fc.record({
  source: fc.constantFrom(...claimSources),
  day: fc.integer({ min: 1, max: 28 }),
  kind: fc.constantFrom("title" as const, "gender" as const, "disease_cases" as const),
  value: fc.constantFrom("a", "b", "c"),
  check: fc.constantFrom(undefined, "verified", "disputed", "expired"),
});

test("law: whatever is stated and checked, one word a source, every contradiction is asked and nothing else is", () => {
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 25 }), (statements) => {
      const book = new Book();
      for (const { source, day, kind, value, check } of statements) {
        const asOfOn = `2026-01-${String(day).padStart(2, "0")}`;
        const claim: NewClaim =
          kind === "disease_cases"
            ? { kind, label: "高血压", quantity: value.charCodeAt(0) }
            : { kind, label: value };
        const before = kind === "disease_cases" ? undefined : book.standing(kind);
        book.record(source, asOfOn, [claim]);
        const idle = book.record(source, asOfOn, [claim]);
        expect([idle.inserted, idle.confirmed, idle.superseded, idle.opened, idle.lapsedIds]).toEqual([
          [],
          [],
          [],
          [],
          [],
        ]);
        // Only its own source changes the value that stands.
        const after = kind === "disease_cases" ? undefined : book.standing(kind);
        if (before !== undefined && before.source !== source)
          expect(after && contentOf(after)).toBe(contentOf(before));
        const words = book.claims.map(
          (one) => `${slotOf(one)}|${one.source}|${String(one.state === "verified")}`,
        );
        expect(new Set(words).size).toBe(words.length);
        for (const kindOfOne of ["title", "gender"] as const) {
          const inForce = book.claims.filter((one) => one.kind === kindOfOne && isInForce(one.state));
          const stands = book.standing(kindOfOne);
          for (const one of inForce)
            expect(
              stands !== undefined && contentOf(one) !== contentOf(stands),
              `${one.source} ${one.label}`,
            ).toBe(book.conflicts.some(({ challengerClaimId }) => challengerClaimId === one.id));
        }
        // Checks happen between statements, on what is in no conflict.
        const own = book.claims.find((one) => one.kind === kind && one.source === source);
        const isContested = book.conflicts.some(
          (one) => one.standingClaimId === own?.id || one.challengerClaimId === own?.id,
        );
        if (check !== undefined && own !== undefined && !isContested && mayBecome(own.state, check))
          if (
            !(
              check === "verified" &&
              book.claims.some((one) => one !== own && slotOf(one) === slotOf(own) && one.source === source)
            )
          )
            book.setState(check, (one) => one.id === own.id);
      }
    }),
    { numRuns: 300 },
  );
});
