import { expect, test } from "vitest";
import { noticeKindNames, noticeKinds, noticeSentence } from "./notice-kinds.js";

test("a notice is a sentence in the reader's language, codes in words and instants in his time", () => {
  const offer = {
    kind: "offer_sent",
    details: { institutionName: "云溪县人民医院", level: "II", expiresAt: "2026-03-02T04:10:00.000Z" },
  } as const;
  expect(noticeSentence(offer, "zh", () => "12:10")).toBe(
    "云溪县人民医院请您会诊（II 级），请在 12:10 前应答",
  );
  const withdrawn = { kind: "offer_withdrawn", details: { code: "answered_by_other" } } as const;
  expect(noticeSentence(withdrawn, "en", String)).toBe("An offer was withdrawn: another expert has accepted");
});

test("a missing detail leaves a dash, never a brace", () => {
  for (const kind of noticeKindNames)
    for (const language of ["zh", "en"] as const)
      expect(noticeSentence({ kind, details: {} }, language, String)).not.toMatch(/[{}]/);
});

test("both languages speak of the same details", () => {
  const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
  for (const kind of noticeKindNames)
    expect(names(noticeKinds[kind].zh)).toEqual(names(noticeKinds[kind].en));
});
