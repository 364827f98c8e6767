import {
  type ExpertPoolRow,
  poolVersion,
  type PoolChanges,
  type PoolVersion,
  readPoolInPortions,
  readPoolChanges,
} from "../experts/index.js";
import { type Database, systemContext, type Tx } from "../platform/database/database.js";
import { titleIndex } from "../terminology/index.js";
import { MatchPool, type PoolMember, type TitleRank } from "./domain/pool.js";
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
  if (kept?.pool.version.epoch !== seen.epoch) kept = await readOnce(tx);
  else if (isNewer(kept.pool, seen.epoch, seen.version)) {
    const changes = await readPoolChanges(tx, kept.snapshot, mostChanges);
    const isTidy = kept.pool.index.loose <= Math.max(mostChanges, mostLooseShare * kept.pool.size);
    if (changes && isTidy) takeIn(changes);
    else kept = await readOnce(tx);
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
  return { pool: pool.finish({ epoch, sequence: version }), snapshot };
}

let reading: Promise<Kept> | undefined;

/** The whole pool, read by one transaction for all that ask meanwhile: each for itself would take as long together as one by one. */
async function readOnce(tx: Tx): Promise<Kept> {
  if (reading === undefined) {
    const own = readWhole(tx).finally(() => (reading = undefined));
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

/** Lays the pool out before anybody asks: the first ranking of a node would wait for it. */
export const warmPool = (database: Database): Promise<void> =>
  database.withTx(systemContext, (tx) => withPool(tx, () => undefined));

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
