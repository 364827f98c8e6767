import { expect, test } from "vitest";
import { runWithLibrary } from "../../test/library-in-context.js";
import { place, today } from "./arbitrary-for-tests.js";
import { emptyGround, type Evidence, evidenceOf, scoreProfile } from "./library.js";

const claim = {
  id: "cases",
  kind: "disease_cases",
  label: "急性心肌梗死",
  code: "I21.900",
  quantity: 400,
  value: null,
  source: "his" as const,
  state: "verified",
  asOfOn: today,
  verifiedOn: today,
};
const facts = { independentSinceOn: "2006-06-30", claims: [claim], posts: [], services: [] };

test("the library scores, explains and names skills where there is no Node, no DOM and no network", async () => {
  const answer = await runWithLibrary(
    "profileLibrary",
    `
    const evidence = library.evidenceOf({ ...facts, groupOf: () => "I00" }, today);
    const profile = library.scoreProfile(evidence, place, today, library.emptyGround());
    const vocabulary = {
      placeOf: (kind, code) => ({ category: code.slice(0, 3), block: undefined, chapter: undefined }),
      usualSpecialties: () => ["03.04"],
      isUsualAmong: () => false,
      isSameLine: (a, b) => a === b,
    };
    const skills = library.skillsOf(evidence, ["04.01"], today, vocabulary, library.PROFILE_MODEL);
    const [cases] = profile.subs.filter(({ sub }) => sub === "cases");
    JSON.stringify({
      globals: typeof process + typeof require + typeof window + typeof fetch,
      profile,
      skills: skills.map(({ code, isHidden }) => [code, isHidden]),
      words: library.evidenceWords({ ...cases.contributions[0].evidence, trust: 0.85, freshness: 1 }).zh,
      requester: library.showing("contributions", "requester"),
    })`,
    { facts, place, today },
  );
  const here = scoreProfile(
    evidenceOf({ ...facts, groupOf: () => "I00" }, today),
    place,
    today,
    emptyGround(),
  );
  expect(JSON.parse(String(answer))).toEqual({
    globals: "undefined".repeat(4),
    profile: JSON.parse(JSON.stringify(here)) as unknown,
    skills: [["I21", true]],
    words: expect.stringContaining("急性心肌梗死") as string,
    requester: "summary",
  });
  expect(here.subs.map(({ sub }) => sub)).toEqual(["years", "cases"]);
});

test("an expert without evidence has no score at all", () => {
  const nothing: Evidence[] = [];
  expect(scoreProfile(nothing, place, today, emptyGround())).toMatchObject({ dimensions: [], subs: [] });
});
