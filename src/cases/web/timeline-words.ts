import { isMoreUrgent } from "./urgency-order.js";
import type { Tone } from "../../web/components/StatusTag.js";
import type { Language } from "../../web/i18n/index.js";
import type { TimelineEntryView } from "../api.js";
import type { useTimelineTexts } from "./timeline-texts.js";

type T = ReturnType<typeof useTimelineTexts>;
type Key = Parameters<T>[0];

/** What one step says: what happened, the reason given, and how it bears on the case. */
export interface StepWords {
  readonly what: string;
  readonly why?: string | undefined;
  readonly tone: Tone;
}

/** Details as the page may rely on them: a missing or odd value reads as empty text. */
class Details {
  private readonly details: Readonly<Record<string, unknown>>;
  constructor(details: Readonly<Record<string, unknown>>) {
    this.details = details;
  }
  text(name: string): string {
    const value = this.details[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  }
  /** Texts of a list; of `{zh, en}` items those of the language. */
  list(name: string, language: Language): string[] {
    const value = this.details[name];
    if (!Array.isArray(value)) return [];
    return value.flatMap((one: unknown) => {
      if (typeof one === "string") return [one];
      if (typeof one !== "object" || one === null) return [];
      const words = (one as Record<string, unknown>)[language === "en" ? "en" : "zh"];
      return typeof words === "string" ? [words] : [];
    });
  }
}

/** The word of a code, or the code itself when it has none yet. */
function codeWord(t: T, group: string, code: string, known: readonly string[]): string {
  return known.includes(code) ? t(`${group}.${code}` as Key) : code;
}

const declines = [
  "not_my_field",
  "no_time_now",
  "in_surgery",
  "on_leave",
  "conflict",
  "insufficient_information",
  "needs_transfer",
  "other",
];
const withdrawals = [
  "answered_by_other",
  "dispatcher_chose_other",
  "case_cancelled",
  "case_returned",
  "taken_back",
  "expert_suspended",
  "agreement_ended",
];
const returns = [
  "results_missing",
  "images_missing",
  "question_unclear",
  "data_contradictory",
  "consent_incomplete",
];
const handOvers = [
  "no_candidate",
  "all_declined",
  "enough_tried",
  "nobody_free",
  "no_common_time",
  "taken_back",
];
const cancels = ["improved", "transferred", "died", "no_longer_needed", "duplicate", "other"];
const decisions = ["adopted", "partly_adopted", "not_adopted"];
const levels = ["I", "II", "III", "IV"];

type Say = (d: Details, t: T, language: Language) => StepWords;

const joined = (t: T, ...parts: string[]): string => parts.filter((part) => part !== "").join(t("join"));
const expertOf = (d: Details) => ({ expert: d.text("expertName"), institution: d.text("institutionName") });

/** 其他 says nothing beside the note, so it has no word. */
const returnWord = (t: T, code: string): string =>
  returns.includes(code) ? codeWord(t, "returns", code, returns) : "";

const sentences: Readonly<Record<string, Say>> = {
  "transcript.recording-consented": (_d, t) => ({ what: t("transcript.consented"), tone: "neutral" }),
  "transcript.recording-consent-withdrawn": (_d, t) => ({ what: t("transcript.withdrawn"), tone: "warn" }),
  "transcript.recording-started": (_d, t) => ({ what: t("transcript.started"), tone: "progress" }),
  "transcript.recording-stopped": (d, t) => {
    const reason = d.text("reason");
    if (reason !== "recorder_lost" && reason !== "room_closed")
      return { what: t("transcript.stopped"), tone: "neutral" };
    return {
      what: t("transcript.stoppedBy", {
        reason: t(reason === "room_closed" ? "transcript.roomClosed" : "transcript.lost"),
      }),
      tone: reason === "room_closed" ? "neutral" : "warn",
    };
  },
  "transcript.server-recording-kept": (_d, t) => ({ what: t("transcript.serverKept"), tone: "neutral" }),
  "transcript.server-recording-refused": (_d, t) => ({ what: t("transcript.serverRefused"), tone: "warn" }),
  "transcript.server-recording-failed": (_d, t) => ({ what: t("transcript.serverFailed"), tone: "warn" }),
  "transcript.draft-taken": (_d, t) => ({ what: t("transcript.taken"), tone: "good" }),
  "cases.created": (_d, t) => ({ what: t("cases.created"), tone: "neutral" }),
  "cases.submitted": (d, t) => ({
    what: t("cases.submitted", { number: d.text("number") }),
    tone: "progress",
  }),
  "cases.returned": (d, t) => ({
    what: t("cases.returned"),
    why: joined(t, returnWord(t, d.text("reasonCode")), d.text("reason")),
    tone: "warn",
  }),
  "cases.cancelled": (d, t) => ({
    what: t("cases.cancelled"),
    why: joined(t, codeWord(t, "cancels", d.text("reasonCode"), cancels), d.text("note")),
    tone: "warn",
  }),
  "imaging.images-added": (d, t) => ({
    what: t("imaging.imagesAdded", { count: d.text("images") }),
    tone: "neutral",
  }),
  "imaging.study-confirmed": (d, t) => ({
    what: t("imaging.studyConfirmed"),
    why: d.text("reason"),
    tone: "warn",
  }),
  "imaging.study-withdrawn": (d, t) => ({
    what: t("imaging.studyWithdrawn"),
    why: d.text("reason"),
    tone: "warn",
  }),
  "cases.attachment-added": (_d, t) => ({ what: t("cases.attachmentAdded"), tone: "neutral" }),
  "triage.assessed": (d, t, language) => {
    const level = d.text("level");
    return {
      what: t("triage.assessed", { level, word: codeWord(t, "levels", level, levels) }),
      why: d.list("reasons", language).join(t("join")),
      tone: "progress",
    };
  },
  "triage.overridden": (d, t) => {
    const [from, to] = [d.text("from"), d.text("to")];
    const isLowered = isMoreUrgent(from, to);
    return {
      what: t(isLowered ? "triage.lowered" : "triage.overridden", {
        from,
        to,
        word: codeWord(t, "levels", to, levels),
      }),
      why: d.text("reason"),
      tone: "warn",
    };
  },
  "triage.raised": (d, t) => {
    const [from, to] = [d.text("from"), d.text("to")];
    return { what: t("triage.raised", { from, to, word: codeWord(t, "levels", to, levels) }), tone: "warn" };
  },
  "matching.ranked": (d, t, language) => {
    const names = d.list("candidates", language);
    const considered = d.text("considered");
    if (names.length === 0) return { what: t("matching.rankedNone", { considered }), tone: "warn" };
    return {
      what: t("matching.ranked", { considered }),
      why: t("matching.first", { names: names.join(language === "en" ? ", " : "、") }),
      tone: "progress",
    };
  },
  "dispatch.offer-sent": (d, t) => {
    const attempt = d.text("attempt");
    const isByHand = d.text("ring") === "dispatcher";
    return {
      what: isByHand
        ? t("dispatch.sentByHand", expertOf(d))
        : attempt === "" || attempt === "1"
          ? t("dispatch.sent", expertOf(d))
          : t("dispatch.sentNth", { ...expertOf(d), attempt }),
      why: d.text("reason"),
      tone: "progress",
    };
  },
  "dispatch.offer-seen": (d, t) => ({ what: t("dispatch.seen", expertOf(d)), tone: "neutral" }),
  "dispatch.accepted": (d, t) => ({ what: t("dispatch.accepted", expertOf(d)), tone: "good" }),
  "dispatch.offer-declined": (d, t) => ({
    what: t("dispatch.declined", expertOf(d)),
    why: joined(t, codeWord(t, "declines", d.text("code"), declines), d.text("note")),
    tone: "warn",
  }),
  "dispatch.offer-reminded": (d, t) => ({ what: t("dispatch.reminded", expertOf(d)), tone: "neutral" }),
  "dispatch.offer-expired": (d, t) => ({ what: t("dispatch.expired", expertOf(d)), tone: "warn" }),
  "dispatch.offer-withdrawn": (d, t) => ({
    what: t("dispatch.withdrawn", expertOf(d)),
    why: codeWord(t, "withdrawals", d.text("code"), withdrawals),
    tone: "neutral",
  }),
  "dispatch.handed-over": (d, t) => ({
    what: t("dispatch.handedOver"),
    why: codeWord(t, "handOvers", d.text("reason"), handOvers),
    tone: "warn",
  }),
  "dispatch.waits": (_d, t) => ({ what: t("dispatch.waits"), tone: "neutral" }),
  "dispatch.no-common-time": (_d, t) => ({ what: t("dispatch.noCommonTime"), tone: "warn" }),
  "dispatch.joined-sitting": (d, t) => ({
    what: t("dispatch.joinedSitting", { later: d.text("laterMinutes"), walk: d.text("walkMinutes") }),
    tone: "progress",
  }),
  "dispatch.clock-ran-out": (_d, t) => ({ what: t("dispatch.clockRanOut"), tone: "bad" }),
  "dispatch.taken-back": (d, t) => ({
    what: t("dispatch.takenBack", expertOf(d)),
    why: d.text("reason"),
    tone: "warn",
  }),
  "scheduling.booked": (d, t) => ({
    what: t("scheduling.booked", { when: d.text("clocks") }),
    tone: "progress",
  }),
  "scheduling.moved": (d, t) => ({
    what: t("scheduling.moved", { when: d.text("clocks") }),
    why: d.text("reason"),
    tone: "progress",
  }),
  "scheduling.cancelled": (d, t) => ({
    what: t("scheduling.cancelled", { when: d.text("clocks") }),
    why: d.text("reason"),
    tone: "warn",
  }),
  "scheduling.handed-over": (d, t) => ({
    what: t("scheduling.handedOver", {
      from: d.text("fromName"),
      to: d.text("toName"),
      when: d.text("clocks"),
    }),
    why: d.text("reason"),
    tone: "progress",
  }),
  "scheduling.missed": (d, t) => ({ what: t("scheduling.missed", { when: d.text("clocks") }), tone: "warn" }),
  "scheduling.waiting": (_d, t) => ({ what: t("scheduling.waiting"), tone: "neutral" }),
  "scheduling.started": (_d, t) => ({ what: t("scheduling.started"), tone: "progress" }),
  "scheduling.ended": (_d, t) => ({ what: t("scheduling.ended"), tone: "neutral" }),
  "room.opened": (_d, t) => ({ what: t("room.opened"), tone: "progress" }),
  "room.qualified-recorded": (d, t) => ({
    what: t("room.qualified", { name: d.text("qualifiedName"), title: d.text("qualifiedTitle") }),
    tone: "neutral",
  }),
  "room.call-started": (_d, t) => ({ what: t("room.started"), tone: "progress" }),
  "room.call-ended": (_d, t) => ({ what: t("room.ended"), tone: "neutral" }),
  "room.expert-invited": (d, t) => ({ what: t("room.invited", expertOf(d)), tone: "progress" }),
  "room.invitation-refused": (d, t) => ({ what: t("room.notInvited", expertOf(d)), tone: "neutral" }),
  "consultation.writing-begun": (d, t) => ({ what: t("consultation.begun", expertOf(d)), tone: "progress" }),
  "consultation.opinion-signed": (d, t) => ({ what: t("consultation.signed", expertOf(d)), tone: "good" }),
  "consultation.opinion-amended": (d, t) => ({
    what: t("consultation.amended", { ...expertOf(d), version: d.text("version") }),
    tone: "good",
  }),
  "consultation.asked": (d, t) => ({ what: t("consultation.asked", expertOf(d)), tone: "progress" }),
  "consultation.answered": (d, t) => ({ what: t("consultation.answered", expertOf(d)), tone: "progress" }),
  "consultation.upgrade-proposed": (d, t) => ({
    what: t("consultation.upgradeProposed", expertOf(d)),
    tone: "progress",
  }),
  "consultation.upgraded": (d, t) => ({ what: t("consultation.upgraded", expertOf(d)), tone: "good" }),
  "consultation.upgrade-declined": (d, t) => ({
    what: t("consultation.upgradeDeclined", expertOf(d)),
    why: d.text("note"),
    tone: "warn",
  }),
  "consultation.upgrade-withdrawn": (d, t) => ({
    what: t("consultation.upgradeWithdrawn", expertOf(d)),
    tone: "neutral",
  }),
  "consultation.lead-named": (d, t) => ({ what: t("consultation.leadNamed", expertOf(d)), tone: "neutral" }),
  "consultation.co-signed": (d, t) => ({
    what: t("consultation.coSigned", { ...expertOf(d), version: d.text("version") }),
    tone: "good",
  }),
  "consultation.dissented": (d, t) => ({
    what: t("consultation.dissented", { ...expertOf(d), version: d.text("version") }),
    tone: "warn",
  }),
  "consultation.closed": (d, t) => ({
    what: t("consultation.closed", { decision: codeWord(t, "decisions", d.text("decision"), decisions) }),
    why: d.text("reason"),
    tone: "good",
  }),
};

/** Every kind that has a sentence of its own. */
export const knownKinds: readonly string[] = Object.keys(sentences);

/** One step of the case in plain words; a kind without a sentence is named as it is, never hidden. */
export function stepWords(
  entry: Pick<TimelineEntryView, "kind" | "details">,
  t: T,
  language: Language,
): StepWords {
  const say = sentences[entry.kind];
  if (say === undefined) return { what: t("otherKind", { kind: entry.kind }), tone: "neutral" };
  return say(new Details(entry.details), t, language);
}
