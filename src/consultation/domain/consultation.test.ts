import fc from "fast-check";
import { expect, test } from "vitest";
import { instant } from "../../kernel/time.js";
import { archiveNumber, archiveYear, retainUntil } from "./archive.js";
import { canonicalJson } from "../../kernel/canonical-json.js";
import { civilTime } from "./civil-time.js";
import { dispositionDueAt, dispositionMinutes } from "./clock.js";
import { decideDisposition, decisions } from "./disposition.js";
import { decideSigning, emptyOpinion, missingFields, type OpinionState } from "./opinion.js";
import { readSignedText, type SignedContent, signedText } from "./signed-content.js";

const content: SignedContent = {
  caseId: "0b5c3f7e-6f0e-4f53-9c4e-2a4a1f6a9d01",
  caseNumber: "2026-000123",
  question: "胸痛 3 小时，是否需要急诊介入？",
  opinion: { ...emptyOpinion, answer: "需要", conclusion: "急性下壁心肌梗死", advice: "立即转运" },
  liabilityClass: "consult",
  panel: [],
  author: { personId: "11111111-1111-4111-8111-111111111111", name: "沈书远", post: "心血管内科 主任医师" },
  institution: { id: "22222222-2222-4222-8222-222222222222", name: "临江大学附属第一医院" },
  version: 1,
  signedAt: instant("2026-03-01T08:00:00.000Z"),
  previousSha256: null,
};

const shuffled = (value: unknown, order: number): unknown =>
  Array.isArray(value)
    ? value.map((item) => shuffled(item, order))
    : value !== null && typeof value === "object"
      ? Object.fromEntries(
          Object.entries(value)
            .map((entry, i) => ({ entry, rank: (i * 7919 + order) % 13 }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ entry: [key, member] }) => [key, shuffled(member, order)]),
        )
      : value;

test("the signed text does not depend on the order in which keys were set", () => {
  fc.assert(
    fc.property(fc.nat(12), (order) => {
      expect(signedText(shuffled(content, order) as SignedContent)).toBe(signedText(content));
    }),
  );
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(12), (value, order) => {
      expect(canonicalJson(shuffled(value, order))).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  expect(canonicalJson({ b: [undefined, 1.5], a: undefined, 中: "文" })).toBe('{"b":[null,1.5],"中":"文"}');
  expect(() => canonicalJson(Number.NaN)).toThrow(RangeError);
});

test("the signed text is read back whole, and any other text is unreadable rather than an error", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.string(),
      fc.integer({ min: 1 }),
      (answer, question, version) => {
        const one = { ...content, question, version, opinion: { ...content.opinion, answer } };
        expect(readSignedText(signedText(one))).toMatchObject(one);
      },
    ),
  );
  for (const altered of ["", "{", "null", "[]", "7", '{"format":"consilium.opinion/1"}'])
    expect(readSignedText(altered)).toBeUndefined();
  expect(readSignedText(signedText(content).replace("consilium.opinion/2", "x"))).toBeUndefined();
  expect(readSignedText(signedText(content).replace('"需要"', "7"))).toBeUndefined();
});

test("answer and conclusion are asked for, advice is not", () => {
  expect(missingFields(emptyOpinion).map((m) => m.field)).toEqual(["answer", "conclusion"]);
  expect(missingFields({ answer: " \n\u3000", conclusion: "x", advice: "" }).map((m) => m.field)).toEqual([
    "answer",
  ]);
  expect(missingFields({ answer: "a", conclusion: "c", advice: "" })).toEqual([]);
});

const drafted: OpinionState = { draft: content.opinion, draftRevision: 4, lastSigned: null };

test("what is signed is the text that was looked at, once, while the case is open", () => {
  expect(decideSigning(drafted, "in_session", 4)).toMatchObject({
    ok: true,
    value: { version: 1, previousSha256: null },
  });
  expect(decideSigning(drafted, "in_session", 3)).toMatchObject({ error: "opinion_changed_elsewhere" });
  expect(decideSigning(drafted, "closed", 3)).toMatchObject({ error: "opinion_not_open" });
  expect(decideSigning(drafted, "dispatching", 4)).toMatchObject({ error: "opinion_not_open" });
  expect(decideSigning({ ...drafted, draft: emptyOpinion }, "in_session", 4)).toMatchObject({
    error: "opinion_incomplete",
  });
  const signed = { ...drafted, lastSigned: { version: 1, text: content.opinion, sha256: "ab" } };
  expect(decideSigning(signed, "opinion_signed", 4)).toMatchObject({ error: "nothing_to_amend" });
  expect(
    decideSigning({ ...signed, draft: { ...content.opinion, advice: "" } }, "opinion_signed", 4),
  ).toMatchObject({ ok: true, value: { version: 2, previousSha256: "ab" } });
});

test("only a signed opinion gets a disposition, once, and anything but 采纳 gives its reason", () => {
  for (const decision of decisions)
    expect(decideDisposition("opinion_signed", { decision, reason: "患者已转院" }).ok).toBe(true);
  expect(decideDisposition("opinion_signed", { decision: "adopted", reason: "" }).ok).toBe(true);
  expect(decideDisposition("opinion_signed", { decision: "not_adopted", reason: " 无 " })).toMatchObject({
    error: "reason_missing",
  });
  const adopted = { decision: "adopted", reason: "" } as const;
  expect(decideDisposition("in_session", adopted)).toMatchObject({ error: "opinion_not_signed" });
  expect(decideDisposition("closed", adopted)).toMatchObject({ error: "disposition_given" });
  expect(decideDisposition("cancelled", adopted)).toMatchObject({ error: "opinion_not_open" });
});

test("a more urgent case is never given more time", () => {
  expect(dispositionMinutes.I < dispositionMinutes.II && dispositionMinutes.II < dispositionMinutes.III).toBe(
    true,
  );
  expect(dispositionDueAt(instant("2026-03-01T08:00:00Z"), "I")).toBe("2026-03-01T08:40:00.000Z");
  expect(dispositionDueAt(instant("2026-03-01T08:00:00Z"), null)).toBe("2026-03-04T08:00:00.000Z");
});

test("a copy is filed and kept by the legal date, not by UTC's", () => {
  const newYear = instant("2026-12-31T16:00:00Z");
  expect(archiveYear(newYear)).toBe(2027);
  expect(retainUntil(newYear)).toBe("2042-01-01");
  expect(archiveYear(instant("2026-12-31T15:59:59Z"))).toBe(2026);
  expect(retainUntil(instant("2028-02-29T04:00:00Z"))).toBe("2043-03-01");
  expect(civilTime(instant("2026-12-31T16:05:09Z"))).toBe("2027-01-01 00:05:09");
  expect(archiveNumber(2026, 1)).toBe("HZ-2026-000001");
  expect(archiveNumber(2026, 1_000_000)).toBe("HZ-2026-1000000");
});

test("a copy is kept fifteen full years", () => {
  const hours = (n: number) => n * 3_600_000;
  fc.assert(
    fc.property(
      fc.date({ min: new Date("2000-01-01"), max: new Date("2090-01-01"), noInvalidDate: true }),
      (date) => {
        // The same wall clock in Beijing fifteen years on.
        const later = new Date(date.getTime() + hours(8));
        later.setUTCFullYear(later.getUTCFullYear() + 15);
        const lastMoment = Date.parse(`${retainUntil(instant(date))}T00:00:00Z`) + hours(24);
        expect(lastMoment).toBeGreaterThan(later.getTime());
        expect(lastMoment - later.getTime()).toBeLessThanOrEqual(hours(24));
      },
    ),
  );
});
