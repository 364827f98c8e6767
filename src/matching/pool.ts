import { type ExpertPoolRow, poolVersion, type PoolVersion, readPool } from "../experts/index.js";
import type { Tx } from "../platform/database/database.js";
import { titleIndex } from "../terminology/index.js";
import { buildPool, type MatchPool, type PoolMember, type TitleRank } from "./domain/pool.js";
import { vocabulary } from "./vocabulary.js";

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

const isSame = (loaded: LoadedPool, seen: PoolVersion): boolean =>
  loaded.epoch === seen.epoch && loaded.version === seen.version;

let kept: LoadedPool | undefined;

/** The pool as this transaction sees it: kept in memory, and read again when the database's version differs. */
export async function loadPool(tx: Tx): Promise<LoadedPool> {
  const seen = await poolVersion(tx);
  if (seen.isSettled && kept && isSame(kept, seen)) return kept;
  const { epoch, version, isSettled, members } = await readPool(tx);
  const loaded = { epoch, version, pool: buildPool(members.map(toMember), vocabulary) };
  if (isSettled) kept = loaded;
  return loaded;
}
