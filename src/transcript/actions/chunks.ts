import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { type Ctx, inTx, type UploadedFile } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { ChunkFields, type ChunkTaken } from "../api.js";
import { nextInChain, sha256Of } from "../chain.js";
import { judgeChunk } from "../domain/recording.js";
import { inLook } from "./look.js";
import type { TranscriptRefusal } from "../refusals.js";
import { addChunk, findChunkHash } from "../store/chunks.js";
import { findRecording, lockRecording } from "../store/recordings.js";

type Taken = Result<z.infer<typeof ChunkTaken>, TranscriptRefusal>;

/**
 * Takes one chunk of the recorder's. The bytes are stored first under a name of our own, and the row commits after them;
 * when it does not, they are deleted again. The same chunk sent twice is taken once; another one with its number is refused.
 */
export async function putChunk(
  ctx: Ctx,
  caseId: string,
  recordingId: string,
  number: number,
  file: UploadedFile,
): Promise<Taken> {
  const fields = ChunkFields.safeParse(file.fields);
  if (!fields.success) return refuse("chunk_fields_missing");
  if (file.content.length === 0) return refuse("chunk_empty");
  const { sha256, previousHash } = fields.data;
  if (sha256Of(file.content) !== sha256) return refuse("chunk_damaged");
  const chunk = { number, sha256, previousHash };
  const before = await inLook(ctx, (tx) => findRecording(tx, caseId, recordingId));
  if (!before) return refuse("recording_not_found");
  if (before.askedBy !== ctx.actor.personId) return refuse("only_recorder");
  const judged = judgeChunk(before, chunk);
  if (!judged.ok) return judged;
  const fileKey = randomUUID();
  const isNew = judged.value === "next";
  if (isNew) await ctx.files.put(fileKey, file.content);
  let isKept = false;
  try {
    const taken = await inTx(ctx, async (tx): Promise<Taken> => {
      const now = await lockRecording(tx, caseId, recordingId);
      if (!now) return refuse("recording_not_found");
      const again = judgeChunk(now, chunk);
      if (!again.ok) return again;
      if (again.value === "repeated")
        return (await findChunkHash(tx, recordingId, number)) === sha256
          ? ok({ chunkCount: now.chunkCount, chainHash: now.chainHash, status: now.status })
          : refuse("chunk_differs");
      const chainHash = nextInChain(now.chainHash, sha256);
      const sizeBytes = file.content.length;
      if (!isNew || !(await addChunk(tx, now, { number, sha256, chainHash, sizeBytes, fileKey })))
        return refuse("chunk_out_of_order");
      isKept = true;
      return ok({ chunkCount: number + 1, chainHash, status: now.status });
    });
    isKept &&= taken.ok;
    return taken;
  } catch (error) {
    // Whether it was committed is not known: the bytes stay, which costs a little room and loses nothing.
    isKept = true;
    throw error;
  } finally {
    if (isNew && !isKept) await ctx.files.delete(fileKey);
  }
}
