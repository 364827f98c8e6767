import type { Tx } from "../../platform/database/database.js";
import { type PanelPlan, type PanelWorld, planMeetings } from "../domain/panel/plan-meetings.js";
import { planOffers } from "../domain/plan.js";
import type { OpeningPlan, Plan, PlanWorld } from "../domain/plan-types.js";
import type { PolicyInForce } from "./policy-of-case.js";
import { addShadows } from "./store.js";

/** Among equals the watching policy takes the first, so that it can be compared with itself. */
const noChance = (): number => 0.5;

/**
 * While a version is only watched: plans the same seats by it, sends nothing, and stores whom it would have asked beside
 * who was asked. Seats for which neither asks anybody are left out. Does nothing at any other time.
 */
export async function noteShadow(
  tx: Tx,
  { trial }: PolicyInForce,
  world: PlanWorld,
  made: Plan,
  planId: string,
): Promise<void> {
  if (trial?.percent !== 0) return;
  const wouldBe = new Map(
    planOffers(world, trial.policy, noChance).openings.map((plan) => [plan.openingId, plan]),
  );
  const rolesOf = (plan: OpeningPlan | undefined): string[] =>
    plan?.offers.map((offer) => offer.roleId) ?? [];
  await addShadows(
    tx,
    made.openings.flatMap((plan) => {
      const [asked, wouldAsk] = [rolesOf(plan), rolesOf(wouldBe.get(plan.openingId))];
      const [caseId, seat] = plan.openingId.split("/");
      if ((asked.length === 0 && wouldAsk.length === 0) || caseId === undefined) return [];
      return [{ rolloutId: trial.rolloutId, planId, caseId, seat: Number(seat ?? 1), asked, wouldAsk }];
    }),
  );
}

/** {@link noteShadow} for panels: the same panels, times and people planned by the version that is watched. */
export async function notePanelShadow(
  tx: Tx,
  { trial }: PolicyInForce,
  look: PanelWorld,
  made: PanelPlan,
  planId: string,
): Promise<void> {
  if (trial?.percent !== 0) return;
  const wouldBe = planMeetings(look, trial.policy, noChance);
  const askedFor = (plan: PanelPlan, panelId: string, seat: number): string[] =>
    plan.meetings
      .filter((one) => one.panelId === panelId)
      .flatMap(({ seats }) =>
        seats.filter((one) => one.seat === seat).map(({ candidate }) => candidate.roleId),
      );
  await addShadows(
    tx,
    look.panels.flatMap(({ id, seats }) =>
      seats.flatMap(({ seat }) => {
        const [asked, wouldAsk] = [askedFor(made, id, seat), askedFor(wouldBe, id, seat)];
        return asked.length === 0 && wouldAsk.length === 0
          ? []
          : [{ rolloutId: trial.rolloutId, planId, caseId: id, seat, asked, wouldAsk }];
      }),
    ),
  );
}
