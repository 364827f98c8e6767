import { expect, test } from "vitest";
import { digestOf, messageOf, onBothClocks, testMessage, verificationMessage } from "./messages.js";
import { noticeKindNames } from "./notice-kinds.js";

const now = "2026-03-02T02:20:00.000Z";
const expiresAt = "2026-03-02T02:35:00.000Z";
const zh = { language: "zh", timeZone: "Asia/Shanghai" } as const;

test("an offer says its level and its deadline on the Beijing clock, and nothing else", () => {
  const details = { institutionName: "云溪县人民医院", level: "I", expiresAt };
  expect(messageOf({ kind: "offer_sent", details }, zh, now)).toEqual({
    subject: "I 级会诊派单待应答",
    text: "您有一例 I 级会诊派单，请在 10:35（北京时间）前应答。",
  });
  expect(
    messageOf({ kind: "offer_sent", details }, { language: "en", timeZone: "Europe/Berlin" }, now).text,
  ).toBe(
    "A consultation offer of level I waits for your answer before 10:35 Beijing time (03:35 your time).",
  );
});

test("both clocks are named where they differ, the day where it is not today's", () => {
  expect(onBothClocks(expiresAt, now, "Asia/Urumqi", "zh")).toBe("10:35（北京时间，您当地 08:35）");
  expect(onBothClocks("2026-03-02T16:30:00Z", now, "Asia/Shanghai", "zh")).toBe("03-03 00:30（北京时间）");
  expect(onBothClocks("2026-03-02T16:30:00Z", now, "Europe/Berlin", "en")).toBe(
    "03-03 00:30 Beijing time (17:30 your time)",
  );
});

test("no kind of notice lets a detail out: neither names nor what a person typed", () => {
  const details = {
    institutionName: "秘密医院",
    expertName: "秘密专家",
    reason: "秘密原因",
    level: "秘密级别",
    count: 987654,
    code: "秘密代码",
    decision: "秘密处置",
  };
  for (const kind of noticeKindNames)
    for (const language of ["zh", "en"] as const)
      for (const more of [{}, { expiresAt }]) {
        const message = messageOf(
          { kind, details: { ...details, ...more } },
          { language, timeZone: "UTC" },
          now,
        );
        expect(message.subject.length).toBeGreaterThan(3);
        expect(`${message.subject}${message.text}`).not.toMatch(/秘密|987654|undefined|null/u);
      }
});

test("what was held back comes as one message; a single one keeps its words", () => {
  const one = messageOf({ kind: "opinion_signed", details: {} }, zh, now);
  const other = messageOf({ kind: "case_accepted", details: {} }, zh, now);
  expect(digestOf([one], "zh")).toEqual(one);
  const digest = digestOf([one, other, other], "zh");
  expect(digest.subject).toBe("您有 3 条新通知");
  expect(digest.text.match(/^· /gmu)).toHaveLength(2);
  expect(digest.text).toContain("×2");
});

test("the code of an address and the test message are in both languages", () => {
  for (const language of ["zh", "en"] as const) {
    expect(verificationMessage("012345", language).text).toContain("012345");
    expect(testMessage(language).text).not.toBe("");
  }
});
