import { cpus, loadavg } from "node:os";
import { expert, question, relevance } from "./pool.js";

/** CPU milliseconds of this process so far. */
export const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const rounded = (value, digits = 3) => Math.round(value * 10 ** digits) / 10 ** digits;

/** Smallest value that at least that share of the (sorted) values does not exceed. */
export const quantile = (sorted, share) =>
  rounded(sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? 0);

export const spread = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), max: rounded(sorted.at(-1) ?? 0) };
};

/** Hands experts 0 … n − 1 on in portions; only what `take` does is timed, not the making of the pool. */
export async function build(n, take) {
  let cpu = 0;
  let wall = 0;
  for (let from = 0; from < n; from += 10_000) {
    const portion = Array.from({ length: Math.min(10_000, n - from) }, (_, i) => expert(from + i));
    const [c, w] = [cpuMs(), performance.now()];
    await take(portion);
    cpu += cpuMs() - c;
    wall += performance.now() - w;
  }
  return { cpu, wall };
}

/**
 * Asks question after question and times each. `clock` reads the CPU milliseconds of whoever does the work.
 * @param ask question → ids of the first 20
 */
export async function askAll(ask, { questions, seconds, clock = cpuMs, warmUp = 100 }) {
  const started = performance.now();
  for (let k = 0; k < warmUp && performance.now() - started < 1000 * seconds * 0.2; k++)
    await ask(question(50_000 + k));
  const walls = [];
  const cpus = [];
  let useful = 0;
  const begun = performance.now();
  for (let k = 0; k < questions && performance.now() - begun < 1000 * seconds; k++) {
    const asked = question(k);
    const [c, w] = [clock(), performance.now()];
    const ids = await ask(asked);
    walls.push(performance.now() - w);
    cpus.push(clock() - c);
    for (const id of ids.slice(0, 20)) useful += relevance(asked, expert(Number(id)));
  }
  return {
    questions: walls.length,
    wallMs: spread(walls),
    cpuMs: spread(cpus),
    relevanceOf20: rounded(useful / walls.length / 20, 2),
  };
}

/** Peak resident memory of this process, in MB. */
export const peakMb = () => Math.round(process.resourceUsage().maxRSS / 1024);

export const buildOf = ({ cpu, wall }) => ({ cpuS: rounded(cpu / 1000, 2), wallS: rounded(wall / 1000, 2) });

/** What the figures were taken on, and how busy it was. */
export const machine = () => ({
  cpu: cpus()[0].model,
  cores: cpus().length,
  load: loadavg().map((one) => rounded(one, 1)),
});
