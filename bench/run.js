// node run.js --experts 10000,100000 [--engines consilium,flexsearch] [--seconds 60] [--questions 300] [--json]
// Every engine in a process of its own, one after the other, over the same pool and questions.
import { spawn } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { engines, notable, textOf } from "./report.js";

const here = dirname(fileURLToPath(import.meta.url));
const list = (text) => text.split(",").filter(Boolean);

const { values } = parseArgs({
  options: {
    experts: { type: "string", default: "10000,100000" },
    engines: { type: "string", default: Object.keys(engines).join() },
    questions: { type: "string", default: "300" },
    seconds: { type: "string", default: "60" },
    minutes: { type: "string", default: "15" },
    json: { type: "boolean", default: false },
  },
});

/** Runs one engine at one size. What cannot run is named with the reason, never left out. */
function measure(name, experts) {
  const limits = JSON.stringify({ questions: Number(values.questions), seconds: Number(values.seconds) });
  const flags = name === "postgres" ? ["--import", "tsx"] : [];
  const child = spawn(
    process.execPath,
    [...flags, "--max-old-space-size=12000", join(here, "engine.js"), name, String(experts), limits],
    { stdio: ["ignore", "pipe", "pipe"], cwd: here },
  );
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err = (err + chunk).slice(-4000)));
  let isLate = false;
  const timer = setTimeout(
    () => {
      isLate = true;
      child.kill();
    },
    Number(values.minutes) * 60_000,
  );
  return new Promise((resolve) =>
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(JSON.parse(out));
      else if (isLate) resolve({ failed: `longer than ${values.minutes} minutes` });
      else
        resolve({
          failed: (
            /^(?:\w*Error.*|.*heap out of memory.*)$/m.exec(err)?.[0] ?? `ended with ${signal ?? code}`
          ).trim(),
        });
    }),
  );
}

const sizes = list(values.experts).map(Number);
const chosen = list(values.engines);
const wrong = [
  ...sizes.filter((n) => !Number.isInteger(n) || n < 100).map((n) => `--experts: ${n}`),
  ...chosen.filter((name) => !(name in engines)).map((name) => `--engines: ${name}`),
];
if (wrong.length > 0 || sizes.length === 0) {
  process.stderr.write(
    `${wrong.join("\n")}\nNumbers of at least 100; engines are ${Object.keys(engines).join(", ")}\n`,
  );
  process.exit(2);
}

const machine = {
  cpu: cpus()[0]?.model ?? "",
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  loadBefore: loadavg().map((load) => Math.round(load * 10) / 10),
};
const results = [];
for (const experts of sizes)
  for (const name of chosen) {
    if (!values.json) process.stderr.write(`${engines[name]}, ${experts} …\n`);
    results.push({ engine: name, experts, ...(await measure(name, experts)) });
  }
machine.loadAfter = loadavg().map((load) => Math.round(load * 10) / 10);
const report = { machine, results, ratios: notable(results) };
process.stdout.write(values.json ? `${JSON.stringify(report, null, 1)}\n` : textOf(report));
