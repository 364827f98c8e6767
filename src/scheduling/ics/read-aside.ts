import { refuse, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import { newThreadLine } from "../../platform/thread-line.js";
import type { IcsRefusal, ReadIcs } from "./read-ics.js";

/** A calendar's text, the window it is laid out in and its owner's clock. */
export interface IcsAsk {
  readonly text: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly zone: string;
}

/** The largest file that may be read takes a few seconds of one processor; this is for a machine that has other things to do. */
const patienceMs = 30_000;

const reader = newThreadLine<IcsAsk, Result<ReadIcs, IcsRefusal>>(
  {
    built: new URL("./calendar-reader.js", import.meta.url),
    source: new URL("./worker.ts", import.meta.url),
    memoryMegabytes: 256,
  },
  patienceMs,
  true,
);

/** {@link readIcs} in a thread of its own, one file at a time: whoever else the server has to answer does not wait for it. */
export async function readIcsAside(ask: IcsAsk): Promise<Result<ReadIcs, IcsRefusal>> {
  const read = await reader.ask(ask);
  return !read.ok && (read.error === "too_complex" || read.error === "took_too_long")
    ? refuse("ics_took_too_long")
    : (read as Result<ReadIcs, IcsRefusal>);
}
