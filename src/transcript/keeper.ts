import type { AuditAction } from "../kernel/audit-actions.js";
import { randomUUID } from "node:crypto";
import { findCase } from "../cases/index.js";
import { audit } from "../platform/audit.js";
import { type Database, systemContext, type Tx } from "../platform/database/database.js";
import type { FileStore } from "../platform/files/file-store.js";
import { startLanes } from "../platform/lanes.js";
import { sha256Of } from "./chain.js";
import { sealWithoutRestHours } from "./domain/recording.js";
import { purgeNextSession } from "./store/holds.js";
import { listChunks, listPieces, type Piece } from "./store/chunks.js";
import { claimToSeal, dropParts, findHalfPurged, purgeNext, sealRecordingRow } from "./store/keeping.js";
import { askNext, type RecorderHost } from "./server-recorder.js";
import { keeperChannel, type Recording } from "./store/recordings.js";
import { purgeNextServerRecording } from "./store/server-recordings.js";

/** Chunks are put together into files of about this size, so that one fits into memory. */
const partBytes = 16 * 1024 * 1024;

interface KeeperHost {
  readonly database: Database;
  readonly files: FileStore;
}

const keeper = { kind: "system", id: null, label: "音视频保管" } as const;

async function auditKeeping(
  tx: Tx,
  of: { readonly caseId: string; readonly institutionId: string },
  act: { action: AuditAction; kind: string; id: string; details: Record<string, unknown> },
): Promise<void> {
  await audit(tx, {
    institutionId: of.institutionId,
    actor: keeper,
    action: act.action,
    subjectKind: act.kind,
    subjectId: act.id,
    caseId: of.caseId,
    caseInstitutionId: (await findCase(tx, of.caseId))?.institutionId ?? null,
    outcome: "done",
    details: act.details,
  });
}

/** What a sealed recording is: all of its chunks with their hashes, in order. Its own hash stands beside it. */
function manifestOf(recording: Recording, chunks: Awaited<ReturnType<typeof listChunks>>) {
  return {
    recordingId: recording.id,
    caseId: recording.caseId,
    roomId: recording.roomId,
    mediaType: recording.mediaType,
    startedAt: recording.startedAt,
    stoppedAt: recording.stoppedAt,
    stopReason: recording.stopReason,
    expectedChunks: recording.expectedChunks,
    chainHash: recording.chainHash,
    chunks: chunks.map(({ number, sha256, sizeBytes, receivedAt }) => ({
      number,
      sha256,
      sizeBytes,
      receivedAt,
    })),
  };
}

async function seal(host: KeeperHost, recording: Recording): Promise<void> {
  const chunks = await host.database.withTx(systemContext, (tx) => listChunks(tx, recording.id));
  const parts: Piece[] = [];
  let gathered: Uint8Array[] = [];
  let size = 0;
  let firstByte = 0;
  const close = async () => {
    if (size === 0) return;
    const content = Buffer.concat(gathered);
    const fileKey = randomUUID();
    await host.files.put(fileKey, content);
    parts.push({ firstByte, sizeBytes: size, sha256: sha256Of(content), fileKey });
    firstByte += size;
    gathered = [];
    size = 0;
  };
  for (const chunk of chunks) {
    const content = chunk.fileKey === null ? undefined : await host.files.get(chunk.fileKey);
    // Sealed is only what is whole: a damaged chunk leaves the recording as it is, and the failure is reported.
    if (!content || sha256Of(content) !== chunk.sha256)
      throw new Error("a chunk of a recording is missing or damaged");
    gathered.push(content);
    size += content.length;
    if (size >= partBytes) await close();
  }
  await close();
  const manifest = manifestOf(recording, chunks);
  const manifestSha256 = sha256Of(JSON.stringify(manifest));
  const isSealed = await host.database.withTx(systemContext, async (tx) => {
    if (!(await sealRecordingRow(tx, recording.id, { parts, manifest, manifestSha256 }))) return false;
    await auditKeeping(tx, recording, {
      action: "recording.seal",
      kind: "recording",
      id: recording.id,
      details: { chunks: chunks.length, expectedChunks: recording.expectedChunks, manifestSha256 },
    });
    return true;
  });
  const gone = isSealed
    ? chunks.flatMap(({ fileKey }) => fileKey ?? [])
    : parts.map(({ fileKey }) => fileKey);
  for (const key of gone) await host.files.delete(key);
}

/** Forgets where a service keeps a recording whose time is over. Its file there ends by the service's own rule; the audit names it. */
async function purgeServerRecording(tx: Tx): Promise<boolean> {
  const recording = await purgeNextServerRecording(tx);
  if (!recording) return false;
  await auditKeeping(tx, recording, {
    action: "recording.purge",
    kind: "recording",
    id: recording.id,
    details: {
      provider: recording.provider,
      locations: recording.files.map(({ location }) => location),
      retainUntilOn: recording.retainUntilOn,
      manifestSha256: recording.manifestSha256,
    },
  });
  return true;
}

/** Destroys the files of one purged recording, then the rows that name them. */
async function destroy(host: KeeperHost, id: string, fileKeys: readonly string[]): Promise<void> {
  for (const key of fileKeys) await host.files.delete(key);
  await host.database.withTx(systemContext, (tx) => dropParts(tx, id));
}

/** One piece of keeping: seals, or purges what has been kept long enough. False: nothing is due. */
export async function keepNext(host: KeeperHost): Promise<boolean> {
  const { database } = host;
  const toSeal = await database.withTx(systemContext, (tx) => claimToSeal(tx, sealWithoutRestHours));
  if (toSeal) {
    await seal(host, toSeal);
    return true;
  }
  const purged = await database.withTx(systemContext, async (tx) => {
    const recording = await purgeNext(tx);
    if (!recording) return undefined;
    await auditKeeping(tx, recording, {
      action: "recording.purge",
      kind: "recording",
      id: recording.id,
      details: { retainUntilOn: recording.retainUntilOn, manifestSha256: recording.manifestSha256 },
    });
    return { id: recording.id, fileKeys: (await listPieces(tx, recording.id)).map(({ fileKey }) => fileKey) };
  });
  const gone = purged ? undefined : await database.withTx(systemContext, purgeServerRecording);
  if (gone) return true;
  const half = purged ?? (await database.withTx(systemContext, findHalfPurged));
  if (half) {
    await destroy(host, half.id, half.fileKeys);
    return true;
  }
  return database.withTx(systemContext, async (tx) => {
    const session = await purgeNextSession(tx);
    if (!session) return false;
    await auditKeeping(tx, session, {
      action: "transcript.purge",
      kind: "transcript",
      id: session.roomId,
      details: {},
    });
    return true;
  });
}

/** Seals, purges, and asks media services to record, until stopped. */
export const startKeeper = (
  host: KeeperHost & RecorderHost,
  report: (error: unknown) => void,
  pollMs = 15_000,
): Promise<{ stop(): Promise<void> }> =>
  startLanes({
    database: host.database,
    channel: keeperChannel,
    lanes: 1,
    pollMs,
    // A service that does not answer holds up nothing but its own recording, and not longer than its time to answer.
    next: async () => (await askNext(host)) || (await keepNext(host)),
    report,
  });
