import fc from "fast-check";
import { expect, test } from "vitest";
import { vocabulary } from "../vocabulary.js";
import { type PanelQuestion, proposePanel } from "./propose-panel.js";

const asked = (change: Partial<PanelQuestion>): PanelQuestion => ({
  diagnoses: [],
  mentioned: [],
  suggested: [],
  wantedSpecialtyCode: null,
  patientAgeYears: 60,
  ...change,
});
const codes = (change: Partial<PanelQuestion>) =>
  proposePanel(asked(change), vocabulary).map((seat) => seat.code);

test("a suspected lung cancer calls for the lungs' doctors and the tumour board's standing members", () => {
  const panel = proposePanel(asked({ diagnoses: [{ code: "C34.901", name: "肺恶性肿瘤" }] }), vocabulary);
  expect(panel.length).toBeGreaterThanOrEqual(4);
  expect(panel.map((seat) => seat.code)).toEqual(expect.arrayContaining(["19", "32"]));
  expect(panel.every((seat) => seat.zh !== "" && seat.en !== "")).toBe(true);
});

test("a second disease in the words brings its own specialty", () => {
  const diagnoses = [{ code: "I21.900", name: "急性心肌梗死" }];
  const alone = codes({ diagnoses });
  const both = codes({ diagnoses, mentioned: [{ code: "N18.900", name: "慢性肾脏病" }] });
  expect(both.length).toBe(alone.length + 1);
});

test("nothing known, nothing proposed", () => {
  expect(codes({})).toEqual([]);
});

test("whatever is asked: at most five seats, no line twice, most needed first", () => {
  const known = fc.constantFrom("C34.901", "I21.900", "N18.900", "D47.701", "E11.900", "J18.900", "K80.200");
  fc.assert(
    fc.property(
      fc.array(known, { maxLength: 5 }),
      fc.array(known, { maxLength: 5 }),
      fc.array(
        fc.record({
          code: fc.constantFrom("03", "03.01", "04.03", "19"),
          chance: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        { maxLength: 4 },
      ),
      fc.integer({ min: 0, max: 90 }),
      (diagnoses, mentioned, suggested, patientAgeYears) => {
        const panel = proposePanel(
          asked({
            diagnoses: diagnoses.map((code) => ({ code, name: code })),
            mentioned: mentioned.map((code) => ({ code, name: code })),
            suggested,
            patientAgeYears,
          }),
          vocabulary,
        );
        expect(panel.length).toBeLessThanOrEqual(5);
        for (const [i, seat] of panel.entries()) {
          expect(seat.weight).toBeLessThanOrEqual(panel[i - 1]?.weight ?? Infinity);
          for (const other of panel)
            if (other !== seat) expect(`${other.code}.`.startsWith(`${seat.code}.`)).toBe(false);
        }
      },
    ),
  );
});
