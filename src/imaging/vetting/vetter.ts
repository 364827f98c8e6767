import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Drawn } from "./draw.js";
import type { Vetted } from "./header.js";

/** Reads headers of files that nobody has looked at yet, and draws those that were found good, in threads that may die. */
export interface Vetter {
  /** What the DICOM file at `path` is. Never throws because of the file. */
  vet(path: string): Promise<Vetted>;
  /** A small picture of the DICOM file at `path`, of its middle frame. Never throws because of the file. */
  draw(path: string): Promise<Drawn>;
  close(): Promise<void>;
}

/** Source: the project's rule for uploads; the header of a real image takes under a millisecond. */
export const vettingLimits = { memoryMegabytes: 64, milliseconds: 5_000 } as const;

let bundled: Promise<string> | undefined;

/** The worker's program: built beside the server's bundle; from the sources (tests) it is bundled when first needed. */
async function newThread(): Promise<Worker> {
  const options = {
    resourceLimits: {
      maxOldGenerationSizeMb: vettingLimits.memoryMegabytes,
      maxYoungGenerationSizeMb: 16,
      stackSizeMb: 4,
    },
    // The thread needs neither the server's secrets nor its outputs.
    env: {},
    stdout: true,
    stderr: true,
  };
  const built = fileURLToPath(new URL("./imaging-vetting-worker.js", import.meta.url));
  if (existsSync(built)) return new Worker(built, options);
  bundled ??= (async () => {
    const { build } = await import("esbuild");
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL("./worker.ts", import.meta.url))],
      bundle: true,
      write: false,
      format: "cjs",
      platform: "node",
      target: "node20",
    });
    return outputFiles[0]?.text ?? "";
  })();
  return new Worker(await bundled, { ...options, eval: true });
}

type Spent = { readonly ok: false; readonly error: "too_complex" | "took_too_long" };

/** One thread, one file at a time; a thread that ran out of memory or time is thrown away and the next file gets a new one. */
function newLine<Answer>(act: "vet" | "draw", milliseconds: number) {
  let thread: Promise<Worker> | undefined;
  let line: Promise<unknown> = Promise.resolve();
  let nextId = 0;

  async function once(path: string): Promise<Answer | Spent> {
    const worker = await (thread ??= newThread());
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
        }
        resolve(answer);
      };
      const onMessage = (said: { id: number; answer: Answer }) => {
        if (said.id === id) end(said.answer, false);
      };
      const onError = () => end({ ok: false, error: "too_complex" }, true);
      const onExit = () => end({ ok: false, error: "too_complex" }, true);
      const timer = setTimeout(() => end({ ok: false, error: "took_too_long" }, true), milliseconds);
      worker.on("message", onMessage).on("error", onError).on("exit", onExit);
      worker.postMessage({ id, path, act });
    });
  }

  return {
    ask(path: string): Promise<Answer | Spent> {
      const mine = line.then(() => once(path));
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

/**
 * A thread for what comes in and one for pictures, so that no upload waits behind a drawing.
 * @param milliseconds for one file
 */
export function newVetter(milliseconds: number = vettingLimits.milliseconds): Vetter {
  const vetting = newLine<Vetted>("vet", milliseconds);
  const drawing = newLine<Drawn>("draw", milliseconds);
  return {
    vet: (path) => vetting.ask(path),
    draw: (path) => drawing.ask(path),
    async close() {
      await Promise.all([vetting.close(), drawing.close()]);
    },
  };
}
