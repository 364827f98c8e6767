/** The policy lab's engine: pure, deterministic by seed; runs in a server, a worker or on the command line. */
export type { Interval } from "./compare.js";
export { type LabResult, type LabRow, runLab } from "./lab.js";
export { lineUp, type LineUpEntry } from "./line-up.js";
export { replayWorld, type ReplayHistory } from "./replay-world.js";
export { syntheticDays } from "./synthetic-day.js";
export type { SimClocks } from "./world.js";
