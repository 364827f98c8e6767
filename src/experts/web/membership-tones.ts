import type { Tone } from "../../web/components/StatusTag.js";
import type { MembershipStatus } from "../api/membership.js";

/** How the state of a membership looks wherever it is shown. */
export const membershipTones = {
  invited: "neutral",
  applied: "progress",
  hospital_approved: "progress",
  appointed: "good",
  paused: "warn",
  inactive: "warn",
  retired: "neutral",
  transferred: "neutral",
  revoked: "bad",
  refused: "bad",
  withdrawn: "neutral",
} as const satisfies Record<MembershipStatus, Tone>;
