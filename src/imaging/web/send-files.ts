import { get, OfflineError, postOnce, ProblemError, upload } from "../../web/api-client.js";
import { IntakeDetail, limits, PartTaken } from "../api.js";
import { sha256 } from "./sha256.js";

/** How far the sending has come. */
export interface Progress {
  readonly sentBytes: number;
  readonly allBytes: number;
  readonly doneFiles: number;
  readonly files: number;
  readonly isOffline: boolean;
}

/** Names a file so that it is known again when it is chosen once more after a reload. */
export async function fingerprintOf(file: File): Promise<string> {
  const head = await file.slice(0, 65_536).arrayBuffer();
  const about = new TextEncoder().encode(`${file.size}\n${file.lastModified}\n`);
  const bytes = new Uint8Array(about.length + head.byteLength);
  bytes.set(about);
  bytes.set(new Uint8Array(head), about.length);
  return (await sha256(bytes.buffer)).slice(0, 40);
}

const nameOf = (file: File): string => file.webkitRelativePath || file.name;

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** What a moment's trouble is: no network, or a server that is busy. Everything else is told to the person. */
const isPassing = (error: unknown): boolean =>
  error instanceof OfflineError || (error instanceof ProblemError && [429, 503].includes(error.status));

const filesAtOnce = 3;

interface Pair {
  readonly file: File;
  readonly id: string;
  readonly receivedBytes: number;
}

/** Which announced file each chosen one is; those of an earlier upload that were not chosen again are left out. */
export async function pairUp(intake: IntakeDetail, files: readonly File[]): Promise<Pair[]> {
  const open = new Map(intake.files.map((one) => [`${one.sizeBytes} ${one.fingerprint}`, one]));
  const pairs: Pair[] = [];
  for (const file of files) {
    const key = `${file.size} ${await fingerprintOf(file)}`;
    const known = open.get(key);
    if (!known) continue;
    open.delete(key);
    pairs.push({ file, id: known.id, receivedBytes: known.receivedBytes });
  }
  return pairs;
}

/** Announces the files; empty ones are left out, because nothing of them could arrive. */
export async function announce(caseId: string, files: readonly File[]): Promise<IntakeDetail> {
  const announced = [];
  for (const file of files)
    if (file.size > 0)
      announced.push({
        name: nameOf(file).slice(-500),
        sizeBytes: file.size,
        fingerprint: await fingerprintOf(file),
      });
  return postOnce(`/api/cases/${caseId}/imaging/intakes`, IntakeDetail, { files: announced });
}

/**
 * Sends what is missing of each file, part by part, three files at a time. Without a network it waits and goes on where
 * the server says it stopped; it rejects for every other refusal, and when `signal` is aborted.
 */
export async function sendParts(
  caseId: string,
  intake: IntakeDetail,
  pairs: readonly Pair[],
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  const place = `/api/cases/${caseId}/imaging/intakes/${intake.id}`;
  const allBytes = pairs.reduce((sum, { file }) => sum + file.size, 0);
  const sent = new Map(pairs.map(({ id, receivedBytes }) => [id, receivedBytes]));
  let doneFiles = 0;
  let isOffline = false;
  const tell = () => {
    const sentBytes = [...sent.values()].reduce((sum, bytes) => sum + bytes, 0);
    onProgress({ sentBytes, allBytes, doneFiles, files: pairs.length, isOffline });
  };

  const sendOne = async ({ file, id, receivedBytes }: Pair): Promise<void> => {
    let offset = receivedBytes;
    let troubles = 0;
    while (offset < file.size) {
      signal.throwIfAborted();
      const part = file.slice(offset, offset + limits.partBytes);
      try {
        const bytes = await part.arrayBuffer();
        const taken = await upload(`${place}/files/${id}/parts`, PartTaken, new File([bytes], "part"), {
          fields: { offset: String(offset), sha256: await sha256(bytes) },
          signal,
          onProgress(share) {
            sent.set(id, offset + share * part.size);
            tell();
          },
        });
        offset = taken.receivedBytes;
        troubles = 0;
        isOffline = false;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof ProblemError && error.code === "part_out_of_place") {
          const now = await get(place, IntakeDetail);
          offset = now.files.find((one) => one.id === id)?.receivedBytes ?? offset;
          if (++troubles > 5) throw error;
        } else if (isPassing(error)) {
          isOffline = error instanceof OfflineError;
          tell();
          await wait(Math.min(15_000, 1_000 * 2 ** troubles++), signal);
        } else throw error;
      }
      sent.set(id, offset);
      tell();
    }
    doneFiles++;
    tell();
  };

  const queue = [...pairs];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) await sendOne(next);
  };
  await Promise.all(Array.from({ length: filesAtOnce }, lane));
}

/** All is sent: has the files judged. */
export const finish = (caseId: string, intakeId: string): Promise<IntakeDetail> =>
  postOnce(`/api/cases/${caseId}/imaging/intakes/${intakeId}/finish`, IntakeDetail);
