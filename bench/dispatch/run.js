// node run.js [--families s10k,t10k] [--meetings m100] [--rivals lemon,highs] [--seconds 120] [--json]
// Every solver and family in a process of its own, one after the other.
import { spawn } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { families } from "./families.js";
import { openLemon } from "./lemon.js";
import { mdtFamilies } from "./mdt-families.js";
import { goalsOf, textOf } from "./report.js";

const here = dirname(fileURLToPath(import.meta.url));
const list = (text) => text.split(",").filter(Boolean);
const usual = Object.keys(families).filter((name) => name !== "s100k");

const { values } = parseArgs({
  options: {
    families: { type: "string", default: usual.join() },
    meetings: { type: "string", default: Object.keys(mdtFamilies).join() },
    rivals: { type: "string", default: "lemon,highs" },
    repeats: { type: "string", default: "4" },
    seconds: { type: "string", default: "60" },
    json: { type: "boolean", default: false },
  },
});

/** HiGHS needs minutes and gigabytes beyond these. */
const forHighs = ["s500", "t500", "s2k", "t2k", "s10k", "t10k"];
const meetingsForHighs = ["m20", "m100", "m100t"];

const chosen = list(values.families);
const meetings = list(values.meetings);
const rivals = list(values.rivals);
const wrong = [
  ...chosen.filter((name) => !(name in families)).map((name) => `--families: ${name}`),
  ...meetings.filter((name) => !(name in mdtFamilies)).map((name) => `--meetings: ${name}`),
  ...rivals.filter((name) => name !== "lemon" && name !== "highs").map((name) => `--rivals: ${name}`),
];
if (wrong.length > 0) {
  process.stderr.write(
    `${wrong.join("\n")}\nfamilies: ${Object.keys(families).join(", ")}; meetings: ${Object.keys(mdtFamilies).join(", ")}; rivals: lemon, highs\n`,
  );
  process.exit(2);
}

/** What a script prints, or the reason why it printed nothing. */
function measure(script, ...args) {
  const child = spawn(process.execPath, ["--max-old-space-size=8000", join(here, script), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: here,
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err = (err + chunk).slice(-4000)));
  const timer = setTimeout(() => child.kill(), 600_000);
  return new Promise((resolve) =>
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const said = /^(?:\w*Error.*|.*heap out of memory.*)$/m.exec(err)?.[0];
      resolve(code === 0 ? JSON.parse(out) : { failed: said ?? `ended with ${signal ?? code}` });
    }),
  );
}

const say = (text) => {
  if (!values.json) process.stderr.write(`${text} …\n`);
};
const machine = {
  cpu: cpus()[0]?.model ?? "",
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  loadBefore: loadavg()[0],
};
const lemon = rivals.includes("lemon") ? await openLemon() : { absent: "not asked for" };
machine.lemon = lemon.version ?? `absent: ${lemon.absent}`;

const assignments = [];
for (const family of chosen) {
  say(`${family}: ${families[family][0]}`);
  const own = await measure("own.js", "assign", family, values.repeats);
  const beside = {};
  if (lemon.measure)
    beside.lemon = await lemon
      .measure(family, Number(values.repeats))
      .catch((error) => ({ failed: error.message }));
  if (rivals.includes("highs") && forHighs.includes(family))
    beside.highs = await measure("highs.js", "assign", family, values.seconds);
  assignments.push({ family, own, ...beside });
}
lemon.close?.();

const plans = [];
for (const family of meetings) {
  say(`${family}: ${mdtFamilies[family][0]}`);
  const own = await measure("own.js", "meet", family, "3");
  const beside = {};
  if (rivals.includes("highs") && meetingsForHighs.includes(family))
    beside.highs = await measure("highs.js", "meet", family, values.seconds);
  plans.push({ family, own, ...beside });
}
machine.loadAfter = loadavg()[0];

const report = { machine, assignments, meetings: plans, goals: goalsOf(assignments, plans) };
process.stdout.write(values.json ? `${JSON.stringify(report, null, 1)}\n` : textOf(report));
