import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { findCase } from "../../cases/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import { agoraUid, ProviderFault, type RoomNode } from "../../room/index.js";
import type { z } from "zod";
import type { AgoraCaptions, SegmentView, Taken, Ticket, TranscriptView } from "../api.js";
import { toSegmentView } from "../captions/hub.js";
import { uuidOf } from "../chain.js";
import { cleanWords } from "../domain/words.js";
import { readAgoraCaption } from "../providers/agora-text.js";
import type { TranscriptRefusal } from "../refusals.js";
import { findHold } from "../store/holds.js";
import { findRoom, listPeople, type RoomFacts, type RoomPersonFacts } from "../store/people.js";
import { listRecordings } from "../store/recordings.js";
import {
  addSegment,
  correctSegment,
  findSegment,
  listCorrections,
  listSegments,
  listSessions,
  lockSession,
  openSession,
} from "../store/segments.js";
import { listServerRecordings } from "../store/server-recordings.js";
import { findSetting } from "../store/settings.js";
import { addTicket } from "../store/tickets.js";
import { inLook } from "./look.js";
import { toRecordingView, toServerRecordingView } from "./recording-view.js";

/** The person himself, among those who were let into the room. */
export const meIn = (people: readonly RoomPersonFacts[], ctx: Ctx): RoomPersonFacts | undefined =>
  people.find(({ personId }) => personId === ctx.actor.personId);

/** A service that hears the room itself is asked to begin. False: it did not answer, or cannot. */
async function letServiceListen(node: RoomNode, room: RoomFacts, language: string): Promise<boolean> {
  try {
    const provider = await node.providers.named(room.provider, room.institutionId);
    if (!provider.startCaptions) return false;
    await provider.startCaptions(room, language);
    return true;
  } catch (error) {
    if (error instanceof ProviderFault) return false;
    throw error;
  }
}

/** A ticket with which this person's page opens its line for captions: one minute, one use, one room. */
export async function issueTicket(
  ctx: Ctx,
  node: RoomNode,
  caseId: string,
  roomId: string,
): Promise<Result<z.infer<typeof Ticket>, TranscriptRefusal>> {
  const who = await inLook(ctx, async (tx) => {
    const room = await findRoom(tx, caseId, roomId);
    return room && { room, me: meIn(await listPeople(tx, roomId), ctx) };
  });
  if (!who) return refuse("room_not_found");
  const { room, me } = who;
  if (!room.isOpen) return refuse("room_not_open");
  if (!me) return refuse("not_in_room");
  // The institution's setting and the ticket are the system's: the expert of another hospital sees neither.
  const setting = await ctx.database.withTx(systemContext, (tx) => findSetting(tx, room.institutionId));
  if (setting.isEnabled && setting.provider === "agora-stt" && me.isModerator) {
    const isListening = await letServiceListen(node, room, setting.language);
    if (!isListening) return refuse("speech_service_silent");
  }
  return ctx.database.withTx(systemContext, async (tx) => {
    await openSession(tx, room, setting.recordYears);
    const ticket = await addTicket(tx, {
      roomId,
      caseId,
      personId: ctx.actor.personId,
      participantId: me.participantId,
      name: me.name,
      side: me.side,
    });
    return ok({
      ticket,
      isEnabled: setting.isEnabled,
      provider: setting.isEnabled ? setting.provider : null,
    });
  });
}

const about = async (tx: Tx, caseId: string) => ({
  caseId,
  caseInstitutionId: (await findCase(tx, caseId))?.institutionId ?? null,
});

/** Everything that was said and recorded about the case. The reading is audited. */
export const viewTranscript = (ctx: Ctx, caseId: string): Promise<Result<TranscriptView, never>> =>
  inTx(ctx, async (tx) => {
    const hold = await findHold(tx, caseId);
    const view: TranscriptView = {
      sessions: (await listSessions(tx, caseId)).map(({ roomId, startedAt }) => ({ roomId, startedAt })),
      segments: (await listSegments(tx, caseId)).map(toSegmentView),
      corrections: await listCorrections(tx, caseId),
      recordings: (await listRecordings(tx, caseId)).map(toRecordingView),
      serverRecordings: (await listServerRecordings(tx, caseId)).map(toServerRecordingView),
      hold: hold ?? null,
    };
    await auditAct(tx, ctx, {
      action: "transcript.read",
      subjectKind: "transcript",
      subjectId: caseId,
      ...(await about(tx, caseId)),
      outcome: "read",
      details: { segments: view.segments.length },
    });
    return ok(view);
  });

/** Puts right what the machine misheard. What stood before is kept, with who changed it. */
export const correctLine = (
  ctx: Ctx,
  caseId: string,
  segmentId: string,
  input: { readonly revision: number; readonly text: string },
): Promise<Result<SegmentView, TranscriptRefusal>> =>
  inTx(ctx, async (tx): Promise<Result<SegmentView, TranscriptRefusal>> => {
    const segment = await findSegment(tx, segmentId);
    if (segment?.caseId !== caseId) return refuse("segment_not_found");
    if (segment.revision !== input.revision) return refuse("segment_changed");
    const text = cleanWords(input.text);
    if (text === "") return refuse("words_unfit");
    if (text === segment.text) return refuse("nothing_changed");
    const { personId, name } = ctx.actor;
    if (!(await correctSegment(tx, segment, text, { personId, name }))) return refuse("segment_changed");
    await auditAct(tx, ctx, {
      action: "transcript.correct",
      subjectKind: "segment",
      subjectId: segmentId,
      ...(await about(tx, caseId)),
      details: { revision: segment.revision + 1 },
    });
    return ok(toSegmentView({ ...segment, text, revision: segment.revision + 1 }));
  });

/**
 * Captions of Agora's speech-to-text as a page of the room received them over its data stream. Only settled ones are kept;
 * a speaker that is nobody of the room refuses its captions, not the others'.
 */
export async function takeAgoraCaptions(
  ctx: Ctx,
  caseId: string,
  roomId: string,
  input: z.infer<typeof AgoraCaptions>,
): Promise<Result<z.infer<typeof Taken>, TranscriptRefusal>> {
  const who = await inLook(ctx, async (tx) => {
    const room = await findRoom(tx, caseId, roomId);
    return room && { room, people: await listPeople(tx, roomId) };
  });
  if (!who) return refuse("room_not_found");
  const { room, people } = who;
  if (!room.isOpen) return refuse("room_not_open");
  const me = meIn(people, ctx);
  if (!me) return refuse("not_in_room");
  // One page tells for all: the moderator's, so that nothing is told twice or put into somebody's mouth by others.
  if (!me.isModerator) return refuse("only_moderator");
  return ctx.database.withTx(
    systemContext,
    async (tx): Promise<Result<z.infer<typeof Taken>, TranscriptRefusal>> => {
      const setting = await findSetting(tx, room.institutionId);
      if (!setting.isEnabled || setting.provider !== "agora-stt") return refuse("not_agora");
      const session = await openSession(tx, room, setting.recordYears);
      let [taken, refused] = [0, 0];
      // Two moderators' pages may tell of the same words: one after the other, so that the second finds the first's.
      await lockSession(tx, roomId);
      for (const message of input.messages) {
        const caption = readAgoraCaption(Buffer.from(message, "base64"));
        // Who speaks, this server reckons itself: no page puts words into somebody's mouth.
        const speaker = people.find(
          ({ participantId }) => caption?.uid === agoraUid(room.providerRoom, participantId),
        );
        const text = caption ? cleanWords(caption.text) : "";
        if (!caption || !speaker || text === "") {
          refused += 1;
          continue;
        }
        if (!caption.isFinal) continue;
        const id = uuidOf("agora-caption", roomId, String(caption.uid), String(caption.atMs), text);
        if (await findSegment(tx, id)) continue;
        // Agora's clock is not ours: the caption has just ended.
        const endMs = Math.max(0, Date.parse(tx.now) - Date.parse(session.startedAt));
        await addSegment(tx, {
          roomId,
          caseId,
          participantId: speaker.participantId,
          personId: speaker.personId,
          speakerName: speaker.name,
          side: speaker.side,
          startMs: Math.max(0, endMs - Math.min(caption.durationMs, 60_000)),
          endMs,
          text,
          provider: "agora-stt",
          isFinal: true,
          id,
        });
        taken += 1;
      }
      return ok({ taken, refused });
    },
  );
}
