/** When an expert who has not answered an offer is reminded, once. Shares of the time the offer is open. */
export interface ReminderRule {
  readonly isOn: boolean;
  /** Nobody is reminded sooner. */
  readonly earliestShare: number;
  /** When he is reminded while nothing is known of his answers. */
  readonly fixedShare: number;
  /** So much is left to answer in after a reminder, at least. */
  readonly leastLeftShare: number;
}

/** Versions made before there were reminders send none. */
export const noReminders: ReminderRule = {
  isOn: false,
  earliestShare: 0.2,
  fixedShare: 0.5,
  leastLeftShare: 0.25,
};
