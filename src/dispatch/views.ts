import { findCase, listCasesInStatus, listDiagnoses, toSummary } from "../cases/index.js";
import { findRoles } from "../experts/index.js";
import { type Ctx, inTx } from "../identity/index.js";
import { groupBy } from "../kernel/collections.js";
import { ok, type Result } from "../kernel/result.js";
import { minutesBetween } from "../kernel/time.js";
import { urgencyLevels } from "../kernel/urgency.js";
import { vocabulary } from "../matching/index.js";
import type { Tx } from "../platform/database/database.js";
import type { AppointmentRecord } from "../scheduling/index.js";
import type { BoardRow, OfferView, SearchView } from "./api.js";
import { boardOrder, overdueMinutes } from "./domain/board-order.js";
import { meetingOf } from "./meeting.js";
import { levelOf } from "./level-of.js";
import { reminderView } from "./reminder-view.js";
import * as store from "./store/index.js";

/** The person's own offers with what he needs to say yes or no; no patient's name. The look is audited per case. */
export async function listMyOffers(ctx: Ctx): Promise<Result<{ items: OfferView[] }, never>> {
  return inTx(ctx, async (tx) => {
    const items: OfferView[] = [];
    const offers = await store.listOffersOfPerson(tx, ctx.actor.personId);
    const reminders = await remindersOf(tx, offers);
    for (const offer of offers) {
      const isOpen = (offer.status === "sent" || offer.status === "seen") && tx.now < offer.expiresAt;
      const found = await findCase(tx, offer.caseId);
      // Without live access row-level security hides the case: an ended offer shows only what it was itself.
      if (isOpen && !found) continue;
      const shows = isOpen && found;
      items.push({
        id: offer.id,
        caseId: offer.caseId,
        status: isOpen || offer.status === "accepted" ? offer.status : endedStatus(offer.status),
        ring: offer.ring,
        urgencyLevel: found ? levelOf(found) : "IV",
        question: shows ? found.question : "",
        summary: shows ? found.summary : "",
        patientLabel: shows ? toSummary(found).patientLabel : "",
        diagnoses: shows ? (await listDiagnoses(tx, found.id)).map((one) => one.name) : [],
        institutionName: found?.institutionName ?? "",
        requesterName: found?.requesterName ?? "",
        mode: found?.mode ?? "written",
        meeting: offer.grounds.meeting ?? null,
        seatSpecialtyName: found ? (toSummary(found).panel[offer.seat - 1]?.name ?? null) : null,
        reasons: [...(offer.grounds.reasons ?? [])],
        sentAt: offer.sentAt,
        expiresAt: offer.expiresAt,
        respondedAt: offer.respondedAt,
        withdrawCode: offer.withdrawCode,
        reminder: reminderView(reminders.get(offer.id)),
      });
    }
    return ok({ items });
  });
}

/** An offer past its time reads as expired even in the second before the timer has marked it. */
const endedStatus = (status: store.StoredOffer["status"]) =>
  status === "sent" || status === "seen" ? "expired" : status;

/** Seats of a case together: what is worst off says where the case stands. */
const worstFirst = ["with_dispatcher", "running", "stopped", "assigned"] as const;

function toSearchView(
  searches: readonly store.Search[],
  offers: readonly store.StoredOffer[],
  institutionNames: ReadonlyMap<string, string>,
  meeting: AppointmentRecord | undefined,
  reminders: ReadonlyMap<string, store.StoredReminder>,
): SearchView | null {
  const [main] = [...searches].sort((a, b) => worstFirst.indexOf(a.status) - worstFirst.indexOf(b.status));
  if (main === undefined) return null;
  return {
    status: main.status,
    ring: main.ring,
    reasonCode: main.reasonCode,
    backupName: main.backupName,
    lookAt: main.lookAt,
    attempts: searches.reduce((sum, search) => sum + search.attempts, 0),
    seats: searches.map((search) => ({
      seat: search.seat,
      specialtyCode: search.specialtyCode,
      specialtyName: search.specialtyCode === null ? null : vocabulary.specialtyName(search.specialtyCode),
      status: search.status,
      ring: search.ring,
      reasonCode: search.reasonCode,
      backupName: search.backupName,
      expertName:
        offers.find((offer) => offer.seat === search.seat && offer.status === "accepted")?.expertName ?? null,
    })),
    meeting:
      meeting === undefined
        ? null
        : { startsAt: meeting.startsAt, endsAt: meeting.endsAt, isBooked: meeting.status === "booked" },
    offers: offers.map((offer) => ({
      id: offer.id,
      expertName: offer.expertName,
      institutionName: institutionNames.get(offer.practitionerRoleId) ?? "",
      ring: offer.ring,
      seat: offer.seat,
      line: offer.line,
      attempt: offer.attempt,
      status: offer.status,
      sentAt: offer.sentAt,
      seenAt: offer.seenAt,
      expiresAt: offer.expiresAt,
      respondedAt: offer.respondedAt,
      declineCode: offer.declineCode,
      declineNote: offer.declineNote,
      withdrawCode: offer.withdrawCode,
      reminder: reminderView(reminders.get(offer.id)),
    })),
  };
}

async function institutionNamesOf(
  tx: Tx,
  offers: readonly store.StoredOffer[],
): Promise<Map<string, string>> {
  const roles = await findRoles(
    tx,
    offers.map((offer) => offer.practitionerRoleId),
  );
  return new Map(roles.map((role) => [role.practitionerRoleId, role.institutionName]));
}

const remindersOf = (tx: Tx, offers: readonly store.StoredOffer[]) =>
  store.lastReminders(
    tx,
    offers.map(({ id }) => id),
  );

/** Where the search for this case's expert stands; null before it began. */
export async function viewSearch(ctx: Ctx, caseId: string): Promise<Result<SearchView | null, never>> {
  return inTx(ctx, async (tx) => {
    const searches = (await store.findSearches(tx, [caseId])).get(caseId) ?? [];
    const offers = await store.listOffersOfCase(tx, caseId);
    const meeting = searches.length > 1 ? await meetingOf(tx, caseId) : undefined;
    const names = await institutionNamesOf(tx, offers);
    return ok(toSearchView(searches, offers, names, meeting, await remindersOf(tx, offers)));
  });
}

/** Every case that waits for triage or an expert, most pressing first, with its clock, ring and offers. */
export async function viewBoard(ctx: Ctx) {
  return inTx(ctx, async (tx) => {
    const waiting = await listCasesInStatus(tx, ["submitted", "triaged", "dispatching"]);
    const ids = waiting.map((one) => one.id);
    const searches = await store.findSearches(tx, ids);
    const offers = await store.listOffersOfCases(tx, ids);
    const offersOf = groupBy(offers, (offer): string => offer.caseId);
    const names = await institutionNamesOf(tx, offers);
    const reminders = await remindersOf(tx, offers);
    const items = waiting
      .map((one) => ({ ...one, isWithDispatcher: one.nextActor === "dispatcher" }))
      .sort(boardOrder)
      .map((one): BoardRow => ({
        case: toSummary(one),
        search: toSearchView(
          searches.get(one.id) ?? [],
          offersOf.get(one.id) ?? [],
          names,
          undefined,
          reminders,
        ),
        waitedMinutes: one.submittedAt === null ? 0 : minutesBetween(one.submittedAt, tx.now),
        overdueMinutes: overdueMinutes(one.dueAt, tx.now),
      }));
    const counts = urgencyLevels.map((level) => {
      const ofLevel = items.filter((row) => (row.case.urgencyLevel ?? "I") === level);
      return {
        level,
        waiting: ofLevel.length,
        overdue: ofLevel.filter((row) => row.overdueMinutes > 0).length,
      };
    });
    return ok({ items, counts, now: tx.now });
  });
}
