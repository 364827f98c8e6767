import { expect, test } from "vitest";
import type { Instant } from "../../kernel/types.js";
import { standsAside } from "./stands-aside.js";

const at = (time: string) => `2026-03-02T${time}:00.000Z` as Instant;
const declined = (declineCode: string) => ({ status: "declined", declineCode, sentAt: at("08:00") }) as const;

test("who was asked since the request was sent is not asked again, whatever he answered", () => {
  for (const code of ["no_time_now", "insufficient_information", "not_my_field"])
    expect(standsAside(declined(code), at("08:00"))).toBe("already_declined");
  expect(standsAside({ status: "expired", declineCode: null, sentAt: at("08:00") }, at("07:00"))).toBe(
    "offer_lapsed",
  );
});

test("after the request came back and was sent again only lasting reasons hold", () => {
  expect(standsAside(declined("not_my_field"), at("09:00"))).toBe("already_declined");
  expect(standsAside(declined("conflict"), at("09:00"))).toBe("already_declined");
  expect(standsAside(declined("insufficient_information"), at("09:00"))).toBeUndefined();
  expect(standsAside(declined("no_time_now"), at("09:00"))).toBeUndefined();
  expect(
    standsAside({ status: "expired", declineCode: null, sentAt: at("08:00") }, at("09:00")),
  ).toBeUndefined();
});

test("an offer that is open, withdrawn or accepted bars nobody", () => {
  for (const status of ["sent", "seen", "withdrawn", "accepted"] as const)
    expect(standsAside({ status, declineCode: null, sentAt: at("08:00") }, null)).toBeUndefined();
});
