import { sql } from "kysely";
import { type Database, type Hearing, systemContext, type Tx, type TxContext } from "./database/database.js";
import type { Lane } from "./jobs.js";
import {
  type HandlerBook,
  handlerBook,
  isAwaited,
  runDueJobs,
  type WorkerReport,
  type WorkRegistry,
} from "./run-jobs.js";
import { platformTables } from "./tables.js";

export type { WorkerReport, WorkRegistry } from "./run-jobs.js";

/** Events passed on at a time. */
const mostEvents = 100;

/**
 * Moves up to 100 outbox events into one job per subscriber, in one message to the database: those that were told by a process without
 * a worker. Returns how many events.
 */
export async function relayOutbox(database: Database, registry: WorkRegistry): Promise<number> {
  const heard = Object.entries(registry.subscribers).flatMap(([topic, hearers]) =>
    Object.keys(hearers).map((name) => ({ topic, kind: `event:${topic}:${name}` })),
  );
  const [topics, kinds] = [heard.map(({ topic }) => topic), heard.map(({ kind }) => kind)];
  const [passed] = await database.ask(
    passingOn,
    sql<{ events: number }>`with events as (
        select id, sequence, topic, subject_id, payload from platform.outbox
        where relayed_at is null order by sequence limit ${sql.lit(mostEvents)} for update skip locked),
      told as (
        insert into platform.job (kind, subject_id, dedupe_key, payload, due_at, created_at)
        select h.kind, e.subject_id, e.id::text, e.payload || jsonb_build_object('eventId', e.id), platform.now(), platform.now()
        from events e join unnest(${topics}::text[], ${kinds}::text[]) as h (topic, kind) on h.topic = e.topic
        order by e.sequence),
      passed as (
        update platform.outbox o set relayed_at = platform.now() from events e where o.id = e.id returning o.id)
      select count(*)::int as events from passed`,
  );
  return passed?.events ?? 0;
}

const passingOn: TxContext = { ...systemContext, plans: "kept" };

/** Whoever tells an event in this process makes the jobs of it himself, and wakes those who do them. */
const hearingOf = (registry: WorkRegistry, wakersOf: Hearing["wakersOf"]): Hearing => {
  const hearers = new Map(
    Object.entries(registry.subscribers).map(
      ([topic, heard]) => [topic, Object.keys(heard).map((name) => `event:${topic}:${name}`)] as const,
    ),
  );
  return { hearersOf: (topic) => hearers.get(topic) ?? [], wakersOf };
};

/** The lanes of these kinds that somebody waits for. */
const awaitedLanes = (book: HandlerBook, kinds: readonly string[]): Lane[] => [
  ...new Set(
    kinds.flatMap((kind) => {
      const lane = book.byKind.get(kind)?.lane ?? "behind";
      return isAwaited(lane) ? [lane] : [];
    }),
  ),
];

/** Relays and runs until nothing is due. Returns how many jobs ran. Used by tests and by commands. */
export async function drain(
  database: Database,
  registry: WorkRegistry,
  report: WorkerReport,
): Promise<number> {
  const book = handlerBook(registry);
  let ran = 0;
  for (;;) {
    while ((await relayOutbox(database, registry)) > 0);
    const done =
      (await runDueJobs(database, book, report, "ahead")) ||
      (await runDueJobs(database, book, report, "alone")) ||
      (await runDueJobs(database, book, report, "behind")) ||
      (await runDueJobs(database, book, report, "gathered"));
    if (done === 0) return ran;
    ran += done;
  }
}

/** One thing that a node does over and over, asleep while there is nothing to do. */
interface Loop {
  readonly isAsleep: boolean;
  /** At work it looks again when it has done that. */
  wake(): void;
  readonly ended: Promise<void>;
}

/**
 * Runs due work until stopped: at once when woken by NOTIFY, else by polling, so that a timer that fell due while no
 * process lived runs at start. Any number of nodes may run one. Events are passed on, work somebody waits for is done and books are kept in
 * lanes of their own, side by side; the embedded database has one connection, and there one lane does it all.
 */
export async function startWorker(
  database: Database,
  registry: WorkRegistry,
  report: WorkerReport,
  pollMs = 500,
): Promise<{ stop(): Promise<void> }> {
  const book = handlerBook(registry);
  let isStopped = false;
  const hasStopped = (): boolean => isStopped;

  /** @param step does a piece of work; how much, 0 when there was none: then it rests until it is woken or `restMs` have passed */
  function startLoop(step: () => Promise<number>, restMs = pollMs): Loop {
    let isWoken = false;
    let rouse: (() => void) | undefined;
    const look = (): Promise<number> => {
      // Whoever calls from now on may mean what this look does not see any more.
      isWoken = false;
      return step();
    };
    const run = async (): Promise<void> => {
      while (!hasStopped()) {
        try {
          while (!hasStopped() && (await look()) > 0);
        } catch (error) {
          report.onFailure("worker", "loop", error, 0);
        }
        await new Promise<void>((resolve) => {
          // Both may have changed while the work was done.
          if (hasStopped() || isWoken) {
            resolve();
            return;
          }
          const timer = setTimeout(resolve, restMs);
          rouse = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        rouse = undefined;
      }
    };
    return {
      get isAsleep() {
        return rouse !== undefined;
      },
      wake() {
        isWoken = true;
        rouse?.();
      },
      ended: run(),
    };
  }

  const doIn = (lane: Lane) => () => runDueJobs(database, book, report, lane);
  const [doAhead, doAlone, doBehind, doGathered] = [
    doIn("ahead"),
    doIn("alone"),
    doIn("behind"),
    doIn("gathered"),
  ];
  const relay = () => relayOutbox(database, registry);
  const loops: Loop[] = [];
  /** By what is notified, who is woken. What keeps books looks for itself: what comes within a second, or four, is done together. */
  const wakers = new Map<string, () => void>();
  if (database.kind === "pglite") {
    const all = startLoop(
      async () =>
        (await relay()) || (await doAhead()) || (await doAlone()) || (await doBehind()) || doGathered(),
    );
    loops.push(all);
    for (const about of ["", "outbox", "job"]) wakers.set(about, () => all.wake());
  } else {
    const [first, second, alone] = [startLoop(doAhead), startLoop(doAhead), startLoop(doAlone)];
    // One that rests is enough; when both are at work, either may be done first.
    const wakeAhead = () => {
      const resting = [first, second].find(({ isAsleep }) => isAsleep);
      for (const loop of resting ? [resting] : [first, second]) loop.wake();
    };
    const wakeAll = () => {
      wakeAhead();
      alone.wake();
    };
    const passing = startLoop(async () => {
      const told = await relay();
      if (told > 0) wakeAll();
      // Fewer than it may take: what has been published since wakes it by itself.
      return told < mostEvents ? 0 : told;
    });
    loops.push(
      passing,
      first,
      second,
      alone,
      startLoop(doBehind, 2 * pollMs),
      startLoop(doGathered, 8 * pollMs),
    );
    wakers.set("outbox", () => passing.wake()).set("job", wakeAll);
    wakers.set("ahead", wakeAhead).set("alone", () => alone.wake());
  }
  const stopListening = await database.listen("consilium_work", (about) => wakers.get(about)?.());
  database.setHearing(
    hearingOf(registry, database.kind === "pglite" ? () => ["job"] : (kinds) => awaitedLanes(book, kinds)),
  );
  return {
    async stop() {
      isStopped = true;
      database.setHearing(undefined);
      for (const loop of loops) loop.wake();
      await Promise.all(loops.map(({ ended }) => ended));
      await stopListening();
    },
  };
}

/** For readiness and metrics: waiting work that is overdue, and work that was given up. */
export async function workBacklog(tx: Tx): Promise<{ overdue: number; dead: number; unrelayed: number }> {
  const { rows } = await sql<{ overdue: number; dead: number; unrelayed: number }>`
    select count(*) filter (where status = 'waiting' and due_at < platform.now() - interval '30 seconds')::int as overdue,
      count(*) filter (where status = 'dead')::int as dead,
      (select count(*)::int from platform.outbox where relayed_at is null) as unrelayed
    from platform.job where status in ('waiting', 'dead')`.execute(platformTables(tx));
  return rows[0] ?? { overdue: 0, dead: 0, unrelayed: 0 };
}
