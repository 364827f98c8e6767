import { sql } from "kysely";
import { findCases } from "../../cases/index.js";
import type { Instant } from "../../kernel/types.js";
import { findDecisions } from "../../matching/index.js";
import type { Tx } from "../../platform/database/database.js";
import { readAvailability } from "../../scheduling/index.js";
import type { ReplayHistory } from "../domain/simulation/exports.js";
import { levelOf } from "../level-of.js";
import { abilityOf, reachOf } from "../read-world.js";
import { dispatchTables } from "../tables.js";

/** More requests than this are not replayed: the latest go in. */
const mostRequests = 5000;

interface OfferRow {
  readonly case_id: string;
  readonly person_id: string;
  readonly specialty_code: string | null;
  readonly sent_at: Instant;
  readonly waited_minutes: number;
  readonly ended: ReplayHistory["requests"][number]["offers"][number]["end"];
}

/**
 * The history of this installation as a replay wants it: every searched request with its ranked candidates and how its
 * offers ended; people as numbers, nothing of a case but its level and hour. System or platform scope. Empty when no
 * request was ever searched for.
 */
export async function readReplay(tx: Tx): Promise<ReplayHistory> {
  const { rows: searches } = await sql<{ case_id: string; decision_id: string }>`
    select case_id, decision_id from dispatch.search
    where seat = 1 and specialty_code is null and decision_id is not null
    order by started_at desc limit ${mostRequests}`.execute(dispatchTables(tx));
  const { rows: offers } = await sql<OfferRow>`
    select o.case_id, o.person_id, r.specialty_code, r.sent_at, r.waited_minutes, r.ended
    from dispatch.response_outcome r join dispatch.offer o on o.id = r.offer_id
    where o.seat = 1 order by r.sent_at, o.id`.execute(dispatchTables(tx));
  const found = await findCases(
    tx,
    searches.map((search) => search.case_id),
  );
  const cases = new Map(found.map((one) => [one.id as string, one]));
  const decisions = await findDecisions(
    tx,
    searches.map((search) => search.decision_id),
  );
  const numberOf = new Map<string, number>();
  const experts: { id: string; groupId: string | null }[] = [];
  const expert = (personId: string, groupId: string | null): number => {
    let at = numberOf.get(personId);
    if (at === undefined) {
      numberOf.set(personId, (at = experts.length));
      experts.push({ id: personId, groupId });
    }
    return at;
  };
  for (const offer of offers) expert(offer.person_id, offer.specialty_code);
  const requests = searches.flatMap((search) => {
    const request = cases.get(search.case_id);
    if (!request?.submittedAt) return [];
    const candidates = decisions.get(search.decision_id)?.candidates ?? [];
    return [
      {
        submittedAt: request.submittedAt,
        level: levelOf(request),
        candidates: candidates.map((one) => ({
          expert: expert(one.personId, null),
          ability: abilityOf(one),
          reach: reachOf(one),
        })),
        offers: offers
          .filter((offer) => offer.case_id === search.case_id)
          .map((offer) => ({
            expert: expert(offer.person_id, offer.specialty_code),
            sentAt: offer.sent_at,
            waitedMinutes: offer.waited_minutes,
            end: offer.ended,
          })),
      },
    ];
  });
  const days = await readAvailability(
    tx,
    experts.map(({ id }) => id),
    tx.now,
  );
  return {
    // People leave as numbers of this list.
    experts: experts.map(({ id, groupId }, e) => ({
      id: String(e),
      groupId,
      dayCap: days.get(id)?.dayCap ?? 0,
    })),
    requests: requests.sort((a, b) => (a.submittedAt < b.submittedAt ? -1 : 1)),
  };
}
