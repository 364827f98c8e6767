// Times how long a fresh process needs to load every code system and index: `npx tsx scripts/bench-terminology.ts`.
// On a busy machine the processor time is the one to read.
import { performance } from "node:perf_hooks";
import { terminology } from "../src/terminology/load.js";

const round = (ms: number): number => Math.round(ms * 10) / 10;
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const before = { wall: performance.now(), cpu: cpuMs() };
// The readers of names load a trained model each and are measured where they are evaluated.
const named = new Set(["termReader", "termList"]);
const systems = Object.entries(terminology).filter(([name]) => !named.has(name));
const rows = systems.map(([name, load]) => {
  const start = { wall: performance.now(), cpu: cpuMs() };
  (load as () => unknown)();
  return { name, wallMs: round(performance.now() - start.wall), cpuMs: round(cpuMs() - start.cpu) };
});
const all = {
  name: "all",
  wallMs: round(performance.now() - before.wall),
  cpuMs: round(cpuMs() - before.cpu),
};
console.table([...rows, all]);
