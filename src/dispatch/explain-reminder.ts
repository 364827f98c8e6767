import { addMinutes } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import { clockFor } from "../triage/index.js";
import { defaultPolicy } from "./domain/policy/dispatch-policy.js";
import { chooseReminder, type ReminderChoice, reminderInstants } from "./domain/reminder/choose-reminder.js";
import { noReminders } from "./domain/reminder/reminder-rule.js";
import { reminderWords } from "./domain/reminder/reminder-words.js";
import {
  addOutcome,
  newResponseModel,
  refit,
  type ResponseOutcome,
  type Words,
} from "./domain/response/exports.js";

/**
 * When an expert would be reminded of an offer sent then, by these ended offers and the default policy's rule; nobody's calendar and
 * quiet hours looked at.
 */
export function explainReminder(
  outcomes: readonly ResponseOutcome[],
  asked: { readonly expertId: string; readonly level: UrgencyLevel; readonly sentAt: Instant },
): ReminderChoice & { readonly words: Words; readonly expiresAt: Instant } {
  const { expertId, level, sentAt } = asked;
  const known = outcomes.filter((one) => one.sentAt < sentAt);
  const model = newResponseModel(known[0]?.sentAt ?? sentAt);
  for (const outcome of known) addOutcome(model, outcome);
  refit(model, sentAt);
  const last = known.findLast((one) => one.expertId === expertId);
  const rule = defaultPolicy.reminder ?? noReminders;
  const offer = { sentAt, expiresAt: addMinutes(sentAt, clockFor(level).offerMinutes), now: sentAt };
  const choice = chooseReminder(
    model,
    {
      ...offer,
      expertId,
      groupId: last?.groupId ?? null,
      level,
      utcOffsetMinutes: last?.utcOffsetMinutes ?? 480,
      barredBy: reminderInstants(offer, rule).map(() => null),
    },
    rule,
  );
  return { ...choice, words: reminderWords(choice), expiresAt: offer.expiresAt };
}
