import { addMinutes, instant } from "../../../kernel/time.js";
import type { Instant } from "../../../kernel/types.js";
import type { UrgencyLevel } from "../../../kernel/urgency.js";
import {
  addOutcome,
  drawAnswer,
  newResponseModel,
  refit,
  type ResponseOutcome,
} from "../response/exports.js";
import { drawOf } from "./streams.js";
import type { Reach, SimAnswer, SimClocks, SimWorld } from "./world.js";

/** What really happened, as far as the log tells. No word of a case, no name. */
export interface ReplayHistory {
  readonly experts: readonly {
    readonly id: string;
    readonly groupId: string | null;
    readonly dayCap: number;
  }[];
  /** In order of time. */
  readonly requests: readonly {
    readonly submittedAt: Instant;
    readonly level: UrgencyLevel;
    readonly candidates: readonly {
      readonly expert: number;
      readonly ability: number;
      readonly reach: Reach;
    }[];
    /** Offers that were really made for it, in their order. */
    readonly offers: readonly {
      readonly expert: number;
      readonly sentAt: Instant;
      readonly waitedMinutes: number;
      readonly end: ResponseOutcome["end"];
    }[];
  }[];
}

/**
 * History as a world in which other policies can be tried. Where the log knows an expert's answer to a request, he gives it
 * again; where nobody asked him, his answer is drawn from a response model of the whole history. Quality is what the
 * ranking said, for nobody knows how an advice that was never given would have been. So a replay compares waiting, breach
 * and load; on quality it believes the ranking.
 */
export function replayWorld(history: ReplayHistory, clocks: SimClocks, seed: number): SimWorld {
  const [first, last] = [history.requests[0]?.submittedAt, history.requests.at(-1)?.submittedAt];
  if (first === undefined || last === undefined) throw new RangeError("there is no request to replay");
  // Midnight in China before the first request: days begin where caps do.
  const beginsAt = instant((Math.floor((Date.parse(first) / 60_000 + 480) / 1440) * 1440 - 480) * 60_000);
  const minuteAt = (at: Instant): number => (Date.parse(at) - Date.parse(beginsAt)) / 60_000;
  const model = newResponseModel(beginsAt, 3650);
  const known = new Map<string, SimAnswer>();
  for (const [r, request] of history.requests.entries())
    for (const offer of request.offers) {
      const expert = history.experts[offer.expert];
      if (!expert) continue;
      addOutcome(model, {
        expertId: expert.id,
        groupId: expert.groupId,
        level: request.level,
        sentAt: offer.sentAt,
        end: offer.end,
        waitedMinutes: offer.waitedMinutes,
      });
      const key = `${r} ${offer.expert}`;
      const isAnswer = offer.end === "accepted" || offer.end === "declined";
      if (isAnswer && !known.has(key))
        known.set(key, { minutes: offer.waitedMinutes, accepts: offer.end === "accepted" });
    }
  refit(model, last);
  const endsAt = minuteAt(last) + 1440;
  const groups = [...new Set(history.experts.map((expert) => expert.groupId ?? ""))].sort();
  return {
    beginsAt,
    clocks,
    experts: history.experts.map((expert) => ({
      specialty: groups.indexOf(expert.groupId ?? ""),
      dayCap: expert.dayCap,
      rating: 0,
    })),
    requests: history.requests.map((request) => ({
      at: minuteAt(request.submittedAt),
      level: request.level,
      candidates: [...request.candidates].sort((a, b) => b.ability - a.ability || a.expert - b.expert),
    })),
    // Of calendars as they were nothing is kept: panels are not replayed.
    panels: [],
    isOpen: () => false,
    measuredFrom: 0,
    measuredTo: endsAt - 1440 + 1,
    endsAt,
    truth: {
      answer(r, e, attempt, atMinute) {
        const sure = attempt === 1 ? known.get(`${r} ${e}`) : undefined;
        const expert = history.experts[e];
        if (sure || !expert) return sure ?? { minutes: Infinity, accepts: false };
        const query = {
          expertId: expert.id,
          groupId: expert.groupId,
          level: history.requests[r]?.level ?? "IV",
          sentAt: addMinutes(beginsAt, atMinute),
        };
        return drawAnswer(model, query, drawOf(seed, 4, r, e, attempt), drawOf(seed, 6, r, e, attempt));
      },
      panelAnswer: () => ({ minutes: Infinity, accepts: false }),
      panelQuality: () => 0,
      quality: (r, e) =>
        history.requests[r]?.candidates.find((candidate) => candidate.expert === e)?.ability ?? 0,
      duration: (r) => 30 + 40 * drawOf(seed, 7, r),
    },
  };
}
