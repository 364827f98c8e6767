import fc from "fast-check";
import { expect, test } from "vitest";
import { addMinutes, instant } from "../../kernel/time.js";
import type { CaseId, OfferId, OrganizationId, PersonId, PractitionerRoleId } from "../../kernel/types.js";
import { urgencyLevels } from "../../kernel/urgency.js";
import { mayAnswer } from "./accept-offer.js";
import { boardOrder, type Waiting } from "./board-order.js";
import { nextStep, searchPolicy } from "./next-step.js";
import { type Offer, offerStatuses } from "./offer.js";

const now = instant("2026-03-02T08:00:00.000Z");
const offer: Offer = {
  id: "o" as OfferId,
  caseId: "c" as CaseId,
  ring: "best",
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

const ranking = fc
  .uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 12 })
  .map((ids) => ids.map((id) => ({ practitionerRoleId: `r${id}`, name: `专家${id}` })));

test("nobody is asked twice, the named one is asked first, and the search always ends", () => {
  fc.assert(
    fc.property(
      ranking,
      fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }),
      fc.constantFrom(...urgencyLevels),
      (candidates, named, level) => {
        const namedRole = named === null ? null : `r${named}`;
        const asked = new Set<string>();
        for (let turn = 0; ; turn++) {
          expect(turn).toBeLessThanOrEqual(searchPolicy.maxOffers[level]);
          const next = nextStep(candidates, namedRole, asked, level);
          if (next.step === "hand_over") break;
          expect(asked.has(next.to.practitionerRoleId)).toBe(false);
          expect(next.backup?.practitionerRoleId).not.toBe(next.to.practitionerRoleId);
          if (turn === 0 && candidates.some((c) => c.practitionerRoleId === namedRole))
            expect(next.to.practitionerRoleId).toBe(namedRole);
          asked.add(next.to.practitionerRoleId);
        }
      },
    ),
  );
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
