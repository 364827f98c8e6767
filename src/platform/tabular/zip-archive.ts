import { createInflateRaw } from "node:zlib";
import { TableUnreadable } from "./refusals.js";
import type { TableLimits } from "./table.js";

export type ZipMember = {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly packedBytes: number;
  readonly declaredBytes: number;
  readonly headerAt: number;
};

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
/** A part of a workbook is named by a short path; longer names only serve to hide or to fill memory. */
const longestName = 512;

/**
 * Reads the members of a zip archive from its central directory and inflates them one at a time, counting what really
 * comes out: a declared size is only a claim. All members share one allowance (`limits.inflatedBytes`).
 * Throws TableUnreadable: corrupt_workbook, content_too_large.
 */
export class ZipArchive {
  readonly members = new Map<string, ZipMember>();
  readonly #bytes: Buffer;
  #allowance: number;

  constructor(bytes: Uint8Array, limits: TableLimits) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#allowance = limits.inflatedBytes;
    let declared = 0;
    for (const member of readDirectory(this.#bytes, limits.archiveMembers)) {
      declared += member.declaredBytes;
      // The first of two members with one name wins, as in spreadsheet programs.
      if (!this.members.has(member.name)) this.members.set(member.name, member);
    }
    if (declared > limits.inflatedBytes) throw new TableUnreadable("content_too_large");
  }

  /** The member's content in pieces; nothing when it does not exist. */
  async *read(name: string): AsyncGenerator<Buffer> {
    const member = this.members.get(name);
    if (member === undefined) return;
    const packed = this.#packed(member);
    if (member.method === 0) {
      this.#spend(packed.length);
      yield packed;
      return;
    }
    if (member.method !== 8) throw new TableUnreadable("corrupt_workbook");
    const inflate = createInflateRaw({ chunkSize: 64 * 1024 });
    try {
      inflate.end(packed);
      for await (const chunk of inflate as AsyncIterable<Buffer>) {
        this.#spend(chunk.length);
        yield chunk;
      }
    } catch (error) {
      if (error instanceof TableUnreadable) throw error;
      throw new TableUnreadable("corrupt_workbook");
    } finally {
      inflate.destroy();
    }
  }

  #packed(member: ZipMember): Buffer {
    const bytes = this.#bytes;
    const at = member.headerAt;
    if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== localSignature) {
      throw new TableUnreadable("corrupt_workbook");
    }
    const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    const end = start + member.packedBytes;
    if (end > bytes.length) throw new TableUnreadable("corrupt_workbook");
    return bytes.subarray(start, end);
  }

  #spend(size: number): void {
    this.#allowance -= size;
    if (this.#allowance < 0) throw new TableUnreadable("content_too_large");
  }
}

function* readDirectory(bytes: Buffer, memberLimit: number): Generator<ZipMember> {
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  if (count > memberLimit) throw new TableUnreadable("content_too_large");
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== entrySignature) {
      throw new TableUnreadable("corrupt_workbook");
    }
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const nameEnd = at + 46 + nameLength;
    const next = nameEnd + extraLength + bytes.readUInt16LE(at + 32);
    if (next > bytes.length || nameLength > longestName) throw new TableUnreadable("corrupt_workbook");
    const sizes = wideSizes(bytes, at, nameEnd, extraLength);
    yield {
      name: bytes
        .toString("utf8", at + 46, nameEnd)
        .replaceAll("\\", "/")
        .replace(/^\//u, ""),
      method: bytes.readUInt16LE(at + 10),
      encrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
      ...sizes,
    };
    at = next;
  }
}

/** The end record stands in the last 64 KiB, behind it only a comment. */
function findEnd(bytes: Buffer): number {
  const earliest = Math.max(0, bytes.length - 22 - 0xffff);
  for (let at = bytes.length - 22; at >= earliest; at--) {
    if (bytes.readUInt32LE(at) === endSignature) return at;
  }
  throw new TableUnreadable("corrupt_workbook");
}

type Sizes = Pick<ZipMember, "packedBytes" | "declaredBytes" | "headerAt">;

/** Some writers put 0xFFFFFFFF and the true values into the zip64 extra field (APPNOTE 4.5.3) even for small files. */
function wideSizes(bytes: Buffer, at: number, extraAt: number, extraLength: number): Sizes {
  const written = { packed: at + 20, declared: at + 24, header: at + 42 };
  let field = zip64Field(bytes, extraAt, extraLength);
  const value = (place: number): number => {
    const short = bytes.readUInt32LE(place);
    if (short !== 0xffffffff) return short;
    if (field === undefined || field.at + 8 > field.end) throw new TableUnreadable("corrupt_workbook");
    const wide = Number(bytes.readBigUInt64LE(field.at));
    field = { at: field.at + 8, end: field.end };
    return wide;
  };
  const declaredBytes = value(written.declared);
  const packedBytes = value(written.packed);
  return { declaredBytes, packedBytes, headerAt: value(written.header) };
}

function zip64Field(bytes: Buffer, extraAt: number, length: number): { at: number; end: number } | undefined {
  let at = extraAt;
  while (at + 4 <= extraAt + length) {
    const end = at + 4 + bytes.readUInt16LE(at + 2);
    if (end > extraAt + length) return undefined;
    if (bytes.readUInt16LE(at) === 1) return { at: at + 4, end };
    at = end;
  }
  return undefined;
}
