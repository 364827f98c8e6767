/** Of which side somebody is: 邀请方 · 受邀方 · patient or relative · looks on. */
export type RoomRole = "requester" | "performer" | "guest" | "observer";

export type ParticipantStatus = "waiting" | "admitted" | "removed";

/** Allowed steps, as `platform.state_transition` has them. Who was removed by mistake is let in again. */
export const participantTransitions: Readonly<Record<ParticipantStatus, readonly ParticipantStatus[]>> = {
  waiting: ["admitted", "removed"],
  admitted: ["removed"],
  removed: ["admitted"],
};
