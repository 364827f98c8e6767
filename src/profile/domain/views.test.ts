import fc from "fast-check";
import { expect, test } from "vitest";
import { anyEvidence, place, today } from "../arbitrary-for-tests.js";
import { verdictOf } from "./compare.js";
import { knownOn, quarterEnds, scoreHistory } from "./history.js";
import { emptyGround, scoreProfile } from "./score-profile.js";
import { mayViewAs, profileParts, showing, viewerClasses, viewerOf } from "./view-policy.js";

test("the whole matrix of who sees what", () => {
  const rows = profileParts.map((part) => [part, ...viewerClasses.map((viewer) => showing(part, viewer))]);
  expect(rows).toEqual([
    // part            public     requester  hospital operator expert
    ["dimensions", "summary", "show", "show", "show", "show"],
    ["service", "hide", "show", "show", "show", "show"],
    ["subs", "hide", "show", "show", "show", "show"],
    ["contributions", "hide", "summary", "show", "show", "show"],
    ["timeline", "hide", "hide", "show", "show", "show"],
    ["skills", "summary", "show", "show", "show", "show"],
    ["hidden_skills", "hide", "show", "show", "show", "show"],
    ["documents", "hide", "summary", "show", "show", "show"],
    ["peers", "hide", "hide", "show", "show", "show"],
    ["objections", "hide", "hide", "show", "show", "show"],
  ]);
});

test("the expert sees everything about himself, and nobody sees more than he does", () => {
  const order = ["hide", "summary", "show"];
  for (const part of profileParts) {
    expect(showing(part, "expert")).toBe("show");
    const widths = viewerClasses.map((viewer) => order.indexOf(showing(part, viewer)));
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
  }
});

test("the widest view that applies is the one given", () => {
  const nobody = { isSelf: false, isPlatform: false, isOffice: false, isRequester: false };
  expect(viewerOf(nobody)).toBe("public");
  expect(viewerOf({ ...nobody, isRequester: true })).toBe("requester");
  expect(viewerOf({ ...nobody, isRequester: true, isOffice: true })).toBe("hospital");
  expect(viewerOf({ ...nobody, isOffice: true, isPlatform: true })).toBe("operator");
  expect(viewerOf({ isSelf: true, isPlatform: true, isOffice: true, isRequester: true })).toBe("expert");
});

test("nobody borrows a wider view than his own", () => {
  const order = ["hide", "summary", "show"];
  for (const own of viewerClasses)
    for (const as of viewerClasses)
      if (mayViewAs(own, as))
        for (const part of profileParts)
          expect(order.indexOf(showing(part, as))).toBeLessThanOrEqual(order.indexOf(showing(part, own)));
  expect(mayViewAs("expert", "requester")).toBe(true);
  expect(mayViewAs("requester", "hospital")).toBe(false);
});

test("two experts differ only where the bands say so", () => {
  const near = { score: 60, low: 50, high: 70 };
  expect(verdictOf(near, { score: 66, low: 56, high: 76 })).toBe("alike");
  expect(verdictOf(near, { score: 80, low: 74, high: 86 })).toBe("second");
  expect(verdictOf({ score: 80, low: 74, high: 86 }, near)).toBe("first");
  expect(verdictOf(near, undefined)).toBe("unknown");
});

test("quarters end on their last day, and today closes the row", () => {
  expect(quarterEnds("2026-08-15", 3)).toEqual(["2025-12-31", "2026-03-31", "2026-06-30", "2026-08-15"]);
  expect(quarterEnds("2026-01-01", 2)).toEqual(["2025-09-30", "2025-12-31", "2026-01-01"]);
});

test("history ends where the profile stands, and knows nothing before it was known", () => {
  fc.assert(
    fc.property(anyEvidence, (evidence) => {
      const ground = emptyGround();
      const history = scoreHistory(() => evidence, place, ["1990-01-01", today], ground);
      expect(history[0]?.scores).toEqual([]);
      expect(history[1]?.scores).toEqual(
        scoreProfile(evidence, place, today, ground).dimensions.map(({ dimension, score }) => ({
          dimension,
          score,
        })),
      );
    }),
    { numRuns: 50 },
  );
  expect(knownOn([], today)).toEqual([]);
});
