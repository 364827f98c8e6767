import { z } from "zod";

/** Where a room's channel is opened. */
export const channelPath = (roomId: string): string => `/api/rooms/${roomId}/signal`;

/** Sizes of what goes over a room's channel, in bytes or characters. */
export const channelLimits = { frameBytes: 65_536, sdp: 48_000, candidate: 4000, payload: 16_384 } as const;

const stayId = z.uuid();
const Description = z.strictObject({
  type: z.enum(["offer", "answer"]),
  sdp: z.string().startsWith("v=0", "not a session description").max(channelLimits.sdp),
});
const Candidate = z
  .strictObject({
    candidate: z.string().max(channelLimits.candidate),
    sdpMid: z.string().max(64).nullish(),
    sdpMLineIndex: z.number().int().min(0).max(64).nullish(),
    usernameFragment: z.string().max(256).nullish(),
  })
  .nullable();

const number = (max: number) => z.number().min(0).max(max).nullable();
/** One look at what is received from one person. */
export const QualitySample = z.strictObject({
  from: stayId,
  width: z.int().min(0).max(10_000).nullable(),
  height: z.int().min(0).max(10_000).nullable(),
  fps: number(1000),
  lossPercent: number(100),
  jitterMs: number(60_000),
  roundTripMs: number(60_000),
  freezes: z.int().min(0).max(1_000_000).nullable(),
  kbps: number(1_000_000),
  firstFrameMs: number(600_000),
});
export type QualitySample = z.infer<typeof QualitySample>;

/** The first message of a connection: a fresh token, or the key of a stay whose connection was cut. */
export const Hello = z.discriminatedUnion("t", [
  z.strictObject({ t: z.literal("hello"), token: z.string().min(20).max(100) }),
  z.strictObject({ t: z.literal("resume"), stayId, key: z.string().min(20).max(100) }),
]);

export type Hello = z.infer<typeof Hello>;

export const ClientMessage = z.discriminatedUnion("t", [
  z.strictObject({
    t: z.literal("signal"),
    to: stayId,
    /** Tells one connection between two people from the next; made by who offers. */
    pc: z.string().min(4).max(40),
    description: Description.optional(),
    candidate: Candidate.optional(),
  }),
  z.strictObject({
    t: z.literal("state"),
    audio: z.boolean(),
    video: z.boolean(),
    screen: z.boolean(),
    hand: z.boolean(),
  }),
  z.strictObject({
    t: z.literal("channel"),
    kind: z.string().regex(/^[a-z]+\.[a-z][a-z-]*$/),
    payload: z.unknown(),
  }),
  z.strictObject({ t: z.literal("quality"), samples: z.array(QualitySample).max(8) }),
  z.strictObject({ t: z.literal("leave") }),
  z.strictObject({ t: z.literal("alive") }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

const MediaStateSchema = z.object({
  audio: z.boolean(),
  video: z.boolean(),
  screen: z.boolean(),
  hand: z.boolean(),
});
const Person = z.object({
  stayId: z.string(),
  participantId: z.string(),
  name: z.string(),
  label: z.string(),
  role: z.enum(["requester", "performer", "guest", "observer"]),
  isModerator: z.boolean(),
  media: MediaStateSchema,
  isCut: z.boolean(),
});
export type CallPerson = z.infer<typeof Person>;
const Waiting = z.object({ participantId: z.string(), name: z.string(), label: z.string() });
export type WaitingPerson = z.infer<typeof Waiting>;

/** What the server says. `fault` is followed by the end of the connection. */
export const ServerMessage = z.discriminatedUnion("t", [
  z.object({
    t: z.literal("entered"),
    stayId: z.string(),
    participantId: z.string(),
    resumeKey: z.string(),
  }),
  z.object({
    t: z.literal("welcome"),
    stayId: z.string(),
    isResumed: z.boolean(),
    people: z.array(Person),
    waiting: z.array(Waiting),
  }),
  z.object({ t: z.literal("waiting") }),
  z.object({ t: z.literal("joined"), person: Person }),
  z.object({ t: z.literal("left"), stayId: z.string(), reason: z.string() }),
  z.object({ t: z.literal("cut"), stayId: z.string() }),
  z.object({ t: z.literal("back"), stayId: z.string() }),
  z.object({ t: z.literal("lobby"), waiting: z.array(Waiting) }),
  z.object({
    t: z.literal("signal"),
    from: z.string(),
    pc: z.string(),
    description: z.object({ type: z.enum(["offer", "answer"]), sdp: z.string() }).optional(),
    candidate: z.unknown().optional(),
  }),
  z.object({ t: z.literal("state"), stayId: z.string(), media: MediaStateSchema }),
  z.object({ t: z.literal("mute"), track: z.enum(["audio", "video"]) }),
  z.object({ t: z.literal("channel"), from: z.string(), kind: z.string(), payload: z.unknown() }),
  z.object({ t: z.literal("hint"), topic: z.enum(["messages", "room"]) }),
  z.object({ t: z.literal("refused"), code: z.enum(["video_full", "not_here", "still_waiting"]) }),
  z.object({ t: z.literal("over"), reason: z.string() }),
  z.object({ t: z.literal("alive") }),
  z.object({ t: z.literal("fault"), code: z.string(), zh: z.string(), en: z.string() }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;
