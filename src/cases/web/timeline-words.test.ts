import { expect, test } from "vitest";
import { knownKinds, stepWords } from "./timeline-words.js";
import { isMoreUrgent } from "./urgency-order.js";

/** Shows the key and its values, so that a test reads which sentence was chosen. */
const t = (key: string, values?: Readonly<Record<string, string | number>>) =>
  key === "join" ? "; " : `${key}${values === undefined ? "" : JSON.stringify(values)}`;
const say = (kind: string, details: Record<string, unknown> = {}) => stepWords({ kind, details }, t, "zh-CN");

test("every known kind has a sentence, with full and with empty details", () => {
  for (const kind of knownKinds) {
    expect(say(kind).what).not.toBe("");
    expect(say(kind, { expertName: "张三", level: 7, reasons: "x", candidates: [{}, 3] }).what).not.toBe("");
  }
});

test("an unknown kind is named, not hidden", () => {
  expect(say("quality.reviewed").what).toContain("quality.reviewed");
});

test("a coded reason is put into words, with the note beside it; an unknown code stays readable", () => {
  expect(say("dispatch.offer-declined", { code: "in_surgery", note: "两小时后可" }).why).toBe(
    "declines.in_surgery; 两小时后可",
  );
  expect(say("dispatch.offer-declined", { code: "new_code" }).why).toBe("new_code");
});

test("lowering an urgency reads differently from raising it", () => {
  expect(say("triage.overridden", { from: "I", to: "III" }).what).toContain("triage.lowered");
  expect(say("triage.overridden", { from: "IV", to: "II" }).what).toContain("triage.overridden");
  expect(isMoreUrgent("", "II")).toBe(false);
});

test("reasons come in the reader's language", () => {
  const details = { level: "I", reasons: [{ zh: "收缩压低", en: "Low pressure" }] };
  expect(stepWords({ kind: "triage.assessed", details }, t, "zh-CN").why).toBe("收缩压低");
  expect(stepWords({ kind: "triage.assessed", details }, t, "en").why).toBe("Low pressure");
});

test("offers say which try they are, and when a person sent them", () => {
  expect(say("dispatch.offer-sent", { attempt: 1, ring: "best" }).what).toContain("dispatch.sent{");
  expect(say("dispatch.offer-sent", { attempt: 3, ring: "wider" }).what).toContain("dispatch.sentNth");
  expect(say("dispatch.offer-sent", { attempt: 3, ring: "dispatcher" }).what).toContain("sentByHand");
});
