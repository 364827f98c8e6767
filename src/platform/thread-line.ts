import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

/** A program that runs in a thread: the file built beside the server's bundle, and its source for tests, which have no bundle. */
export interface ThreadProgram {
  readonly built: URL;
  readonly source: URL;
  readonly memoryMegabytes: number;
}

const bundled = new Map<string, Promise<string>>();

/** The program of a thread bundled from its source, once. */
function bundleOf(source: string): Promise<string> {
  let made = bundled.get(source);
  if (!made) {
    made = (async () => {
      const { build } = await import("esbuild");
      const { outputFiles } = await build({
        entryPoints: [source],
        bundle: true,
        write: false,
        format: "cjs",
        platform: "node",
        target: "node20",
      });
      return outputFiles[0]?.text ?? "";
    })();
    bundled.set(source, made);
  }
  return made;
}

async function startThread({ built, source, memoryMegabytes }: ThreadProgram): Promise<Worker> {
  const options = {
    resourceLimits: {
      maxOldGenerationSizeMb: memoryMegabytes,
      maxYoungGenerationSizeMb: 16,
      stackSizeMb: 4,
    },
    // The thread needs neither the server's secrets nor its outputs.
    env: {},
    stdout: true,
    stderr: true,
  };
  const path = fileURLToPath(built);
  if (existsSync(path)) return new Worker(path, options);
  return new Worker(await bundleOf(fileURLToPath(source)), { ...options, eval: true });
}

/** The thread was thrown away: it needed more memory or fell, or took too long. */
export type Spent = { readonly ok: false; readonly error: "too_complex" | "took_too_long" };

export interface ThreadLine<Ask, Answer> {
  /** Never throws because of what it is asked. */
  ask(ask: Ask): Promise<Answer | Spent>;
  close(): Promise<void>;
}

/**
 * One thread, one piece of work at a time, in the order asked; a thread that ran out of memory or time is thrown away, and the next
 * piece gets a new one. The program hears `{ id, ask }` and says `{ id, answer }`.
 * @param milliseconds for one piece
 * @param isIdleFree whether the process may end while the thread waits for work
 */
export function newThreadLine<Ask, Answer>(
  program: ThreadProgram,
  milliseconds: number,
  isIdleFree = false,
): ThreadLine<Ask, Answer> {
  let thread: Promise<Worker> | undefined;
  let line: Promise<unknown> = Promise.resolve();
  let nextId = 0;

  async function once(ask: Ask): Promise<Answer | Spent> {
    const worker = await (thread ??= startThread(program));
    worker.ref();
    const id = nextId++;
    return new Promise<Answer | Spent>((resolve) => {
      const end = (answer: Answer | Spent, isSpent: boolean) => {
        clearTimeout(timer);
        worker.off("message", onMessage).off("error", onError).off("exit", onExit);
        if (isSpent) {
          thread = undefined;
          // A thread that is out of memory says so once more as it dies; nobody listens to that any longer.
          worker.on("error", () => undefined);
          void worker.terminate();
        } else if (isIdleFree) worker.unref();
        resolve(answer);
      };
      const onMessage = (said: { id: number; answer: Answer }) => {
        if (said.id === id) end(said.answer, false);
      };
      const onError = () => end({ ok: false, error: "too_complex" }, true);
      const onExit = () => end({ ok: false, error: "too_complex" }, true);
      const timer = setTimeout(() => end({ ok: false, error: "took_too_long" }, true), milliseconds);
      worker.on("message", onMessage).on("error", onError).on("exit", onExit);
      worker.postMessage({ id, ask });
    });
  }

  return {
    ask(ask) {
      const mine = line.then(() => once(ask));
      line = mine.catch(() => undefined);
      return mine;
    },
    async close() {
      await line;
      const worker = await thread;
      thread = undefined;
      await worker?.terminate();
    },
  };
}
