import { z } from "zod";
import { urgencyLevels } from "../kernel/urgency.js";

export * from "./api/signal.js";

const roles = ["requester", "performer", "guest", "observer"] as const;

export const RoomPersonView = z.strictObject({
  participantId: z.uuid(),
  name: z.string(),
  label: z.string(),
  role: z.enum(roles),
  isModerator: z.boolean(),
  status: z.enum(["waiting", "admitted", "removed"]),
  isHere: z.boolean(),
});
export const GuestLinkView = z.strictObject({
  id: z.uuid(),
  guestName: z.string(),
  relation: z.enum(["patient", "family"]),
  expiresAt: z.iso.datetime(),
  state: z.enum(["open", "used", "expired", "revoked"]),
});
export type GuestLinkView = z.infer<typeof GuestLinkView>;
export const InvitationView = z.strictObject({
  id: z.uuid(),
  caseId: z.uuid(),
  expertName: z.string(),
  institutionName: z.string(),
  reason: z.string(),
  status: z.enum(["asked", "confirmed", "refused"]),
  askedAt: z.iso.datetime(),
});
export type InvitationView = z.infer<typeof InvitationView>;

/** The room of a case as its page and the case's page show it. */
export const RoomView = z.strictObject({
  caseId: z.uuid(),
  /** Null: none yet, or the last one is closed. */
  room: z
    .strictObject({
      id: z.uuid(),
      status: z.enum(["planned", "open"]),
      provider: z.enum(["embedded", "livekit", "janus", "agora"]),
      openedAt: z.iso.datetime().nullable(),
      startedAt: z.iso.datetime().nullable(),
    })
    .nullable(),
  urgencyLevel: z.enum(urgencyLevels).nullable(),
  /** 先救治后会诊 is shown and confirmed before the inviter comes in. */
  isRescueFirst: z.boolean(),
  qualified: z.strictObject({ name: z.string(), title: z.string() }).nullable(),
  /** What the reader is in the room; null: he may not come in. */
  myRole: z.enum(roles).nullable(),
  people: z.array(RoomPersonView),
  guestLinks: z.array(GuestLinkView),
  invitations: z.array(InvitationView),
  may: z.strictObject({
    open: z.boolean(),
    enter: z.boolean(),
    moderate: z.boolean(),
    recordQualified: z.boolean(),
    /** A closed or not yet accepted case has no calls. */
    call: z.boolean(),
  }),
});
export type RoomView = z.infer<typeof RoomView>;

export const RecordQualified = z.strictObject({
  name: z.string().trim().min(2).max(50),
  title: z.string().trim().min(2).max(50),
  isRescueConfirmed: z.boolean().default(false),
});
export const RoomOpened = z.strictObject({
  roomId: z.uuid(),
  /** The chosen media service did not answer, and the call goes another way: what to tell the person. */
  notice: z.strictObject({ zh: z.string(), en: z.string() }).nullable(),
});
export type RoomOpened = z.infer<typeof RoomOpened>;

export const IceServerView = z.strictObject({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
});
/** What a page needs to come in. Lives two minutes, for one connection. */
export const JoinView = z.strictObject({
  roomId: z.uuid(),
  participantId: z.uuid(),
  isModerator: z.boolean(),
  /** The room's own channel: path of the WebSocket and the token for its first message. */
  channel: z.strictObject({ path: z.string(), token: z.string(), expiresAt: z.iso.datetime() }),
  media: z.strictObject({
    provider: z.enum(["embedded", "livekit", "janus", "agora"]),
    url: z.string(),
    token: z.string(),
    identity: z.string(),
    expiresAt: z.iso.datetime(),
    iceServers: z.array(IceServerView),
    details: z.record(z.string(), z.string()),
  }),
});
export type JoinView = z.infer<typeof JoinView>;

export const ParticipantChoice = z.strictObject({ participantId: z.uuid() });
export const MuteChoice = z.strictObject({
  participantId: z.uuid(),
  track: z.enum(["audio", "video"]),
});

export const MessageView = z.strictObject({
  sequence: z.number().int(),
  senderName: z.string(),
  isMine: z.boolean(),
  text: z.string(),
  attachment: z.strictObject({ id: z.uuid(), title: z.string(), mediaType: z.string() }).nullable(),
  sentAt: z.iso.datetime(),
});
export type MessageView = z.infer<typeof MessageView>;
export const MessageList = z.strictObject({ items: z.array(MessageView) });
export const MessageQuery = z.strictObject({
  after: z.coerce.number().int().min(0).max(1_000_000).default(0),
});
export const WriteMessage = z.strictObject({ text: z.string().trim().min(1).max(2000) });
export const MessageSent = z.strictObject({ sequence: z.number().int() });

export const MakeGuestLink = z.strictObject({
  name: z.string().trim().min(1).max(50),
  relation: z.enum(["patient", "family"]),
});
/** `path` holds the secret after `#` and is shown this once. */
export const GuestLinkMade = z.strictObject({
  id: z.uuid(),
  path: z.string(),
  expiresAt: z.iso.datetime(),
});
export const GuestLinkParams = z.strictObject({ caseId: z.uuid(), linkId: z.uuid() });

const secret = z.string().min(20).max(100);
export const GuestLook = z.strictObject({ token: secret });
export const GuestLookView = z.strictObject({
  guestName: z.string(),
  doctorName: z.string(),
  institutionName: z.string(),
  expertNames: z.array(z.string()),
  state: z.enum(["open", "used", "expired", "revoked", "ended"]),
});
export type GuestLookView = z.infer<typeof GuestLookView>;
export const GuestEnter = z.strictObject({ token: secret, hasConsented: z.literal(true) });
/** The key of this phone; it comes back with it as long as the room is open. */
/** The key of this phone, and the room it opens: its channel is connected to while a pass is asked for. */
export const GuestEntered = z.strictObject({ key: z.string(), roomId: z.uuid() });
export const GuestJoin = z.strictObject({ key: secret });

export const InviteExpert = z.strictObject({
  practitionerRoleId: z.uuid(),
  reason: z.string().trim().min(2).max(500),
});
export const InvitationParams = z.strictObject({ invitationId: z.uuid() });
export const DecideInvitation = z.strictObject({ isConfirmed: z.boolean() });
export const InvitationList = z.strictObject({ items: z.array(InvitationView) });

const figure = z.number().nullable();
export const QualityFigures = z.strictObject({
  samples: z.number().int(),
  medianHeight: figure,
  medianFps: figure,
  lossPercentP95: figure,
  jitterMsP95: figure,
  roundTripMsP95: figure,
  freezes: z.number().int(),
  firstFrameMsP95: figure,
});
export type QualityFigures = z.infer<typeof QualityFigures>;
export const QualityRoom = z.strictObject({
  roomId: z.uuid(),
  caseNumber: z.string().nullable(),
  institutionName: z.string(),
  provider: z.enum(["embedded", "livekit", "janus", "agora"]),
  openedAt: z.iso.datetime().nullable(),
  startedAt: z.iso.datetime().nullable(),
  closedAt: z.iso.datetime().nullable(),
  people: z.number().int(),
  cuts: z.number().int(),
  figures: QualityFigures,
});
export type QualityRoom = z.infer<typeof QualityRoom>;
export const QualityQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(366).default(30),
});
export const QualityOverview = z.strictObject({
  days: z.number().int(),
  rooms: z.array(QualityRoom),
  total: QualityFigures,
});
export type QualityOverview = z.infer<typeof QualityOverview>;
