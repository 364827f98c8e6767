import { parentPort } from "node:worker_threads";
import type { IcsAsk } from "./read-aside.js";
import { readIcs } from "./read-ics.js";

/** Runs in a thread of its own: a calendar's text comes in, what it takes of its owner's time goes out. */
parentPort?.on("message", ({ id, ask: { text, ...asked } }: { id: number; ask: IcsAsk }) => {
  parentPort?.postMessage({ id, answer: readIcs(text, asked) });
});
