import { expect, test } from "vitest";
import { runWithLibrary } from "../../test/library-in-context.js";
import { evidence, member, request, testVocabulary } from "./domain/pool-for-tests.js";

test("the library ranks and searches where there is no Node, no DOM and no network", async () => {
  const members = [member("plain"), member("lung", { evidence: [evidence("C34.900", "肺恶性肿瘤", 80)] })];
  const answer = await runWithLibrary(
    "matchingLibrary",
    `
    const pool = library.buildPool(members, vocabulary);
    const index = library.EvidenceIndex.build(
      [{ id: "a", place: "", terms: [{ term: "x", impact: 9 }] }],
      { epoch: "e", sequence: 1 },
    );
    JSON.stringify({
      globals: typeof process + typeof require + typeof window + typeof fetch,
      first: library.rank(asked, pool, { vocabulary }).candidates[0].practitionerRoleId,
      hits: index.search([{ term: "x", weight: 2 }], 1),
    })`,
    { members, vocabulary: testVocabulary, asked: request() },
  );
  expect(JSON.parse(String(answer))).toEqual({
    globals: "undefined".repeat(4),
    first: "lung",
    hits: [{ id: "a", slot: 0, score: 18 }],
  });
});
