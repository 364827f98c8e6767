import { expect, test } from "vitest";
import type { OrganizationId } from "../../kernel/types.js";
import { type AgreementSide, agreementStatuses, hasBothSides, isInForce, mayBecome } from "./agreement.js";

const dates = { validFrom: "2026-01-01", validTo: "2026-12-31" };

test("an agreement holds from its first day to its last, both included, and only when in force", () => {
  const agreement = { ...dates, status: "in_force" } as const;
  expect(isInForce(agreement, "2025-12-31")).toBe(false);
  expect(isInForce(agreement, "2026-01-01")).toBe(true);
  expect(isInForce(agreement, "2026-12-31")).toBe(true);
  expect(isInForce(agreement, "2027-01-01")).toBe(false);
  for (const status of agreementStatuses)
    expect(isInForce({ ...dates, status }, "2026-06-01")).toBe(status === "in_force");
});

test("an ended agreement stays ended", () => {
  for (const status of agreementStatuses) expect(mayBecome("ended", status)).toBe(false);
  expect(mayBecome("drafting", "in_force")).toBe(true);
  expect(mayBecome("drafting", "suspended")).toBe(false);
});

test("somebody must ask and somebody else must answer", () => {
  const party = (id: string, side: AgreementSide) => ({ organizationId: id as OrganizationId, side });
  expect(hasBothSides([party("a", "requester"), party("b", "performer")])).toBe(true);
  expect(hasBothSides([party("a", "both"), party("b", "both")])).toBe(true);
  expect(hasBothSides([party("a", "requester"), party("b", "requester")])).toBe(false);
  expect(hasBothSides([party("a", "both")])).toBe(false);
  expect(hasBothSides([party("a", "both"), party("b", "requester")])).toBe(true);
});
