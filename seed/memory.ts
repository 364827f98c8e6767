import { legalTime } from "./calendar.js";
import type { Instant } from "../src/kernel/types.js";
import type { MatchFacts, PastConsults, ResponseStats } from "../src/matching/index.js";
import type { PlannedCase, PlannedOffer } from "./planned-case.js";

interface Answers {
  offers: number;
  accepted: number;
  readonly minutes: number[];
  readonly acceptedAt: number[];
}

/** What the ranking would have known at each instant of the past: cases are told in the order in which they were sent. */
export interface Memory {
  factsAt(now: Instant, answerWithinMinutes: number): MatchFacts;
  tell(planned: PlannedCase): void;
}

const median = (numbers: readonly number[]): number | null => {
  if (numbers.length === 0) return null;
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
};

const minutesSince = (offer: PlannedOffer, at: Instant): number =>
  (Date.parse(at) - Date.parse(offer.sentAt)) / 60_000;

export function newMemory(): Memory {
  const answers = new Map<string, Answers>();
  const consults = new Map<string, { -readonly [K in keyof PastConsults]: PastConsults[K] }>();
  /** Closed after the instant that was asked about last. */
  let open: PlannedCase[] = [];

  const countConsult = ({ request, search, course }: PlannedCase): void => {
    if (!search.accepted || !course?.disposition) return;
    const roleId = search.accepted.expert.roleId;
    const codes = request.text.diagnoses.map((diagnosis) => diagnosis.code);
    const specialtyCode = request.text.template.specialty;
    const key = [roleId, specialtyCode, ...codes].join(" ");
    const known = consults.get(key) ?? { roleId, codes, specialtyCode, consults: 0, adopted: 0 };
    known.consults++;
    if (course.disposition.decision !== "not_adopted") known.adopted++;
    consults.set(key, known);
  };

  return {
    factsAt(now, answerWithinMinutes) {
      const closed = open.filter((planned) => (planned.course?.disposition?.at ?? "9999") <= now);
      open = open.filter((planned) => !closed.includes(planned));
      closed.forEach(countConsult);
      const { minute, weekday } = legalTime(now);
      const midnight = Date.parse(now) - minute * 60_000;
      const monday = midnight - ((weekday + 6) % 7) * 86_400_000;
      const loadByRole = new Map<string, { today: number; thisWeek: number }>();
      const responseStats = new Map<string, ResponseStats>();
      for (const [roleId, known] of answers) {
        const thisWeek = known.acceptedAt.filter((at) => at >= monday).length;
        const today = known.acceptedAt.filter((at) => at >= midnight).length;
        if (thisWeek > 0) loadByRole.set(roleId, { today, thisWeek });
        responseStats.set(roleId, {
          offers: known.offers,
          accepted: known.accepted,
          medianMinutes: median(known.minutes),
        });
      }
      return {
        loadByRole,
        responseStats,
        consultHistory: [...consults.values()],
        excludedRoles: new Map(),
        historyMonths: 18,
        answerWithinMinutes,
      };
    },
    tell(planned) {
      for (const offer of planned.search.offers) {
        const known = answers.get(offer.expert.roleId) ?? {
          offers: 0,
          accepted: 0,
          minutes: [],
          acceptedAt: [],
        };
        answers.set(offer.expert.roleId, known);
        known.offers++;
        const { outcome } = offer;
        if (outcome.status === "expired") continue;
        known.minutes.push(minutesSince(offer, outcome.at));
        if (outcome.status === "declined") continue;
        known.accepted++;
        known.acceptedAt.push(Date.parse(outcome.at));
      }
      open.push(planned);
    },
  };
}
