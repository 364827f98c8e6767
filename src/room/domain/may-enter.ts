import { ok, refuse, type Result } from "../../kernel/result.js";
import type { UrgencyLevel } from "../../kernel/urgency.js";
import type { ParticipantStatus, RoomRole } from "./participant.js";
import type { RoomStatus } from "./room-status.js";

/** States of a case in which a call may be opened, and those in which an open one is still entered. */
export const opensIn: readonly string[] = ["accepted", "in_session"];
export const enteredIn: readonly string[] = ["accepted", "in_session", "opinion_signed"];

/** Levels at which the patient is treated first and the call must not hold it up. Source: GLOSSARY 先救治后会诊. */
export const isRescueFirst = (level: UrgencyLevel | null): boolean => level === "I" || level === "II";

export type EnterRefusal =
  | "room_not_open"
  | "room_closed_to_case"
  | "removed_from_room"
  | "qualified_missing";

/**
 * May this person be given a token? The inviter's own people come in only after a qualified person on their side is
 * recorded; the invited side may wait inside for them. Source: 国卫医发〔2018〕25号 附件2 二(二): at least one
 * physician of the inviter is present.
 */
export function mayEnter(
  room: { readonly status: RoomStatus; readonly isQualifiedRecorded: boolean } | undefined,
  caseStatus: string,
  who: { readonly role: RoomRole; readonly status: ParticipantStatus | undefined },
): Result<null, EnterRefusal> {
  if (room?.status !== "open") return refuse("room_not_open");
  if (!enteredIn.includes(caseStatus)) return refuse("room_closed_to_case");
  if (who.status === "removed") return refuse("removed_from_room");
  if (who.role === "requester" && !room.isQualifiedRecorded) return refuse("qualified_missing");
  return ok(null);
}

/** The call begins when both sides are there and the inviter's qualified person is recorded. */
export const hasBegun = (isQualifiedRecorded: boolean, present: readonly RoomRole[]): boolean =>
  isQualifiedRecorded && present.includes("requester") && present.includes("performer");
