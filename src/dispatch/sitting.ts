import { type CaseRecord, findCase, personsWithAccess } from "../cases/index.js";
import type { Ctx } from "../identity/index.js";
import { addMinutes } from "../kernel/time.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import type { Instant } from "../kernel/types.js";
import type { Tx } from "../platform/database/database.js";
import {
  findCommonSlots,
  liveStatuses,
  listAppointmentsOfCase,
  type ProposedSlot,
} from "../scheduling/index.js";
import { acrossTenants } from "./across-tenants.js";
import type { SittingView } from "./api.js";
import { type ChosenStart, chooseStart, noBundling } from "./domain/bundling.js";
import { activePolicyFor } from "./lab/policy-of-case.js";
import { levelOf } from "./level-of.js";

/** Times looked at: a joined sitting lies within a day or two of the first time, or is not worth the wait. */
const mostSlots = 200;

/** A time as the choice sees it. */
type Proposed = ProposedSlot & { readonly start: number };

export interface ChosenMeeting extends ChosenStart<Proposed> {
  readonly isOn: boolean;
  /** What the way saved is worth by the policy, in minutes. */
  readonly walkMinutes: number;
}

/**
 * The time at which these people meet over a case by the policy it goes by: the first they have in common, or one that joins a
 * sitting (`domain/bundling.ts`). Undefined: there is none in the window. System scope.
 */
export async function proposeStart(
  tx: Tx,
  found: CaseRecord,
  ask: {
    readonly personIds: readonly string[];
    readonly minutes: number;
    readonly from: Instant;
    readonly to: Instant;
    readonly latestStart: Instant;
  },
): Promise<ChosenMeeting | undefined> {
  const { personIds, minutes, from, to } = ask;
  const policy = await activePolicyFor(tx, found.id);
  const rule = policy.bundling ?? noBundling;
  const slots = await findCommonSlots(tx, { personIds, minutes, from, to, limit: rule.isOn ? mostSlots : 1 });
  const minuteOf = (at: Instant): number => Date.parse(at) / 60_000;
  const level = levelOf(found);
  const chosen = chooseStart(
    slots.map((slot): Proposed => ({ ...slot, start: minuteOf(slot.startsAt) })),
    {
      level,
      relativeUrgency: Math.max(1, policy.levels[level].urgency / policy.levels.IV.urgency),
      latestStart: minuteOf(ask.latestStart),
    },
    rule,
  );
  return chosen && { ...chosen, isOn: rule.isOn, walkMinutes: rule.walkMinutes };
}

/** A meeting of two lasts as long as the page proposes; both sides need this long to come. */
const [meetingMinutes, leadMinutes] = [30, 30];
const daysAhead = 7;

/**
 * When a case's people would best meet, in words for both sides; null: the policy does not join meetings, nobody has accepted, a
 * time is booked already, or there is nothing to gain.
 */
export async function viewSitting(
  ctx: Ctx,
  caseId: string,
): Promise<Result<{ proposal: SittingView | null }, "not_found">> {
  return acrossTenants(ctx, async (tx) => {
    const found = await findCase(tx, caseId);
    if (!found) return refuse("not_found");
    const none = ok({ proposal: null });
    if (found.status !== "accepted" && found.status !== "in_session") return none;
    const experts = await personsWithAccess(tx, caseId, "assignment");
    const appointments = await listAppointmentsOfCase(tx, caseId);
    const isBooked = appointments.some(({ status }) => (liveStatuses as readonly string[]).includes(status));
    if (experts.length === 0 || isBooked) return none;
    const to = addMinutes(tx.now, daysAhead * 1440);
    const chosen = await proposeStart(tx, found, {
      personIds: [found.requesterPersonId, ...experts],
      minutes: meetingMinutes,
      from: addMinutes(tx.now, leadMinutes),
      to,
      // The opinion is due then, and the meeting comes before it.
      latestStart: found.dueAt === null ? to : addMinutes(found.dueAt, -meetingMinutes),
    });
    if (!chosen?.isOn || !chosen.slot.joinsSitting) return none;
    const { slot, laterMinutes, walkMinutes } = chosen;
    return ok({
      proposal: {
        startsAt: slot.startsAt,
        endsAt: slot.endsAt,
        laterMinutes,
        walkMinutes,
        firstStartsAt: addMinutes(slot.startsAt, -laterMinutes),
        personIds: [found.requesterPersonId, ...experts],
        minutes: meetingMinutes,
      },
    });
  });
}
