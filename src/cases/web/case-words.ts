import type { Tone } from "../../web/components/StatusTag.js";
import type { CaseStatus, CaseSummary, CaseView, NextActor } from "../api.js";
import type { useCaseTexts } from "./texts.js";

type T = ReturnType<typeof useCaseTexts>;

export const statusTones: Readonly<Record<CaseStatus, Tone>> = {
  draft: "neutral",
  submitted: "progress",
  triaged: "progress",
  dispatching: "progress",
  accepted: "progress",
  in_session: "progress",
  opinion_signed: "good",
  closed: "neutral",
  cancelled: "neutral",
  returned: "warn",
};

type NextKey = Parameters<T>[0] & `next.${string}`;

/** What is to be done, by state; while an expert is looked for it depends on whose turn it is. */
function todo(status: CaseStatus, actor: NextActor): NextKey {
  switch (status) {
    case "draft":
      return "next.fill";
    case "submitted":
      return "next.triage";
    case "triaged":
      return "next.match";
    case "dispatching":
      return actor === "dispatcher" ? "next.assign" : "next.answer";
    case "accepted":
      return "next.write";
    case "in_session":
      return "next.consult";
    case "opinion_signed":
      return "next.dispose";
    case "returned":
      return "next.complete";
    case "closed":
    case "cancelled":
      return "next.none";
  }
}

/** Who must act now and what for, in words; null when nobody need act. */
export function nextWords(
  one: Pick<CaseSummary, "status" | "nextActor">,
  isYou: boolean,
  t: T,
): { readonly who: string; readonly what: string; readonly isYou: boolean } | null {
  if (one.nextActor === null) return null;
  return { who: t(`next.${one.nextActor}`), what: t(todo(one.status, one.nextActor)), isYou };
}

const clockKeys: Partial<Record<CaseStatus, Parameters<T>[0]>> = {
  triaged: "clock.accept",
  dispatching: "clock.accept",
  accepted: "clock.opinion",
  in_session: "clock.opinion",
  opinion_signed: "clock.dispose",
};

/** The running time limit and what it is for; null when nothing is awaited. */
export function clockWords(
  one: Pick<CaseSummary, "status" | "dueAt">,
  t: T,
): { readonly label: string; readonly dueAt: string } | null {
  if (one.dueAt === null) return null;
  return { label: t(clockKeys[one.status] ?? "clock.other"), dueAt: one.dueAt };
}

/** Whether the next step is this reader's: he may do exactly what is awaited. */
export function isReadersTurn(one: CaseView, isDispatcher: boolean): boolean {
  const { may, nextActor } = one;
  if (nextActor === "requester") return may.edit || may.giveDisposition;
  if (nextActor === "expert") return may.writeOpinion;
  return nextActor === "dispatcher" && isDispatcher;
}

/** Levels I and II while the patient may still be waiting for the answer. */
export const isRescueFirst = ({
  urgencyLevel,
  status,
}: Pick<CaseSummary, "urgencyLevel" | "status">): boolean =>
  (urgencyLevel === "I" || urgencyLevel === "II") &&
  !["opinion_signed", "closed", "cancelled"].includes(status);
