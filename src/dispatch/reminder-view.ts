import type { ReminderView } from "./api.js";
import { reminderWords } from "./domain/reminder/reminder-words.js";
import type { StoredReminder } from "./store/index.js";

/** The last look at an offer's reminder as pages and programs show it. */
export const reminderView = (reminder: StoredReminder | undefined): ReminderView | null =>
  reminder === undefined
    ? null
    : {
        status: reminder.step,
        at: reminder.remindAt,
        basis: reminder.details.basis,
        ...reminderWords(reminder.details),
        chanceWithout: reminder.details.chanceWithout,
        chanceWith: reminder.details.chanceWith,
        channels: reminder.details.channels?.map(({ channel }) => channel) ?? null,
        policyVersion: reminder.policyVersion,
        modelVersion: reminder.modelVersion,
      };
