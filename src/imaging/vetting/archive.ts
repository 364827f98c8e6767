import { isUtf8 } from "node:buffer";
import type { Readable } from "node:stream";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { limits } from "../domain/limits.js";

export type ArchiveFault = "archive_unreadable" | "archive_too_many_members" | "archive_inflates_too_much";
export type MemberFault = "member_encrypted" | "member_unsafe_name" | "member_damaged" | "file_too_large";

export class ArchiveRefused extends Error {
  readonly fault: ArchiveFault;
  constructor(fault: ArchiveFault) {
    super(fault);
    this.fault = fault;
  }
}
export class MemberRefused extends Error {
  readonly fault: MemberFault;
  constructor(fault: MemberFault) {
    super(fault);
    this.fault = fault;
  }
}

export interface Member {
  /** Counted from 1 in the archive's own order, folders included. */
  readonly position: number;
  readonly name: string;
  /**
   * The content in pieces, counted as they come out. Throws MemberRefused (this one is bad, the others go on) or
   * ArchiveRefused (all members together have become too much).
   */
  open(): AsyncGenerator<Buffer>;
}

/** A name as Chinese Windows (GBK), or anybody else (UTF-8), wrote it. It is never part of a path. */
function nameOf(raw: Buffer, isMarkedUtf8: boolean): string {
  const label = isMarkedUtf8 || isUtf8(raw) ? "utf-8" : "gb18030";
  return new TextDecoder(label).decode(raw).replaceAll("\\", "/");
}

const isUnsafe = (name: string): boolean =>
  name.startsWith("/") || /^[a-z]:/iu.test(name) || name.split("/").includes("..") || name.includes("\0");

const openZip = (path: string): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    // Names stay bytes: yauzl would end the reading of all members at the first unsafe one.
    yauzl.open(
      path,
      { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true },
      (error, zip) => {
        if (error) reject(error);
        else resolve(zip);
      },
    );
  });

const nextEntry = (zip: ZipFile): Promise<Entry | undefined> =>
  new Promise((resolve, reject) => {
    const off = () => zip.removeAllListeners("entry").removeAllListeners("end").removeAllListeners("error");
    zip.once("entry", (entry: Entry) => {
      off();
      resolve(entry);
    });
    zip.once("end", () => {
      off();
      resolve(undefined);
    });
    zip.once("error", (error: Error) => {
      off();
      reject(error);
    });
    zip.readEntry();
  });

const openEntry = (zip: ZipFile, entry: Entry): Promise<Readable> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });

/**
 * The files of a zip archive, one after the other; the next is read when this one has been left. Folders are passed over.
 * Throws ArchiveRefused when the archive as a whole is bad; what was handed out before stays good.
 */
export async function* membersOf(path: string): AsyncGenerator<Member> {
  let zip: ZipFile;
  try {
    zip = await openZip(path);
  } catch {
    throw new ArchiveRefused("archive_unreadable");
  }
  try {
    if (zip.entryCount > limits.archiveMembers) throw new ArchiveRefused("archive_too_many_members");
    let left: number = limits.archiveInflatedBytes;
    for (let position = 1; ; position++) {
      let entry: Entry | undefined;
      try {
        entry = await nextEntry(zip);
      } catch {
        throw new ArchiveRefused("archive_unreadable");
      }
      if (entry === undefined) return;
      const current = entry;
      const name = nameOf(entry.fileName as unknown as Buffer, (entry.generalPurposeBitFlag & 0x800) !== 0);
      // Apple's archiver adds a shadow of every file.
      if (name.endsWith("/") || name.startsWith("__MACOSX/") || name.endsWith("/.DS_Store")) continue;
      yield {
        position,
        name,
        async *open() {
          if (isUnsafe(name)) throw new MemberRefused("member_unsafe_name");
          if ((current.generalPurposeBitFlag & 1) !== 0) throw new MemberRefused("member_encrypted");
          let stream: Readable;
          try {
            stream = await openEntry(zip, current);
          } catch {
            throw new MemberRefused("member_damaged");
          }
          let size = 0;
          try {
            for await (const chunk of stream as AsyncIterable<Buffer>) {
              size += chunk.length;
              left -= chunk.length;
              if (left < 0) throw new ArchiveRefused("archive_inflates_too_much");
              if (size > limits.instanceBytes) throw new MemberRefused("file_too_large");
              yield chunk;
            }
          } catch (error) {
            if (error instanceof ArchiveRefused || error instanceof MemberRefused) throw error;
            // It is longer or shorter than it says, or does not inflate.
            throw new MemberRefused("member_damaged");
          } finally {
            stream.destroy();
          }
        },
      };
    }
  } finally {
    zip.close();
  }
}
