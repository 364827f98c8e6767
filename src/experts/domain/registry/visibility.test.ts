import { expect, test } from "vitest";
import { claimKinds, ruleOf } from "../claims/kinds.js";
import { claimStates } from "../claims/states.js";
import { mayPreviewAs, maySeeClaim, viewers } from "./visibility.js";

test("law: whoever stands farther away sees no claim that a closer one does not see", () => {
  for (const kind of claimKinds)
    for (const state of claimStates)
      for (const isStanding of [true, false]) {
        const seen = viewers.map((viewer) => maySeeClaim(viewer, { kind, state, isStanding }));
        expect(seen, `${kind} ${state}`).toEqual([...seen].sort((a, b) => Number(b) - Number(a)));
      }
});

test("nobody outside sees numbers of papers or of patients; the public sees only what was checked", () => {
  for (const kind of claimKinds) {
    const claim = { kind, state: "verified" as const, isStanding: true };
    if (ruleOf(kind).isPersonal === true) expect(maySeeClaim("requester", claim), kind).toBe(false);
    expect(maySeeClaim("public", { ...claim, state: "asserted" })).toBe(false);
  }
  expect(maySeeClaim("public", { kind: "disease_cases", state: "verified", isStanding: true })).toBe(false);
  expect(maySeeClaim("requester", { kind: "refusal", state: "asserted", isStanding: true })).toBe(true);
  expect(maySeeClaim("requester", { kind: "title", state: "asserted", isStanding: false })).toBe(false);
});

test("a page is previewed only with eyes that see less", () => {
  expect(mayPreviewAs("self", "public")).toBe(true);
  expect(mayPreviewAs("requester", "close")).toBe(false);
});
