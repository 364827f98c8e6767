import type { AuditAction } from "../../kernel/audit-actions.js";
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { auditAct, type Ctx } from "../../identity/index.js";
import { findCase } from "../../cases/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { inLook } from "./look.js";
import { sha256Of } from "../chain.js";
import { piecesOf, readRange } from "../domain/recording.js";
import type { TranscriptRefusal } from "../refusals.js";
import { listPieces, type Piece } from "../store/chunks.js";
import { findRecording, type Recording } from "../store/recordings.js";

/** Most that one answer to a Range request holds, so that somebody who seeks does not pull the whole. */
const longestRange = 8 * 1024 * 1024;

async function open(
  ctx: Ctx,
  caseId: string,
  recordingId: string,
  act: { readonly action: AuditAction; readonly details: Record<string, unknown> },
): Promise<Result<{ recording: Recording; pieces: Piece[] }, TranscriptRefusal>> {
  return inLook(ctx, async (tx) => {
    const found = await findCase(tx, caseId);
    const recording = await findRecording(tx, caseId, recordingId);
    if (!found || !recording || recording.startedAt === null) return refuse("recording_not_found");
    if (recording.status === "purged") return refuse("recording_purged");
    const pieces = await listPieces(tx, recordingId);
    await auditAct(tx, ctx, {
      action: act.action,
      subjectKind: "recording",
      subjectId: recordingId,
      caseId,
      caseInstitutionId: found.institutionId,
      outcome: "read",
      details: act.details,
    });
    return ok({ recording, pieces });
  });
}

/** The bytes of the pieces, each checked against the hash it was stored with before any of it leaves. */
async function* bytesOf(
  ctx: Ctx,
  wanted: readonly { readonly part: Piece; readonly from: number; readonly to: number }[],
): AsyncGenerator<Uint8Array> {
  for (const { part, from, to } of wanted) {
    const content = await ctx.files.get(part.fileKey);
    if (!content || sha256Of(content) !== part.sha256)
      throw new Error("a piece of a recording is missing or damaged");
    yield content.subarray(from, to + 1);
  }
}

/** Sends the recording for playing, by ranges where asked. Every request is audited before a byte leaves. */
export async function playRecording(
  ctx: Ctx,
  caseId: string,
  recordingId: string,
  rangeHeader: string | undefined,
  reply: FastifyReply,
): Promise<Result<null, TranscriptRefusal>> {
  const opened = await open(ctx, caseId, recordingId, { action: "recording.play", details: {} });
  if (!opened.ok) return opened;
  const { recording, pieces } = opened.value;
  const size = pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (size === 0) return refuse("recording_unreadable");
  const range = readRange(rangeHeader, size);
  reply.header("accept-ranges", "bytes").type(recording.mediaType);
  if (range === "unsatisfiable") {
    await reply.code(416).header("content-range", `bytes */${size}`).send();
    return ok(null);
  }
  const first = range?.first ?? 0;
  const last = range ? Math.min(range.last, first + longestRange - 1) : size - 1;
  if (range) reply.code(206).header("content-range", `bytes ${first}-${last}/${size}`);
  reply.header("content-length", last - first + 1);
  await reply.send(Readable.from(bytesOf(ctx, piecesOf(pieces, first, last)), { objectMode: false }));
  return ok(null);
}

/** Sends the whole file to be kept elsewhere; the reason stands in the audit. */
export async function downloadRecording(
  ctx: Ctx,
  caseId: string,
  recordingId: string,
  reason: string,
  reply: FastifyReply,
): Promise<Result<null, TranscriptRefusal>> {
  const opened = await open(ctx, caseId, recordingId, { action: "recording.download", details: { reason } });
  if (!opened.ok) return opened;
  const { recording, pieces } = opened.value;
  const size = pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (size === 0) return refuse("recording_unreadable");
  reply
    .type(recording.mediaType)
    .header("content-length", size)
    .header("content-disposition", `attachment; filename="consultation-${recording.id.slice(0, 8)}.webm"`);
  await reply.send(Readable.from(bytesOf(ctx, piecesOf(pieces, 0, size - 1)), { objectMode: false }));
  return ok(null);
}
