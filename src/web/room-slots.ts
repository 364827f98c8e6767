import type { ComponentType } from "react";

/** Somebody in the room as the parts of its page see him. */
export interface RoomPerson {
  /** Of this stay; a person who comes back by another device has another one. */
  readonly participantId: string;
  readonly name: string;
  readonly isMe: boolean;
  /** What he sends now; for oneself the own camera and microphone, after muting as well. */
  readonly stream: MediaStream | null;
}

/** Small messages among all who are in the room now; kept by nobody. */
export interface RoomChannel {
  /** `kind` is named `module.verb`; `payload` is JSON of at most 16 kB. The sender does not hear himself. */
  readonly send: (kind: string, payload: unknown) => void;
  /** Hears messages of one kind until the returned function is called. */
  readonly hear: (kind: string, listener: (payload: unknown, from: RoomPerson) => void) => () => void;
  /** Hears what the media service itself tells this page, byte for byte, until the returned function is called. */
  readonly hearService: (listener: (message: Uint8Array) => void) => () => void;
}

/** What a part of the room's page is given. Everything else it asks the server for. */
export interface RoomPartProps {
  readonly caseId: string;
  readonly roomId: string;
  readonly people: readonly RoomPerson[];
  /** May mute, remove, record, and end the call. */
  readonly isModerator: boolean;
  readonly channel: RoomChannel;
}

/** What a part of a guest's page is given: no account, no case, only the key of this phone. */
export interface GuestPartProps extends Pick<RoomPartProps, "people" | "channel"> {
  readonly guestKey: string;
}

/**
 * A place on the page of the room that another module fills; `src/web/main/room-parts.ts` lists them. `case`: a tab on the left, beside
 * the summary of the case (images, opinion) · `below`: under the people (captions) · `bar`: a button among the controls
 * (recording) · `banner`: over everything, for what all must know (recording runs).
 */
export interface RoomPart {
  readonly key: string;
  readonly place: "case" | "below" | "bar" | "banner";
  /** What the tab or button is called. */
  readonly label: { readonly zh: string; readonly en: string };
  readonly component: ComponentType<RoomPartProps>;
}
