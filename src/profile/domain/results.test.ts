import { expect, test } from "vitest";
import { evidenceOf, type ServiceFact } from "./read-evidence.js";

const fact = (kind: ServiceFact["kind"], value: number): ServiceFact => ({
  kind,
  id: kind,
  value,
  outcome: "known",
  reasonCode: null,
  ring: null,
  urgency: "III",
  minutes: null,
  allowedMinutes: null,
  categories: ["R91"],
  on: "2026-03-02",
});

test("what people and the course say becomes satisfaction, peer rating and outcome; only the course knows how hard it was", () => {
  const evidence = evidenceOf(
    {
      independentSinceOn: null,
      claims: [],
      posts: [],
      services: [
        fact("evaluation", 1),
        fact("patient_rating", 0.75),
        fact("peer_review", 0.9),
        fact("follow_up", 0.85),
      ],
      groupOf: () => "R00",
    },
    "2026-03-03",
  );
  expect(evidence.map(({ kind, value, mix, code }) => [kind, value, mix?.group ?? null, code])).toEqual([
    ["satisfaction", 1, null, "R91"],
    ["outcome", 0.85, "R00", "R91"],
    ["satisfaction", 0.75, null, "R91"],
    ["peer_rating", 0.9, null, "R91"],
  ]);
});
