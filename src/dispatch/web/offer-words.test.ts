import fc from "fast-check";
import { expect, test } from "vitest";
import type { SearchView } from "../api.js";
import { handedOverWords, openOfferOf, outcomeWhy, waitedWords } from "./offer-words.js";
import type { DispatchTexts } from "./texts.js";

/** Says the key and its numbers, so that a test sees which text was chosen. */
const t: DispatchTexts = (key, values) =>
  values === undefined ? key : `${key} ${Object.values(values).join(" ")}`;

const sentAt = "2026-03-02T01:00:00.000Z";
const offer = (over: Partial<SearchView["offers"][number]>): SearchView["offers"][number] => ({
  id: "5a1f5a0e-0000-4000-8000-000000000001",
  expertName: "李明远",
  institutionName: "明江大学附属第一医院",
  ring: "best",
  seat: 1,
  line: 1,
  attempt: 1,
  status: "sent",
  sentAt,
  seenAt: null,
  expiresAt: "2026-03-02T01:10:00.000Z",
  respondedAt: null,
  declineCode: null,
  declineNote: null,
  withdrawCode: null,
  reminder: null,
  ...over,
});

test("an offer is open until its time, and dead at that very moment", () => {
  const offers = [
    offer({ status: "declined", declineCode: "on_leave" }),
    offer({ attempt: 2, status: "seen" }),
  ];
  const expiresAt = Date.parse("2026-03-02T01:10:00.000Z");
  expect(openOfferOf(offers, expiresAt - 1)?.attempt).toBe(2);
  expect(openOfferOf(offers, expiresAt)).toBeUndefined();
  expect(openOfferOf(undefined, 0)).toBeUndefined();
});

test("why an offer ended: the coded reason with its note, in the reader's language", () => {
  const declined = offer({ status: "declined", declineCode: "in_surgery", declineNote: "三点以后可以" });
  expect(outcomeWhy(declined, "zh", t)).toBe("手术中：三点以后可以");
  expect(outcomeWhy({ ...declined, declineNote: null }, "en", t)).toBe("In surgery");
  expect(outcomeWhy(offer({ status: "withdrawn", withdrawCode: "taken_back" }), "zh", t)).toBe(
    "withdrawn.taken_back",
  );
  expect(outcomeWhy(offer({ status: "expired" }), "zh", t)).toBe("");
});

test("a code this page has no words for is said in general terms", () => {
  expect(handedOverWords("enough_tried", t)).toBe("handedOver.enough_tried");
  expect(handedOverWords("a_later_reason", t)).toBe("handedOver.other");
  expect(handedOverWords(null, t)).toBe("handedOver.other");
  expect(outcomeWhy(offer({ status: "declined", declineCode: "a_later_code" }), "zh", t)).toBe(
    "a_later_code",
  );
});

test("waiting changes its unit at the hour and after two days", () => {
  expect(waitedWords(59.9, t)).toBe("board.minutes 59");
  expect(waitedWords(60, t)).toBe("board.hours 1 0");
  expect(waitedWords(2 * 24 * 60 - 1, t)).toBe("board.hours 47 59");
  expect(waitedWords(2 * 24 * 60, t)).toBe("board.days 2");
});

test("nobody is said to have waited longer than he has, nor less than nothing", () => {
  fc.assert(
    fc.property(fc.double({ min: -10, max: 100_000, noNaN: true }), (minutes) => {
      const [unit, ...numbers] = waitedWords(minutes, t).split(" ");
      const [first = 0, second = 0] = numbers.map(Number);
      const said =
        unit === "board.days" ? first * 1440 : unit === "board.hours" ? first * 60 + second : first;
      expect(said).toBeGreaterThanOrEqual(0);
      expect(said).toBeLessThanOrEqual(Math.max(0, minutes));
    }),
  );
});
