import fc from "fast-check";
import { expect, test } from "vitest";
import { addMinutes, instant } from "../../kernel/time.js";
import type { CaseId, OfferId, OrganizationId, PersonId, PractitionerRoleId } from "../../kernel/types.js";
import { urgencyLevels } from "../../kernel/urgency.js";
import { mayAnswer } from "./accept-offer.js";
import { boardOrder, type Waiting } from "./board-order.js";
import { type Offer, offerStatuses } from "./offer.js";

const now = instant("2026-03-02T08:00:00.000Z");
const offer: Offer = {
  id: "o" as OfferId,
  caseId: "c" as CaseId,
  ring: "best",
  seat: 1,
  line: 1,
  attempt: 1,
  practitionerRoleId: "r" as PractitionerRoleId,
  personId: "p" as PersonId,
  institutionId: "i" as OrganizationId,
  expertName: "周一诺",
  status: "sent",
  sentAt: now,
  seenAt: null,
  expiresAt: addMinutes(now, 5),
  respondedAt: null,
};

test("an offer is dead at its deadline and alive the millisecond before", () => {
  expect(mayAnswer(offer, offer.personId, instant("2026-03-02T08:04:59.999Z")).ok).toBe(true);
  expect(mayAnswer(offer, offer.personId, offer.expiresAt)).toEqual({ ok: false, error: "offer_expired" });
});

test("only the person it was sent to may answer, whatever its state", () => {
  fc.assert(
    fc.property(fc.constantFrom(...offerStatuses), (status) => {
      expect(mayAnswer({ ...offer, status }, "someone else" as PersonId, now)).toEqual({
        ok: false,
        error: "offer_not_addressed_to_you",
      });
    }),
  );
});

test("only a sent or seen offer can be answered", () => {
  const open = offerStatuses.filter((status) => mayAnswer({ ...offer, status }, offer.personId, now).ok);
  expect(open).toEqual(["sent", "seen"]);
});

const waiting = fc.record({
  id: fc.uuid(),
  urgencyLevel: fc.option(fc.constantFrom(...urgencyLevels), { nil: null }),
  isWithDispatcher: fc.boolean(),
  dueAt: fc.option(
    fc.integer({ min: -90, max: 90 }).map((m) => addMinutes(now, m)),
    { nil: null },
  ),
  submittedAt: fc.option(
    fc.integer({ min: -90, max: 0 }).map((m) => addMinutes(now, m)),
    { nil: null },
  ),
}) satisfies fc.Arbitrary<Waiting>;

test("the board's order is total and puts the more urgent first", () => {
  fc.assert(
    fc.property(fc.array(waiting, { maxLength: 20 }), (cases) => {
      const sorted = [...cases].sort(boardOrder);
      expect([...cases].reverse().sort(boardOrder)).toEqual(sorted);
      const ranks = sorted.map((c) => (c.urgencyLevel === null ? 0 : urgencyLevels.indexOf(c.urgencyLevel)));
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    }),
  );
});
