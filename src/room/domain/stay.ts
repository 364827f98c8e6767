/**
 * Why a stay ended. `cut`: the connection did not come back in time · `replaced`: he came in by another device ·
 * `node_lost`: the server that held the connection is gone.
 */
export type LeaveReason =
  | "left"
  | "cut"
  | "replaced"
  | "removed"
  | "room_closed"
  | "access_ended"
  | "node_lost";

/** A page whose connection was cut comes back into the same stay within this. */
export const resumeSeconds = 30;

/** A node says this often that it still holds its connections; after the second figure it is taken for lost. */
export const nodeBeatSeconds = 20;
export const nodeLostSeconds = 75;

/** Longest life of what lets somebody in. Source: OWASP ASVS 5.0 V17 (WebRTC): short-lived, single-use credentials. */
export const joinTokenSeconds = 120;

/** Messages are held back from somebody in a call at most this long after he came in. */
export const inCallHours = 4;
