import { sql } from "kysely";
import { type PoolVersion, versionIn, versionWith } from "../experts/index.js";
import { groupBy } from "../kernel/collections.js";
import { civilDate } from "../kernel/time.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import type { MatchFacts, PastConsults } from "../matching/index.js";
import { readsWhole, type Tx } from "../platform/database/database.js";
import { clockFor } from "../triage/index.js";
import {
  type FactNews,
  factNews,
  readFactNews,
  readPastConsults,
  readResponses,
} from "./store/past-consults.js";
import { dispatchTables } from "./tables.js";

type Facts = Pick<MatchFacts, "loadByRole" | "responseStats" | "consultHistory">;

interface Kept {
  /** Of which database, on which civil day (load and the 18 months count by it), and how far it has read. */
  readonly epoch: string;
  readonly day: string;
  readonly snapshot: string;
  readonly facts: Facts;
}
let kept: Kept | undefined;

/** What a transaction has read of versions; and of whom something changed since what this node keeps had been read. */
export interface Seen extends PoolVersion {
  readonly news?: { readonly since: string; readonly of: readonly FactNews[] };
}

/**
 * The versions that a transaction sees, with the news of facts since those this node keeps, in one statement; `read` takes its rows. For a
 * transaction that sees every tenant's offers.
 */
export function versionsToSee() {
  const since = kept?.snapshot;
  const statement = versionWith(
    since === undefined ? sql<readonly FactNews[] | null>`null::jsonb` : factNews(since),
  );
  const read = (rows: Parameters<typeof versionIn<readonly FactNews[] | null>>[0]): Seen => {
    const { also, ...seen } = versionIn(rows);
    return since === undefined ? seen : { ...seen, news: { since, of: also ?? [] } };
  };
  return { statement, read };
}

/** {@link versionsToSee} by themselves. */
export async function seeVersions(tx: Tx): Promise<Seen> {
  const { statement, read } = versionsToSee();
  return read((await statement.execute(dispatchTables(tx))).rows);
}

/** Of more changed roles than this everything is read anew. */
const mostNews = 2000;

/**
 * Load, answers and history of every role, for a request of this level that nobody has been asked about yet. They stay in this
 * node's memory: only roles of whom something changed are read again, and once a civil day all of them. The same maps are handed out
 * until something changes; they are never changed themselves.
 * @param seen what this transaction has read of versions already, if it has changed nothing since
 */
export const poolFacts = async (tx: Tx, level: UrgencyLevel, seen?: Seen): Promise<MatchFacts> =>
  (await poolFactsByLevel(tx, seen))(level);

/** {@link poolFacts} for requests of any level, looked for once. */
export async function poolFactsByLevel(tx: Tx, seen?: Seen): Promise<(level: UrgencyLevel) => MatchFacts> {
  const facts = await currentFacts(tx, seen);
  return (level) => ({
    ...facts,
    excludedRoles: new Map(),
    historyMonths: 18,
    answerWithinMinutes: clockFor(level).offerMinutes,
  });
}

async function currentFacts(tx: Tx, seen?: Seen): Promise<Facts> {
  const isWhole = tx.context.scope === "system" || tx.context.scope === "platform";
  // One tenant's offers are no facts for all.
  if (!isWhole) return read(tx);
  // Read first: what commits meanwhile may be in the facts already, and comes again with the next news.
  const { epoch, snapshot, news: told } = seen ?? (await seeVersions(tx));
  const day = civilDate(tx.now);
  const before = kept;
  const news =
    before?.epoch !== epoch || before.day !== day
      ? undefined
      : told?.since === before.snapshot
        ? told.of
        : await readFactNews(tx, before.snapshot);
  if (before && news?.length === 0) return before.facts;
  const isKnown = before !== undefined && news !== undefined && news.length <= mostNews;
  const facts = isKnown
    ? withNews(before.facts, await read(tx, rolesOf(news)), rolesOf(news))
    : await read(tx);
  // What this very transaction changed may never come true: facts for it alone.
  const isSettled = news === undefined ? await isUntouched(tx, snapshot) : !news.some(({ isOwn }) => isOwn);
  if (isSettled && kept === before) kept = { epoch, day, snapshot, facts };
  return facts;
}

const rolesOf = (news: readonly { readonly roleId: string }[]): string[] => news.map(({ roleId }) => roleId);
const isUntouched = async (tx: Tx, snapshot: string): Promise<boolean> =>
  !(await readFactNews(tx, snapshot)).some(({ isOwn }) => isOwn);

/** The facts of these roles, or of all. Who has nothing on hand has no load. */
async function read(tx: Tx, roleIds?: readonly string[]): Promise<Facts> {
  if (!roleIds) readsWhole(tx);
  const [responses, consultHistory] = await Promise.all([
    readResponses(tx, roleIds),
    readPastConsults(tx, roleIds),
  ]);
  return {
    loadByRole: new Map(
      responses.flatMap(({ roleId, today, thisWeek }) =>
        today === 0 && thisWeek === 0 ? [] : [[roleId, { today, thisWeek }] as const],
      ),
    ),
    responseStats: new Map(
      responses.map(({ roleId, offers, accepted, medianMinutes }) => [
        roleId,
        { offers, accepted, medianMinutes },
      ]),
    ),
    consultHistory,
  };
}

/** The facts with those of the changed roles in place of what was known of them. */
function withNews(before: Facts, now: Facts, roleIds: readonly string[]): Facts {
  const changed = new Set(roleIds);
  const replaced = <T>(old: ReadonlyMap<string, T>, fresh: ReadonlyMap<string, T>): Map<string, T> => {
    const map = new Map(old);
    for (const roleId of changed) {
      const value = fresh.get(roleId);
      if (value === undefined) map.delete(roleId);
      else map.set(roleId, value);
    }
    return map;
  };
  return {
    loadByRole: replaced(before.loadByRole, now.loadByRole),
    responseStats: replaced(before.responseStats, now.responseStats),
    consultHistory: historyWith(before.consultHistory, now.consultHistory, changed),
  };
}

/** In order of role as the database reads it; the same list while no role of it changed. */
function historyWith(
  before: readonly PastConsults[],
  now: readonly PastConsults[],
  changed: ReadonlySet<string>,
): readonly PastConsults[] {
  const own = groupBy(before, (past) => past.roleId);
  const fresh = groupBy(now, (past) => past.roleId);
  const isSame = [...changed].every(
    (roleId) => JSON.stringify(own.get(roleId)) === JSON.stringify(fresh.get(roleId)),
  );
  if (isSame) return before;
  return [...before.filter(({ roleId }) => !changed.has(roleId)), ...now].sort((a, b) =>
    a.roleId < b.roleId ? -1 : a.roleId > b.roleId ? 1 : 0,
  );
}
