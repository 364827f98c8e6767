import { type Member, silent } from "../domain/signalling.js";
import type * as stays from "../store/stays.js";

/** A stay as the call begins with it: sending nothing, connected. */
export const toMember = (stay: stays.LiveStay): Member => ({
  stayId: stay.stayId,
  participantId: stay.participantId,
  name: stay.name,
  label: stay.label,
  role: stay.role,
  isModerator: stay.isModerator,
  isWaiting: stay.isWaiting,
  media: silent,
  cutAt: null,
});

/** What a frame says; undefined: it is no JSON. */
export function parse(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString("utf8"));
  } catch {
    return undefined;
  }
}
