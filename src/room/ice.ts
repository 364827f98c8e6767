import { createHmac } from "node:crypto";
import type { Instant } from "../kernel/types.js";
import type { IceServer } from "./provider.js";

export interface TurnSettings {
  /** turn: or turns: addresses of the relay; several share one secret. */
  readonly urls: readonly string[];
  readonly secret: string;
}

/** Long enough for the longest call: a relay asks for the password again when an allocation is refreshed. */
const turnHours = 12;

/**
 * The relay for this person, with a password that lasts twelve hours; none where no relay is set up, which is enough inside
 * one network. Source: draft-uberti-behave-turn-rest-00, as coturn's `use-auth-secret` implements it.
 */
export function iceServersFor(turn: TurnSettings | undefined, identity: string, now: Instant): IceServer[] {
  if (!turn) return [];
  const expiry = Math.floor(Date.parse(now) / 1000) + turnHours * 3600;
  const username = `${expiry}:${identity}`;
  const credential = createHmac("sha1", turn.secret).update(username).digest("base64");
  return [{ urls: turn.urls, username, credential }];
}
