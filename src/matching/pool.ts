import { setImmediate as othersTurn } from "node:timers/promises";
import {
  databaseIdentity,
  type ExpertPoolRow,
  isPastSnapshot,
  poolVersion,
  type PoolChanges,
  type PoolVersion,
  readPoolInPortions,
  readPoolChanges,
} from "../experts/index.js";
import { inPieces } from "../kernel/pieces.js";
import { ok, type Result } from "../kernel/result.js";
import { type Database, systemContext, type Tx } from "../platform/database/database.js";
import { packageVersion } from "../platform/package-root.js";
import { titleIndex } from "../terminology/index.js";
import { slotsOf } from "./domain/index/bitset.js";
import { MatchPool, type PoolMember, type TitleRank } from "./domain/pool.js";
import { loadPool, type PoolFile, type PoolFileRefusal, savePool } from "./pool-file.js";
import { vocabulary } from "./vocabulary.js";

/** A pool and which state of the database it shows: the same version is the same pool, on any node. */
export interface LoadedPool {
  readonly epoch: string;
  readonly version: number;
  readonly pool: MatchPool;
}

const rankOf = (titleCode: string | null): { titleRank: TitleRank; titleName: string | null } => {
  const title = titleCode === null ? undefined : titleIndex().byCode.get(titleCode);
  const rank: TitleRank =
    title?.rank === "正高"
      ? "senior"
      : title?.rank === "副高"
        ? "associate"
        : title?.rank === "中级"
          ? "attending"
          : "other";
  return { titleRank: rank, titleName: title?.name ?? null };
};

const toMember = ({ titleCode, ...row }: ExpertPoolRow): PoolMember => ({ ...row, ...rankOf(titleCode) });

interface Kept {
  readonly pool: MatchPool;
  snapshot: string;
}
let kept: Kept | undefined;

/** Where this node finds a pool that was laid out earlier, which state of it lies there, and why it was of no use. */
let saved: { readonly file: PoolFile; version?: string; refusal?: PoolFileRefusal } | undefined;

/** Of more changed experts than this the whole pool is read anew; so it is when struck and late entries are more than a quarter. */
const mostChanges = 2000;
const mostLooseShare = 0.25;

const isNewer = (pool: MatchPool, epoch: string, version: number): boolean =>
  pool.version.epoch !== epoch || pool.version.sequence < version;

/**
 * Calls back with the pool as this transaction sees it, or as it has become since. It stays in memory; when the database's
 * version is another one, only the experts that changed are read. `use` is synchronous: the pool changes under nobody's hands.
 * @param known the version that this transaction has read already, if it has changed no expert since
 */
export async function withPool<T>(tx: Tx, use: (loaded: LoadedPool) => T, known?: PoolVersion): Promise<T> {
  const seen = known ?? (await poolVersion(tx));
  // What this very transaction changed may never come true: a pool for it alone.
  if (!seen.isSettled) return use(loadedOf((await readWhole(tx)).pool));
  if (kept?.pool.version.epoch !== seen.epoch) kept = await readOnce(tx, seen);
  // From a file, or by another request's reading, it may be older than what this transaction sees.
  if (isNewer(kept.pool, seen.epoch, seen.version)) {
    const changes = await readPoolChanges(tx, kept.snapshot, mostChanges);
    const isTidy = kept.pool.index.loose <= Math.max(mostChanges, mostLooseShare * kept.pool.size);
    if (changes && isTidy) takeIn(changes);
    else kept = await readOnce(tx, seen);
  }
  return use(loadedOf(kept.pool));
}

const loadedOf = (pool: MatchPool): LoadedPool => ({
  epoch: pool.version.epoch,
  version: pool.version.sequence,
  pool,
});

async function readWhole(tx: Tx): Promise<Kept> {
  const pool = new MatchPool(vocabulary);
  const { epoch, version, snapshot } = await readPoolInPortions(tx, (members) => {
    pool.take(members.map(toMember));
  });
  return { pool: await inPieces(pool.finishing({ epoch, sequence: version }), othersTurn), snapshot };
}

/** The database ends a transaction in which nothing happens for half a minute. */
const aliveMs = 5_000;

/** The pool that was saved, as old as it is. */
async function readSaved(tx: Tx, seen: PoolVersion, file: PoolFile): Promise<Result<Kept, PoolFileRefusal>> {
  const pool = new MatchPool(vocabulary);
  let heard = Date.now();
  const rest = async (): Promise<void> => {
    await othersTurn();
    if (Date.now() - heard < aliveMs) return;
    heard = Date.now();
    await poolVersion(tx);
  };
  const identity = await databaseIdentity(tx);
  const found = await loadPool(
    file,
    packageVersion(),
    async (state) =>
      state.identity === identity &&
      state.epoch === seen.epoch &&
      state.version <= seen.version &&
      (await isPastSnapshot(tx, state.snapshot)),
    async (members) => {
      pool.take(members);
      await rest();
    },
  );
  if (!found.ok) return found;
  const { epoch, version, snapshot } = found.value;
  return ok({ pool: await inPieces(pool.finishing({ epoch, sequence: version }), rest), snapshot });
}

/** At the first reading of this node the saved pool, where there is one; else all from the database. */
async function readKept(tx: Tx, seen: PoolVersion): Promise<Kept> {
  if (kept !== undefined || saved === undefined) return readWhole(tx);
  const own = saved;
  const found = await readSaved(tx, seen, own.file);
  if (found.ok) {
    own.version = nameOf(found.value.pool);
    return found.value;
  }
  own.refusal = found.error;
  return readWhole(tx);
}

const nameOf = ({ version: { epoch, sequence } }: MatchPool): string => `${epoch} ${sequence}`;

let reading: Promise<Kept> | undefined;

/** The whole pool, read by one transaction for all that ask meanwhile: each for itself would take as long together as one by one. */
async function readOnce(tx: Tx, seen: PoolVersion): Promise<Kept> {
  if (reading === undefined) {
    const own = readKept(tx, seen).finally(() => (reading = undefined));
    reading = own;
    return own;
  }
  const other = reading.catch(() => undefined);
  for (;;) {
    const found = await Promise.race([other, late(1000)]);
    // Whoever reads may fail for reasons of its own; an engine with one connection never comes here.
    if (found !== "late") return found ?? readWhole(tx);
    // A transaction in which nothing happens is ended after a while.
    await poolVersion(tx);
  }
}

const late = (ms: number): Promise<"late"> =>
  new Promise((resolve) => setTimeout(resolve, ms, "late").unref());

/**
 * Lays the pool out before anybody asks: the first ranking of a node would wait for it.
 * @param file where an earlier run saved it ({@link saveKeptPool}): then only who changed since is read from the database
 * @returns why the file was of no use; undefined: it was, or none was given
 */
export async function warmPool(database: Database, file?: PoolFile): Promise<PoolFileRefusal | undefined> {
  saved = file && { file };
  await database.withTx(systemContext, (tx) => withPool(tx, () => undefined));
  return saved?.refusal;
}

/** Fewer members are read from the database as soon as from a file. */
const leastSaved = 2000;

/**
 * Saves the pool of this node where {@link warmPool} was told, if it is another one than the file's. Others get their turn meanwhile.
 * Rejects where the folder cannot be written; false: nothing to save.
 */
export async function saveKeptPool(database: Database, least = leastSaved): Promise<boolean> {
  if (!saved || !kept || kept.pool.size < least || saved.version === nameOf(kept.pool)) return false;
  const identity = await database.withTx(systemContext, databaseIdentity);
  const { file } = saved;
  // What the pool is at one moment: its members never change, and later ones are not among these.
  const { pool, snapshot } = kept;
  const { epoch, sequence: version } = pool.version;
  const name = nameOf(pool);
  const members = slotsOf(pool.live).flatMap((m) => pool.members[m] ?? []);
  await savePool(file, { identity, epoch, version, snapshot }, members, packageVersion());
  saved.version = name;
  return true;
}

/** From which state of which database this node answers; undefined: it has not read the pool yet. */
export const poolState = (): { epoch: string; version: number; members: number } | undefined =>
  kept && { epoch: kept.pool.version.epoch, version: kept.pool.version.sequence, members: kept.pool.size };

/** Tests only: as if this process had just begun. */
export function forgetPool(): void {
  kept = undefined;
  saved = undefined;
}

/** Puts the changes into the kept pool, unless another request has brought it further meanwhile. */
function takeIn({ epoch, version, snapshot, practitionerIds, members }: PoolChanges): void {
  if (!kept || kept.pool.version.epoch !== epoch || !isNewer(kept.pool, epoch, version)) return;
  const { pool } = kept;
  const now = new Set<string>(members.map((member) => member.practitionerRoleId));
  for (const practitionerId of practitionerIds)
    for (const m of pool.liveAmong(pool.ofPractitioner.of(practitionerId))) {
      const roleId = pool.members[m]?.practitionerRoleId ?? "";
      if (!now.has(roleId)) pool.remove(roleId);
    }
  for (const member of members) pool.put(toMember(member));
  pool.index.version = { epoch, sequence: version };
  kept.snapshot = snapshot;
}
