import ICAL from "ical.js";

type Step = (this: unknown, ...given: unknown[]) => unknown;
type Iterator = new (options: object) => ICAL.RecurIterator & Record<string, Step>;

/** Laying out the days of a year goes through all of them. */
const stepsOfYear = 366;

/**
 * What the expander does between two repetitions, and how much of it each call is: a rule that never comes true goes through days,
 * months or years without end and gives nothing that could be counted outside.
 */
const weights: Readonly<Record<string, (given: readonly unknown[]) => number>> = {
  check_contracting_rules: () => 1,
  increment_monthday: ([days]) => Number(days),
  increment_month: () => 1,
  increment_year: () => 1,
  expand_year_days: () => stepsOfYear,
};

/** Every step of laying out the rule is told to `spend`, which ends it by throwing. */
export function countSteps(rule: ICAL.Recur, spend: (steps: number) => void): void {
  const Base = ICAL.RecurIterator as unknown as Iterator;
  // The constructor itself goes to the first repetition: its steps count as well, so they are wrapped on a class and not on an object.
  class Counted extends Base {}
  for (const [name, weightOf] of Object.entries(weights)) {
    const step = (Base.prototype as Record<string, Step>)[name];
    if (step === undefined) throw new Error(`the expander of calendars has no step ${name}`);
    (Counted.prototype as Record<string, Step>)[name] = function (...given) {
      spend(weightOf(given));
      return step.apply(this, given);
    };
  }
  rule.iterator = (start) => new Counted({ rule, dtstart: start });
}
