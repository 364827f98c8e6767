import type { Instant } from "../src/kernel/types.js";
import { clockFor } from "../src/triage/index.js";
import { drawCancellation, drawCourse } from "./course.js";
import { newRing, withinTheHouse } from "./anomalies.js";
import type { Memory } from "./memory.js";
import type { PlannedCase, PlannedRequest } from "./planned-case.js";
import type { Random } from "./random.js";
import { newPastRequest } from "./requests.js";
import { searchExpert, type SearchWorld } from "./searching.js";

/** Consultations of the past that ran to their end, and requests that were withdrawn because nobody answered. */
export const historySize = { closed: 600, cancelled: 24 } as const;

/**
 * The past 18 months in the order of sending. Each search is ranked with what was known at its time, so that the experts'
 * loads, answers and histories grow as they would have grown.
 * @param memory is told every case, and so knows the present when this returns.
 */
export function newHistory(world: SearchWorld, now: Instant, memory: Memory, random: Random): PlannedCase[] {
  const count = historySize.closed + historySize.cancelled;
  const requests = Array.from({ length: count }, (_, i) =>
    newPastRequest(world.alliance, now, random.fork(`request/${i}`)),
  );
  const withdrawn = new Set<PlannedRequest>(
    random
      .fork("withdrawn")
      .shuffled(requests.filter(({ level }) => level !== "I"))
      .slice(0, historySize.cancelled),
  );
  const ring = newRing(world.alliance);
  const dispatchers = world.alliance.people.filter(({ roles }) => roles.includes("dispatcher"));
  return requests
    .toSorted((a, b) => (a.submittedAt < b.submittedAt ? -1 : 1))
    .map((drawn) => {
      const friends = withdrawn.has(drawn) ? undefined : ring.take(drawn);
      const request = friends === undefined ? drawn : { ...drawn, requester: friends.requester };
      const own = random.fork(`course/${request.id}`);
      const facts = memory.factsAt(request.submittedAt, clockFor(request.level).offerMinutes);
      const searched = searchExpert(world, request, facts, !withdrawn.has(drawn), own.fork("search"));
      const search =
        friends === undefined
          ? searched
          : withinTheHouse(searched, request, friends.expert, own.pick(dispatchers), own.fork("ring"));
      const planned = finished(request, search, own);
      memory.tell(planned);
      return planned;
    });
}

function finished(request: PlannedRequest, search: PlannedCase["search"], random: Random): PlannedCase {
  const { accepted } = search;
  if (!accepted) {
    const cancellation = drawCancellation(
      search.handedOver?.at ?? request.submittedAt,
      request.level,
      random,
    );
    return { request, search, course: null, cancellation, status: "cancelled" };
  }
  const course = drawCourse(request, accepted.outcome.at, random.fork("course"));
  return { request, search, course, cancellation: null, status: "closed" };
}
