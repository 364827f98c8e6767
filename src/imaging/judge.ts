import { createHash, randomUUID } from "node:crypto";
import { open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { attachmentTypeOf } from "../cases/index.js";
import { limits } from "./domain/limits.js";
import { pictureSize } from "./domain/picture-size.js";
import type { ImagingHost } from "./host.js";
import { keepImage, keepOrdinary, refuseFile } from "./keep.js";
import type { FileFault } from "./refused-files.js";
import type { Intake, Item } from "./store/intakes.js";
import { ArchiveRefused, MemberRefused, membersOf } from "./vetting/archive.js";

/** One lot of files being judged: what was judged before it began again, and how full the case is. */
export interface Judgment {
  readonly host: ImagingHost;
  readonly intake: Intake;
  /** A folder of our own for files that nobody has looked at yet. */
  readonly folder: string;
  readonly judged: Set<string>;
  /** Images the case may still take. */
  room: number;
  /** A sign of life, now and then; false: the work was taken away. */
  readonly onStep: (moreFound: number) => Promise<void>;
  /** Of a fetch: the only study that may come. */
  readonly studyInstanceUid: string | null;
}

interface Waiting {
  readonly place: string;
  readonly name: string;
  readonly path: string;
}

/** A name as it may be stored and shown: the last part of its path, without control and direction characters. */
export function shownFileName(path: string): string {
  const last =
    path
      .split(/[\\/]/u)
      .filter((part) => part !== "")
      .at(-1) ?? "";
  const clean = last.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "").trim();
  return Array.from(clean).slice(0, 200).join("") || "未命名";
}

async function headOf(path: string, most: number): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(most), 0, most, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const isZip = (head: Buffer): boolean =>
  head.length >= 4 && [0x04034b50, 0x06054b50].includes(head.readUInt32LE(0));
/** Office files and books are zips as well; they begin with a member of their own. */
const isOffice = (head: Buffer): boolean =>
  /^(\[Content_Types\]\.xml|mimetype|_rels\/|word\/|xl\/|ppt\/|docProps\/|META-INF\/)/u.test(
    head.subarray(30, 60).toString("latin1"),
  );
const isDicom = (head: Buffer): boolean => head.length >= 132 && head.toString("latin1", 128, 132) === "DICM";

const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

async function judgeImage(work: Judgment, file: Waiting, sizeBytes: number): Promise<Item | FileFault> {
  const { host, intake } = work;
  if (sizeBytes > limits.instanceBytes) return "file_too_large";
  const vetted = await host.vetter.vet(file.path);
  if (!vetted.ok) return vetted.error;
  const { header } = vetted;
  if (work.studyInstanceUid !== null && header.studyInstanceUid !== work.studyInstanceUid)
    return "other_study_given";
  if (work.room <= 0) return "images_full";
  const content = await readFile(file.path);
  const kept = await keepImage(host, intake, { ...file, content, sha256: sha256(content) }, header);
  if (kept.outcome === "kept") work.room--;
  return kept;
}

async function judgeOrdinary(work: Judgment, file: Waiting, sizeBytes: number): Promise<Item | FileFault> {
  if (sizeBytes > limits.attachmentBytes) {
    // Only of a file that would be taken is it worth saying that it is too large.
    const type = await attachmentTypeOf(await headOf(file.path, 4096));
    return type === undefined ? "file_type_refused" : "attachment_too_large";
  }
  const content = await readFile(file.path);
  const type = await attachmentTypeOf(content);
  if (type === undefined || type === "application/dicom") return "file_type_refused";
  if (type.startsWith("image/")) {
    const size = pictureSize(content);
    if (size && size.width * size.height > limits.picturePixels) return "picture_too_large";
  }
  return keepOrdinary(work.host, work.intake, { ...file, content, sha256: sha256(content) }, type);
}

async function writeOut(pieces: AsyncIterable<Buffer>, path: string): Promise<Buffer> {
  const file = await open(path, "wx", 0o600);
  try {
    let head: Buffer = Buffer.alloc(0);
    for await (const piece of pieces) {
      if (head.length < 512) head = Buffer.concat([head, piece.subarray(0, 512)]);
      // Neither an image nor small enough for anything else: the rest of a bomb stays packed.
      await file.write(piece);
      const { size } = await file.stat();
      if (head.length >= 132 && !isDicom(head) && size > limits.attachmentBytes) break;
    }
    return head;
  } finally {
    await file.close();
  }
}

async function judgeArchive(work: Judgment, archive: Waiting): Promise<FileFault | undefined> {
  try {
    let found = 0;
    for await (const member of membersOf(archive.path)) {
      const place = `${archive.place}/${member.position}`;
      await work.onStep(found++ === 0 ? 0 : 1);
      if (work.judged.has(place)) continue;
      const file = { place, name: shownFileName(member.name), path: join(work.folder, randomUUID()) };
      try {
        await writeOut(member.open(), file.path);
        await judgeFile(work, file, true);
      } catch (error) {
        if (!(error instanceof MemberRefused)) throw error;
        await refuseFile(work.host, work.intake, file, error.fault);
      } finally {
        await rm(file.path, { force: true });
      }
    }
    return undefined;
  } catch (error) {
    if (error instanceof ArchiveRefused) return error.fault;
    throw error;
  }
}

/**
 * Finds out what a file is, by its bytes alone, and keeps it or says why not: one row of the intake's items in either case.
 * Throws only for what is wrong with us (disk, database), never for what is wrong with the file.
 */
export async function judgeFile(work: Judgment, file: Waiting, isMember = false): Promise<void> {
  const { size } = await stat(file.path);
  const head = await headOf(file.path, 512);
  let outcome: Item | FileFault | undefined;
  if (size === 0) outcome = "file_empty";
  else if (isZip(head))
    outcome = isOffice(head)
      ? "file_type_refused"
      : isMember
        ? "archive_in_archive"
        : await judgeArchive(work, file);
  else if (isDicom(head)) outcome = await judgeImage(work, file, size);
  else outcome = await judgeOrdinary(work, file, size);
  if (typeof outcome === "string")
    await refuseFile(work.host, work.intake, { place: file.place, name: file.name }, outcome);
}

/** Puts bytes into a file of the judgment's folder and judges them. */
export async function judgeBytes(
  work: Judgment,
  file: { readonly place: string; readonly name: string },
  bytes: Uint8Array,
): Promise<void> {
  const path = join(work.folder, randomUUID());
  try {
    await writeFile(path, bytes, { mode: 0o600, flag: "wx" });
    await judgeFile(work, { ...file, path });
  } finally {
    await rm(path, { force: true });
  }
}
