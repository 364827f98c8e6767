import type { Database } from "./database/database.js";

/**
 * Does waiting work outside any transaction, several pieces at a time so that one slow server does not hold up the others,
 * until stopped: at once when woken by a NOTIFY on `channel`, else by polling. Any number of nodes may have one.
 * @param next does one piece of work; false when none is due
 * @param report told when `next` throws
 */
export async function startLanes(work: {
  readonly database: Pick<Database, "listen">;
  readonly channel: string;
  readonly lanes: number;
  readonly pollMs: number;
  readonly next: () => Promise<boolean>;
  readonly report: (error: unknown) => void;
}): Promise<{ stop(): Promise<void> }> {
  let isStopped = false;
  let woken = 0;
  const wakers = new Set<() => void>();
  const wakeAll = () => {
    woken++;
    for (const wake of wakers) wake();
  };
  const stopListening = await work.database.listen(work.channel, wakeAll);
  const hasStopped = (): boolean => isStopped;
  const lane = async () => {
    while (!hasStopped()) {
      const before = woken;
      try {
        while (!hasStopped() && (await work.next()));
      } catch (error) {
        work.report(error);
      }
      if (hasStopped()) return;
      // Woken while it worked: what it was woken for may have come after its last look.
      if (woken !== before) continue;
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          wakers.delete(done);
          resolve();
        };
        const timer = setTimeout(done, work.pollMs);
        wakers.add(done);
      });
    }
  };
  const all = Promise.all(Array.from({ length: work.lanes }, lane));
  return {
    async stop() {
      isStopped = true;
      wakeAll();
      await all;
      await stopListening();
    },
  };
}
