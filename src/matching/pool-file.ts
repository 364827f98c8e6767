import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { type FileHandle, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { setImmediate as othersTurn } from "node:timers/promises";
import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import { ok, refuse, type Result } from "../kernel/result.js";
import { currentModel } from "./domain/model.js";
import type { PoolMember } from "./domain/pool.js";

/**
 * Why a saved pool cannot be used; each of them means: read it from the database. `altered`: cut off, damaged, or not written by a
 * server with this key.
 */
export type PoolFileRefusal =
  | "no_pool_file"
  | "other_format"
  | "other_product"
  | "other_database"
  | "altered";

/** Of which state of which database the members are. */
export interface PoolFileState {
  /** `databaseIdentity` and the pool's epoch: a copied or restored database is another one. */
  readonly identity: string;
  readonly epoch: string;
  readonly version: number;
  /** Which transactions had been seen: who changed later is read from the database. */
  readonly snapshot: string;
}

/** A pool in a file: where, and how its checksum is sealed, so that nobody without the server's key can write one that is taken. */
export interface PoolFile {
  readonly path: string;
  /** The same text for the same digest; nobody else can make it. */
  readonly seal: (digest: string) => string;
}

interface Head extends PoolFileState {
  readonly product: string;
  readonly members: number;
}

const magic = "CONSPOOL";
const format = 1;
const headAt = 16;
const most = { head: 4096, block: 32 * 1024 * 1024, inflated: 128 * 1024 * 1024, seal: 512 } as const;
/** So many members are packed, and laid out, at once: some 20 ms. */
const portion = 1000;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/**
 * Writes members to a file beside the one of this name and puts it in its place in one step; so a reader finds the old one or the new
 * one, whole. Others get their turn between portions. Rejects where the folder cannot be written.
 * @param product names what else must be the same to use the file again: the version of this program
 */
export async function savePool(
  { path, seal }: PoolFile,
  state: PoolFileState,
  members: readonly PoolMember[],
  product: string,
): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}.tmp`;
  const file = await open(aside, "w", 0o600);
  try {
    const hash = createHash("sha256");
    const write = async (bytes: Uint8Array): Promise<void> => {
      hash.update(bytes);
      await file.writeFile(bytes);
    };
    const head: Head = { ...state, product: productKey(product), members: members.length };
    const headBytes = Buffer.from(JSON.stringify(head));
    const start = Buffer.alloc(headAt);
    start.write(magic, "latin1");
    start.writeUInt32LE(format, 8);
    start.writeUInt32LE(headBytes.length, 12);
    await write(start);
    await write(headBytes);
    for (let from = 0; from < members.length; from += portion) {
      const packed = await deflate(Buffer.from(JSON.stringify(members.slice(from, from + portion))), {
        level: 1,
      });
      await write(lengthOf(packed.length));
      await write(packed);
      await othersTurn();
    }
    await write(lengthOf(0));
    await file.writeFile(seal(hash.digest("hex")));
    await file.sync();
    await file.close();
    await rename(aside, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    rmSync(aside, { force: true });
    throw error;
  }
}

/**
 * Reads what {@link savePool} wrote, once its seal is known to be good.
 * @param isOf whether the state is one of the database in hand, and none that it has yet to reach
 * @param take gets the members in portions; others get their turn between two of them
 */
export async function loadPool(
  { path, seal }: PoolFile,
  product: string,
  isOf: (state: PoolFileState) => Promise<boolean>,
  take: (members: readonly PoolMember[]) => void | Promise<void>,
): Promise<Result<PoolFileState, PoolFileRefusal>> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch {
    return refuse("no_pool_file");
  }
  try {
    const about = await file.stat();
    if (!about.isFile()) return refuse("no_pool_file");
    const { size } = about;
    const start = await read(file, 0, headAt);
    if (start.length < headAt || start.toString("latin1", 0, 8) !== magic) return refuse("altered");
    if (start.readUInt32LE(8) !== format) return refuse("other_format");
    const headLength = start.readUInt32LE(12);
    if (headLength > most.head) return refuse("altered");
    // The whole file is known to be ours before anything of it is used.
    const blocks = await findBlocks(file, headAt + headLength, size);
    if (blocks === undefined) return refuse("altered");
    const given = await read(file, blocks.end, size - blocks.end);
    if (given.toString() !== seal(await digestOf(file, blocks.end))) return refuse("altered");
    const head = JSON.parse((await read(file, headAt, headLength)).toString()) as Head;
    if (head.product !== productKey(product)) return refuse("other_product");
    if (!(await isOf(head))) return refuse("other_database");
    let count = 0;
    for (const { at, length } of blocks.of) {
      const packed = await inflate(await read(file, at, length), { maxOutputLength: most.inflated });
      const members = JSON.parse(packed.toString()) as PoolMember[];
      count += members.length;
      await take(members);
      await othersTurn();
    }
    if (count !== head.members) return refuse("altered");
    const { identity, epoch, version, snapshot } = head;
    return ok({ identity, epoch, version, snapshot });
  } finally {
    await file.close();
  }
}

/** What the program makes of the database's words lies in the members: another version may make something else of them. */
const productKey = (product: string): string => `${product} ${currentModel.version}`;

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes);
  return length;
}

/** Up to so many bytes; fewer at the end of the file. */
async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, length));
  let got = 0;
  while (got < bytes.length) {
    const { bytesRead } = await file.read(bytes, got, bytes.length - got, at + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return bytes.subarray(0, got);
}

/** Where the blocks lie and where the seal begins; undefined: they do not fill the file. */
async function findBlocks(
  file: FileHandle,
  from: number,
  size: number,
): Promise<{ readonly of: readonly { at: number; length: number }[]; readonly end: number } | undefined> {
  const blocks: { at: number; length: number }[] = [];
  for (let at = from; at + 4 <= size;) {
    const length = (await read(file, at, 4)).readUInt32LE(0);
    at += 4;
    if (length === 0) return size - at <= most.seal ? { of: blocks, end: at } : undefined;
    if (length > most.block || at + length > size) return undefined;
    blocks.push({ at, length });
    at += length;
  }
  return undefined;
}

async function digestOf(file: FileHandle, end: number): Promise<string> {
  const hash = createHash("sha256");
  const step = 1 << 20;
  for (let at = 0; at < end; at += step) hash.update(await read(file, at, Math.min(step, end - at)));
  return hash.digest("hex");
}
