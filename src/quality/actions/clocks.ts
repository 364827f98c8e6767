import { type Ctx, inTx } from "../../identity/index.js";
import { ok, type Result } from "../../kernel/result.js";
import { instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { CaseClocks, WaitingClocks } from "../api/results.js";
import { pressingClock, type ServiceClock, serviceClocks } from "../domain/service-clock.js";
import { findFact, waitingFacts } from "../store/facts.js";
import type { QualityTables } from "../tables.js";

/** Null before triage: no service level holds yet. */
function clocksOf(fact: QualityTables["quality.case_fact"], now: Instant): ServiceClock[] | null {
  const { accept_within: accept, start_within: start, opinion_within: opinion } = fact;
  if (accept === null || start === null || opinion === null) return null;
  const at = (value: string | null) => (value === null ? null : instant(value));
  return serviceClocks(
    {
      submittedAt: instant(fact.submitted_at),
      reached: { accept: at(fact.accepted_at), start: at(fact.started_at), opinion: at(fact.opinion_at) },
      within: { accept, start, opinion },
      isOver: fact.status === "cancelled",
    },
    now,
  );
}

/** The clocks of a case under the service level that holds for it; null before it was triaged. */
export const viewClocks = (ctx: Ctx, caseId: string): Promise<Result<CaseClocks | null, never>> =>
  inTx(ctx, async (tx) => {
    const fact = await findFact(tx, caseId);
    const clocks = fact && clocksOf(fact, tx.now);
    return ok(
      fact && clocks ? { service: fact.service, isAgreed: fact.agreement_id !== null, clocks } : null,
    );
  });

/** For the dispatcher's board: of every case that waits for an expert, the clock that presses most. */
export const viewWaitingClocks = (ctx: Ctx): Promise<Result<WaitingClocks, never>> =>
  inTx(ctx, async (tx) => {
    const facts = await waitingFacts(tx);
    return ok({
      items: facts.flatMap((fact) => {
        const clock = pressingClock(clocksOf(fact, tx.now) ?? []);
        return clock
          ? [
              {
                caseId: fact.case_id,
                isAgreed: fact.agreement_id !== null,
                step: clock.step,
                dueAt: clock.dueAt,
              },
            ]
          : [];
      }),
    });
  });
