import { z } from "zod";

const Sdp = z.string().min(10).max(48_000);
const Candidate = z
  .strictObject({
    candidate: z.string().max(1000),
    sdpMid: z.string().max(16).nullish(),
    sdpMLineIndex: z.number().int().min(0).max(64).nullish(),
    usernameFragment: z.string().max(256).nullish(),
  })
  .nullable();

/** What a page says to the media gateway. `send`: the connection it sends by; `receive`: the one it receives by. */
export const FromPage = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("enter"), token: z.string().min(20).max(4000) }),
  z.strictObject({ kind: z.literal("publish"), sdp: Sdp }),
  z.strictObject({ kind: z.literal("answer"), sdp: Sdp }),
  z.strictObject({ kind: z.literal("candidate"), of: z.enum(["send", "receive"]), candidate: Candidate }),
]);
export type FromPage = z.output<typeof FromPage>;

export const mediaEnds = ["closed", "removed", "replaced", "refused", "unreachable", "misbehaved"] as const;
/**
 * Why the gateway lets go of a page: the room is `closed` · the person was `removed` or has no right any more · came in by
 * another page (`replaced`) · the token is not good (`refused`) · the media server fails (`unreachable`) · the page sent what
 * no page of ours sends (`misbehaved`).
 */
export type MediaEnd = (typeof mediaEnds)[number];

/** What the gateway says to a page. */
export const ToPage = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("entered") }),
  z.strictObject({ kind: z.literal("published"), sdp: z.string() }),
  z.strictObject({
    kind: z.literal("offer"),
    sdp: z.string(),
    /** Whose sound or picture each part of the offer is. */
    parts: z.array(z.strictObject({ mid: z.string(), identity: z.string() })),
  }),
  z.strictObject({ kind: z.literal("candidate"), of: z.enum(["send", "receive"]), candidate: Candidate }),
  z.strictObject({ kind: z.literal("left"), identity: z.string() }),
  z.strictObject({ kind: z.literal("muted"), track: z.enum(["audio", "video"]), isMuted: z.boolean() }),
  z.strictObject({ kind: z.literal("ended"), reason: z.enum(mediaEnds) }),
]);
export type ToPage = z.output<typeof ToPage>;
