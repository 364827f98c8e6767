import { type BoardRow, declineReasons, type SearchView } from "../api.js";
import type { Tone } from "../../web/components/StatusTag.js";
import type { DispatchTexts } from "./texts.js";

type OfferLine = SearchView["offers"][number];
type OfferStatus = OfferLine["status"];

export const offerTones: Readonly<Record<OfferStatus, Tone>> = {
  sent: "progress",
  seen: "progress",
  accepted: "good",
  declined: "warn",
  expired: "warn",
  withdrawn: "neutral",
};

const handedOver = [
  "no_candidate",
  "all_declined",
  "enough_tried",
  "nobody_free",
  "no_common_time",
  "clock_ran_out",
  "taken_back",
] as const;
/** Why a case is with the dispatcher; a code without words is said in general terms. */
export const handedOverWords = (code: string | null, t: DispatchTexts): string =>
  t(`handedOver.${handedOver.find((one) => one === code) ?? "other"}`);

/** True when the case waits for the dispatcher; an offer may still be open, as when the level's clock ran out. */
export const isYours = (row: Pick<BoardRow, "case">): boolean => row.case.nextActor === "dispatcher";

const withdrawn = [
  "answered_by_other",
  "dispatcher_chose_other",
  "case_cancelled",
  "case_returned",
  "taken_back",
  "expert_suspended",
  "agreement_ended",
] as const;
export const withdrawnWords = (code: string | null, t: DispatchTexts): string =>
  t(`withdrawn.${withdrawn.find((one) => one === code) ?? "other"}`);

/** Why the offer ended as it did, in words: the coded reason and the note; empty while there is none. */
export function outcomeWhy(
  offer: Pick<OfferLine, "status" | "declineCode" | "declineNote" | "withdrawCode">,
  language: "zh" | "en",
  t: DispatchTexts,
): string {
  if (offer.status === "withdrawn") return withdrawnWords(offer.withdrawCode, t);
  if (offer.status !== "declined") return "";
  const reasons: Readonly<Record<string, { zh: string; en: string }>> = declineReasons;
  const reason =
    offer.declineCode === null ? "" : (reasons[offer.declineCode]?.[language] ?? offer.declineCode);
  return [reason, offer.declineNote ?? ""]
    .filter((part) => part !== "")
    .join(language === "zh" ? "：" : ": ");
}

/** The offers that wait for an answer, the first asked first. An offer is dead at `expiresAt` itself. */
export const openOffersOf = (offers: readonly OfferLine[] | undefined, nowMs: number): OfferLine[] =>
  (offers ?? []).filter(
    ({ status, expiresAt }) => (status === "sent" || status === "seen") && nowMs < Date.parse(expiresAt),
  );

/** The first of them; undefined when none waits. */
export const openOfferOf = (offers: readonly OfferLine[] | undefined, nowMs: number): OfferLine | undefined =>
  openOffersOf(offers, nowMs)[0];

/** A time that has passed, in the unit people would say it in; whole units, rounded down. */
export function waitedWords(minutes: number, t: DispatchTexts): string {
  const whole = Math.max(0, Math.floor(minutes));
  if (whole < 60) return t("board.minutes", { count: whole });
  if (whole < 48 * 60) return t("board.hours", { hours: Math.floor(whole / 60), minutes: whole % 60 });
  return t("board.days", { count: Math.floor(whole / (24 * 60)) });
}
