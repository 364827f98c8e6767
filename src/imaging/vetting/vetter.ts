import { newThreadLine } from "../../platform/thread-line.js";
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

/** What a thread is asked. */
export interface VettingAsk {
  readonly act: "vet" | "draw";
  readonly path: string;
}

/** Source: the project's rule for uploads; the header of a real image takes under a millisecond. */
export const vettingLimits = { memoryMegabytes: 64, milliseconds: 5_000 } as const;

const program = {
  built: new URL("./imaging-vetting-worker.js", import.meta.url),
  source: new URL("./worker.ts", import.meta.url),
  memoryMegabytes: vettingLimits.memoryMegabytes,
};

/**
 * A thread for what comes in and one for pictures, so that no upload waits behind a drawing.
 * @param milliseconds for one file
 */
export function newVetter(milliseconds: number = vettingLimits.milliseconds): Vetter {
  const vetting = newThreadLine<VettingAsk, Vetted>(program, milliseconds);
  const drawing = newThreadLine<VettingAsk, Drawn>(program, milliseconds);
  return {
    vet: (path) => vetting.ask({ act: "vet", path }),
    draw: (path) => drawing.ask({ act: "draw", path }),
    async close() {
      await Promise.all([vetting.close(), drawing.close()]);
    },
  };
}
