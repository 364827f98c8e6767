import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instant } from "../../kernel/time.js";
import { answerDueAt, mayAnswerUpgrade, mayPropose, mayWrite } from "./conversation.js";
import {
  adviceKinds,
  certainties,
  emptyOpinion,
  followUpBy,
  followUpUrgencies,
  isSameOpinion,
  type OpinionContent,
} from "./opinion.js";
import { dissentText, mayArrange, mayTakeStand, quorumOf, readDissent } from "./panel.js";
import { readSignedText, signedText, type ToSign } from "./signed-content.js";

const words = fc.string({ unit: "grapheme", maxLength: 40 });
const code = fc.option(fc.string({ maxLength: 10 }), { nil: null });
const opinion: fc.Arbitrary<OpinionContent> = fc.record({
  answer: words,
  conclusion: words,
  advice: words,
  diagnoses: fc.array(fc.record({ code, name: words, certainty: fc.constantFrom(...certainties) }), {
    maxLength: 4,
  }),
  orders: fc.array(fc.record({ kind: fc.constantFrom(...adviceKinds), code, name: words, note: words }), {
    maxLength: 4,
  }),
  references: fc.array(words, { maxLength: 3 }),
  followUp: fc.option(
    fc.record({
      urgency: fc.constantFrom(...followUpUrgencies),
      dueOn: fc.option(fc.constant("2026-12-01"), { nil: null }),
      by: fc.constantFrom(...followUpBy),
      note: words,
    }),
    { nil: null },
  ),
});
const around = (one: OpinionContent): ToSign => ({
  caseId: "0b5c3f7e-6f0e-4f53-9c4e-2a4a1f6a9d01",
  caseNumber: "2026-000123",
  question: "是否需要手术？",
  opinion: one,
  author: { personId: "p", name: "沈书远", post: "" },
  institution: { id: "i", name: "临江大学附属第一医院" },
  version: 1,
  signedAt: instant("2026-03-01T08:00:00.000Z"),
  previousSha256: null,
});

test("what is signed holds the structured parts, and reads back as it was", () => {
  fc.assert(
    fc.property(opinion, (one) => {
      const read = readSignedText(signedText(around(one)));
      expect(read).toMatchObject({ liabilityClass: "consult", panel: [] });
      expect(read && isSameOpinion(read.opinion, one)).toBe(true);
    }),
  );
});

test("another diagnosis, order, reference or follow-up makes another text", () => {
  fc.assert(
    fc.property(opinion, opinion, (a, b) => {
      expect(signedText(around(a)) === signedText(around(b))).toBe(isSameOpinion(a, b));
    }),
  );
});

test("a version of the former format reads as it was signed, without structured parts", () => {
  const former =
    '{"author":{"name":"沈书远","personId":"p","post":""},"caseId":"c","caseNumber":"2026-000001","format":"consilium.opinion/1",' +
    '"institution":{"id":"i","name":"医院"},"opinion":{"advice":"","answer":"需要","conclusion":"肺炎"},"previousSha256":null,' +
    '"question":"？","signedAt":"2026-03-01T08:00:00.000Z","version":1}';
  expect(readSignedText(former)?.opinion).toEqual({ ...emptyOpinion, answer: "需要", conclusion: "肺炎" });
});

test("structured parts of any other shape are unreadable", () => {
  const text = signedText(
    around({
      ...emptyOpinion,
      answer: "a",
      diagnoses: [{ code: null, name: "肺炎", certainty: "probable" }],
    }),
  );
  expect(readSignedText(text)).toBeDefined();
  expect(readSignedText(text.replace('"probable"', '"sure"'))).toBeUndefined();
  expect(readSignedText(text.replace('"references":[]', '"references":[1]'))).toBeUndefined();
  expect(readSignedText(text.replace('"panel":[]', '"panel":[{}]'))).toBeUndefined();
  expect(readSignedText(text.replace('"liabilityClass":"consult"', '"liabilityClass":"x"'))).toBeUndefined();
});

describe("a panel", () => {
  const members = ["a", "b", "c"].map((personId) => ({ personId }));
  const state = {
    members,
    leadPersonId: "a",
    newestVersion: 2,
    standsTaken: ["a"],
    caseStatus: "opinion_signed",
  };

  test("needs more than half", () => {
    expect([2, 3, 4, 5].map(quorumOf)).toEqual([2, 2, 3, 3]);
  });

  test("takes each stand once, on the newest version alone", () => {
    expect(mayTakeStand(state, "b", 2)).toMatchObject({ ok: true });
    expect(mayTakeStand(state, "b", 1)).toMatchObject({ error: "panel_version_not_newest" });
    expect(mayTakeStand(state, "a", 2)).toMatchObject({ error: "panel_lead_has_signed" });
    expect(mayTakeStand({ ...state, standsTaken: ["a", "b"] }, "b", 2)).toMatchObject({
      error: "panel_stand_taken",
    });
    expect(mayTakeStand(state, "x", 2)).toMatchObject({ error: "panel_not_member" });
    expect(mayTakeStand({ ...state, caseStatus: "closed" }, "b", 2)).toMatchObject({
      error: "opinion_not_open",
    });
  });

  test("is arranged with each member once and a lead among them", () => {
    const before = { members, leadPersonId: "a" };
    const wanted = { leadPersonId: "b", order: ["c", "a", "b"], agenda: [] };
    expect(mayArrange(before, false, wanted)).toMatchObject({ ok: true });
    expect(mayArrange(before, true, wanted)).toMatchObject({ error: "panel_lead_fixed" });
    expect(mayArrange(before, true, { ...wanted, leadPersonId: "a" })).toMatchObject({ ok: true });
    for (const order of [
      ["a", "b"],
      ["a", "b", "b"],
      ["a", "b", "x"],
    ])
      expect(mayArrange(before, false, { ...wanted, order })).toMatchObject({
        error: "panel_members_differ",
      });
    expect(
      mayArrange(before, false, { ...wanted, agenda: [{ title: "t", minutes: 5, personId: "x" }] }),
    ).toMatchObject({ error: "panel_agenda_unknown_person" });
  });

  test("a dissent reads back whole", () => {
    const content = {
      caseId: "c",
      caseNumber: "n",
      opinionSha256: "0".repeat(64),
      version: 1,
      member: { personId: "b", name: "乙", post: "" },
      institutionName: "医院",
      text: "建议先行新辅助治疗",
      signedAt: instant("2026-03-01T08:00:00.000Z"),
    };
    expect(readDissent(dissentText(content))).toMatchObject(content);
    for (const other of ["", "null", "[]", "{}", signedText(around(emptyOpinion))])
      expect(readDissent(other)).toBeUndefined();
  });
});

describe("a conversation", () => {
  const asked = { id: "q", kind: "question", side: "performer" } as const;
  test("questions go to the other side, answers to its questions", () => {
    expect(mayWrite("in_session", "requester", { kind: "answer" }, asked)).toMatchObject({ ok: true });
    expect(mayWrite("in_session", "performer", { kind: "answer" }, asked)).toMatchObject({
      error: "own_question",
    });
    expect(mayWrite("in_session", "requester", { kind: "answer" }, undefined)).toMatchObject({
      error: "question_not_found",
    });
    for (const status of ["draft", "dispatching", "closed", "cancelled"])
      expect(mayWrite(status, "requester", { kind: "question" }, undefined)).toMatchObject({
        error: "conversation_closed",
      });
  });

  test("only the other side accepts a call, only its own side takes the wish back", () => {
    const found = { status: "accepted", mode: "written" } as const;
    const pending = { side: "requester" } as const;
    expect(mayPropose(found, undefined)).toMatchObject({ ok: true });
    expect(mayPropose(found, pending)).toMatchObject({ error: "upgrade_pending" });
    expect(mayPropose({ ...found, mode: "video" }, undefined)).toMatchObject({ error: "already_video" });
    for (const decision of ["accept", "decline", "withdraw"] as const) {
      expect(mayAnswerUpgrade(found, pending, "requester", decision).ok).toBe(decision === "withdraw");
      expect(mayAnswerUpgrade(found, pending, "performer", decision).ok).toBe(decision !== "withdraw");
      expect(mayAnswerUpgrade(found, undefined, "performer", decision).ok).toBe(false);
    }
  });

  test("the more urgent the case, the sooner an answer is due", () => {
    const at = instant("2026-03-01T08:00:00.000Z");
    const due = (["I", "II", "III", "IV", null] as const).map((level) => answerDueAt(at, level));
    expect(due.slice(0, 4)).toEqual(due.slice(0, 4).toSorted());
    expect(due[4]).toBe(due[3]);
  });
});
