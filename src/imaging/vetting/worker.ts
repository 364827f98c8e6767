import { openSync, closeSync, fstatSync, readSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { limits } from "../domain/limits.js";
import { draw } from "./draw.js";
import type { Vetted } from "./header.js";
import { readHeader } from "./read-header.js";
import type { VettingAsk } from "./vetter.js";

/** The file's beginning: a little first, because nearly every header is short, then as much as a header may have. */
function vet(path: string): Vetted {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const read = (most: number): Uint8Array => {
      const bytes = Buffer.alloc(Math.min(size, most));
      let at = 0;
      while (at < bytes.length) {
        const got = readSync(file, bytes, at, bytes.length - at, at);
        if (got === 0) break;
        at += got;
      }
      return bytes.subarray(0, at);
    };
    const short = readHeader(read(128 * 1024), size);
    return short.ok || size <= 128 * 1024 ? short : readHeader(read(limits.headerBytes), size);
  } finally {
    closeSync(file);
  }
}

/** Runs in a thread with little memory and little time; the file's path comes in, what it is or a picture of it goes out. */
parentPort?.on("message", ({ id, ask: { path, act } }: { id: number; ask: VettingAsk }) => {
  if (act === "vet") parentPort?.postMessage({ id, answer: vet(path) });
  else void draw(path).then((answer) => parentPort?.postMessage({ id, answer }));
});
