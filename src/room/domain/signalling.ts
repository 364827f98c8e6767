import type { RoomRole } from "./participant.js";
import type { LeaveReason } from "./stay.js";

/**
 * Most who send a picture at once: in a mesh each of them encodes once for every other. Most in a call at all: the others
 * are heard. Source: own measurements, docs/benchmarks.md (four at 720p saturate two cores).
 */
export const limits = { videos: 4, people: 8 } as const;

export interface MediaState {
  readonly audio: boolean;
  readonly video: boolean;
  readonly screen: boolean;
  readonly hand: boolean;
}
export const silent: MediaState = { audio: false, video: false, screen: false, hand: false };

export interface Member {
  readonly stayId: string;
  readonly participantId: string;
  readonly name: string;
  readonly label: string;
  readonly role: RoomRole;
  readonly isModerator: boolean;
  /** In the waiting room: sees and hears nobody, and nobody sees or hears him. */
  readonly isWaiting: boolean;
  readonly media: MediaState;
  /** Milliseconds of the node's clock at which the connection was cut; null while it stands. */
  readonly cutAt: number | null;
}

/** Who is in the call, in order of coming. Every node that holds one of them keeps the same list. */
export interface Call {
  readonly members: readonly Member[];
}
export const emptyCall: Call = { members: [] };

export type RefusalCode = "video_full" | "not_here" | "still_waiting";

/** What a page says, after its shape was checked. */
export type Said =
  | {
      readonly t: "signal";
      readonly to: string;
      readonly pc: string;
      readonly description?: { readonly type: "offer" | "answer"; readonly sdp: string } | undefined;
      readonly candidate?: unknown;
    }
  | ({ readonly t: "state" } & MediaState)
  | { readonly t: "channel"; readonly kind: string; readonly payload: unknown };

export type CallEvent =
  | { readonly t: "enter"; readonly member: Member }
  | { readonly t: "leave"; readonly stayId: string; readonly reason: LeaveReason }
  | { readonly t: "cut"; readonly stayId: string; readonly at: number }
  | { readonly t: "back"; readonly stayId: string }
  | { readonly t: "admit"; readonly participantId: string }
  | { readonly t: "mute"; readonly participantId: string; readonly track: "audio" | "video" }
  | { readonly t: "said"; readonly stayId: string; readonly message: Said }
  | { readonly t: "hint"; readonly topic: "messages" | "room" }
  | { readonly t: "close"; readonly reason: string };

export type PersonInCall = Omit<Member, "isWaiting" | "cutAt"> & { readonly isCut: boolean };

/** What a page is told. */
export type Told =
  | {
      readonly t: "welcome";
      readonly stayId: string;
      readonly isResumed: boolean;
      readonly people: readonly PersonInCall[];
      readonly waiting: readonly {
        readonly participantId: string;
        readonly name: string;
        readonly label: string;
      }[];
    }
  | { readonly t: "waiting" }
  | { readonly t: "joined"; readonly person: PersonInCall }
  | { readonly t: "left"; readonly stayId: string; readonly reason: LeaveReason }
  | { readonly t: "cut" | "back"; readonly stayId: string }
  | {
      readonly t: "lobby";
      readonly waiting: readonly {
        readonly participantId: string;
        readonly name: string;
        readonly label: string;
      }[];
    }
  | {
      readonly t: "signal";
      readonly from: string;
      readonly pc: string;
      readonly description?: { readonly type: "offer" | "answer"; readonly sdp: string };
      readonly candidate?: unknown;
    }
  | { readonly t: "state"; readonly stayId: string; readonly media: MediaState }
  | { readonly t: "mute"; readonly track: "audio" | "video" }
  | { readonly t: "channel"; readonly from: string; readonly kind: string; readonly payload: unknown }
  | { readonly t: "hint"; readonly topic: "messages" | "room" }
  | { readonly t: "refused"; readonly code: RefusalCode }
  | { readonly t: "over"; readonly reason: LeaveReason | "closed" };

export interface Delivery {
  readonly to: string;
  readonly message: Told;
}

export interface Step {
  readonly call: Call;
  /** In the order in which they are to be sent. */
  readonly deliveries: readonly Delivery[];
}

const shown = (member: Member): PersonInCall => ({
  stayId: member.stayId,
  participantId: member.participantId,
  name: member.name,
  label: member.label,
  role: member.role,
  isModerator: member.isModerator,
  media: member.media,
  isCut: member.cutAt !== null,
});
const inside = (call: Call) => call.members.filter((one) => !one.isWaiting);
const find = (call: Call, stayId: string) => call.members.find((one) => one.stayId === stayId);
const replaced = (call: Call, member: Member): Call => ({
  members: call.members.map((one) => (one.stayId === member.stayId ? member : one)),
});

const lobbyOf = (call: Call) =>
  call.members
    .filter((one) => one.isWaiting)
    .map(({ participantId, name, label }) => ({ participantId, name, label }));

const toInside = (call: Call, message: Told, except?: string): Delivery[] =>
  inside(call)
    .filter((one) => one.stayId !== except && one.cutAt === null)
    .map(({ stayId }) => ({ to: stayId, message }));

const toModerators = (call: Call): Delivery[] =>
  inside(call)
    .filter((one) => one.isModerator && one.cutAt === null)
    .map(({ stayId }) => ({ to: stayId, message: { t: "lobby", waiting: lobbyOf(call) } }));

function welcome(call: Call, member: Member, isResumed: boolean): Delivery {
  const message: Told = member.isWaiting
    ? { t: "waiting" }
    : {
        t: "welcome",
        stayId: member.stayId,
        isResumed,
        people: inside(call)
          .filter((one) => one.stayId !== member.stayId)
          .map(shown),
        waiting: member.isModerator ? lobbyOf(call) : [],
      };
  return { to: member.stayId, message };
}

/** Somebody comes in: he is told who is there (and calls them), they are told of him. */
function enter(before: Call, member: Member): Step {
  const call = { members: [...before.members.filter((one) => one.stayId !== member.stayId), member] };
  return {
    call,
    deliveries: member.isWaiting
      ? [welcome(call, member, false), ...toModerators(call)]
      : [
          welcome(call, member, false),
          ...toInside(call, { t: "joined", person: shown(member) }, member.stayId),
        ],
  };
}

function leave(before: Call, stayId: string, reason: LeaveReason): Step {
  const member = find(before, stayId);
  if (!member) return { call: before, deliveries: [] };
  const call = { members: before.members.filter((one) => one.stayId !== stayId) };
  return {
    call,
    deliveries: [
      // Who left by himself knows it.
      ...(reason === "left" || reason === "cut"
        ? []
        : [{ to: stayId, message: { t: "over", reason } } as const]),
      ...(member.isWaiting ? toModerators(call) : toInside(call, { t: "left", stayId, reason })),
    ],
  };
}

function say(call: Call, member: Member, message: Said): Step {
  const answer = (code: RefusalCode): Step => ({
    call,
    deliveries: [{ to: member.stayId, message: { t: "refused", code } }],
  });
  if (member.isWaiting) return answer("still_waiting");
  switch (message.t) {
    case "signal": {
      const to = find(call, message.to);
      if (!to || to.isWaiting || to.stayId === member.stayId) return answer("not_here");
      if (to.cutAt !== null) return { call, deliveries: [] };
      const { pc, description, candidate } = message;
      return {
        call,
        deliveries: [
          {
            to: to.stayId,
            message: {
              t: "signal",
              from: member.stayId,
              pc,
              ...(description && { description }),
              ...(candidate !== undefined && { candidate }),
            },
          },
        ],
      };
    }
    case "state": {
      const { audio, video, screen, hand } = message;
      const pictures = inside(call).filter(
        (one) => one.stayId !== member.stayId && (one.media.video || one.media.screen),
      ).length;
      const isFull = (video || screen) && pictures >= limits.videos;
      const media = { audio, hand, video: video && !isFull, screen: screen && !isFull };
      const after = replaced(call, { ...member, media });
      return {
        call: after,
        deliveries: [
          ...(isFull ? answer("video_full").deliveries : []),
          ...toInside(
            after,
            { t: "state", stayId: member.stayId, media },
            isFull ? undefined : member.stayId,
          ),
        ],
      };
    }
    case "channel":
      return {
        call,
        deliveries: toInside(
          call,
          { t: "channel", from: member.stayId, kind: message.kind, payload: message.payload },
          member.stayId,
        ),
      };
  }
}

/**
 * One thing that happens in a call, and what each page is told because of it. Every node applies the same events and sends
 * what concerns its own pages. A refused or meaningless event changes nothing; what concerns somebody who is not there
 * is dropped.
 */
export function step(call: Call, event: CallEvent): Step {
  switch (event.t) {
    case "enter":
      return enter(call, event.member);
    case "leave":
      return leave(call, event.stayId, event.reason);
    case "cut": {
      const member = find(call, event.stayId);
      if (!member || member.cutAt !== null) return { call, deliveries: [] };
      const after = replaced(call, { ...member, cutAt: event.at });
      return {
        call: after,
        deliveries: member.isWaiting ? [] : toInside(after, { t: "cut", stayId: member.stayId }),
      };
    }
    case "back": {
      const member = find(call, event.stayId);
      if (!member) return { call, deliveries: [] };
      const here = { ...member, cutAt: null };
      const after = replaced(call, here);
      return {
        call: after,
        deliveries: [
          welcome(after, here, true),
          ...(here.isWaiting ? [] : toInside(after, { t: "back", stayId: here.stayId }, here.stayId)),
        ],
      };
    }
    case "admit": {
      const member = call.members.find((one) => one.participantId === event.participantId && one.isWaiting);
      if (!member) return { call, deliveries: [] };
      // He comes in now: last in the order of coming, so that he is the one who calls the others.
      const others = { members: call.members.filter((one) => one.stayId !== member.stayId) };
      const entered = enter(others, { ...member, isWaiting: false });
      return { ...entered, deliveries: [...entered.deliveries, ...toModerators(entered.call)] };
    }
    case "mute": {
      const member = inside(call).find((one) => one.participantId === event.participantId);
      return {
        call,
        deliveries: member ? [{ to: member.stayId, message: { t: "mute", track: event.track } }] : [],
      };
    }
    case "said": {
      const member = find(call, event.stayId);
      return member ? say(call, member, event.message) : { call, deliveries: [] };
    }
    case "hint":
      return { call, deliveries: toInside(call, { t: "hint", topic: event.topic }) };
    case "close":
      return {
        call: emptyCall,
        deliveries: call.members.map(({ stayId }) => ({
          to: stayId,
          message: { t: "over", reason: "closed" },
        })),
      };
  }
}

/** Who was cut off for longer than the time to come back. */
export const overdue = (call: Call, now: number, resumeMs: number): readonly Member[] =>
  call.members.filter((one) => one.cutAt !== null && now - one.cutAt >= resumeMs);
