export const roomStatuses = ["planned", "open", "closed"] as const;
export type RoomStatus = (typeof roomStatuses)[number];

/** `ended`: a moderator ended it · `case_closed` · `case_moved`: the case was taken back or withdrawn · `empty`: nobody came back. */
export type CloseReason = "ended" | "case_closed" | "case_moved" | "empty";

/** Allowed steps, as `platform.state_transition` has them. */
export const roomTransitions: Readonly<Record<RoomStatus, readonly RoomStatus[]>> = {
  planned: ["open", "closed"],
  open: ["closed"],
  closed: [],
};
