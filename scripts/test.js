// The whole test of a clean clone: format, lint, types, boundaries, the main job, then the suite on PGlite, on a PostgreSQL from npm,
// on DATABASE_URL when it is given, and the journeys in a browser. Each step is timed; the first failure ends it.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, "node_modules", ".bin", name);
const began = Date.now();

/** Runs one command; its output is shown as it comes, or kept back and shown only when it fails. */
function run(label, command, args, { env = {}, quiet = false } = {}) {
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
    });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    child.on("close", (code) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? "✓" : "✗"} ${label} ${seconds} s`);
      if (code !== 0 && quiet) console.log(output);
      resolve(code === 0);
    });
  });
}

const quiet = { quiet: true };
const only = process.argv[2];
const wants = (...steps) => only === undefined || steps.includes(only);

/** Runs commands one after another; false at the first that fails. */
const inTurn = async (...runs) => {
  for (const one of runs) if (!(await one())) return false;
  return true;
};
const both = async (...runs) => !(await Promise.all(runs.map((one) => one()))).includes(false);

/** The native compiler (ADR 26); it uses every core by itself. */
const typesOf = (label, project) => () =>
  run(
    label,
    process.execPath,
    [join(root, "node_modules/typescript-native/bin/tsc"), "-p", `tsconfig.${project}.json`],
    quiet,
  );
const types = () =>
  inTurn(
    typesOf("types", "server"),
    typesOf("types of the pages", "web"),
    typesOf("types of the journeys", "e2e"),
  );
const lint = () =>
  both(
    () =>
      inTurn(
        () => run("format", bin("oxfmt"), ["--check"], quiet),
        () => run("lint", bin("oxlint"), ["--type-aware", "--deny-warnings", "."], quiet),
      ),
    () => run("boundaries", bin("depcruise"), ["src", "--config", ".dependency-cruiser.cjs"], quiet),
  );
const mainJob = () =>
  run("main job over HTTP", bin("tsx"), ["scripts/main-job/main-job.ts"], { env: { DATABASE_URL: "" } });
const suite = (label, env) => () => run(label, bin("vitest"), ["run"], { env });
const suites = () =>
  inTurn(
    suite("suite on PGlite", { TEST_ENGINE: "pglite" }),
    suite("suite on PostgreSQL from npm", { TEST_ENGINE: "postgres", TEST_DATABASE_URL: "" }),
    ...(process.env.DATABASE_URL
      ? [
          suite("suite on DATABASE_URL", {
            TEST_ENGINE: "postgres",
            TEST_DATABASE_URL: process.env.DATABASE_URL,
          }),
        ]
      : []),
  );
/** Seeded once, for both runs of journeys. */
const seededData = mkdtempSync(join(tmpdir(), "consilium-seeded-"));
const seed = () =>
  run("seed", process.execPath, [join(root, "bin/consilium.js"), "seed"], {
    env: {
      NODE_ENV: "development",
      DEMO: "true",
      DATABASE_URL: "",
      DATA_DIR: seededData,
      LOG_LEVEL: "error",
    },
    quiet: true,
  });
const journeys = (label, part) => () =>
  run(label, bin("vitest"), ["run", "--config", "vitest.e2e.config.ts"], {
    env: { JOURNEYS: part, SEEDED_DATA: seededData },
  });
/** What breaks and is put right again: kills, restarts, clocks, crowds. Longer than the suite has time for. */
const faults = () =>
  run("faults", bin("vitest"), ["run", "--config", "vitest.faults.config.ts"], {
    env: { TEST_ENGINE: "postgres" },
  });

/** Networks and servers break under a call: in a network of its own, which only root can make on Linux. */
const callFaults = () =>
  process.platform === "linux" && process.getuid() === 0
    ? run("faults under a call", "unshare", [
        "-n",
        bin("vitest"),
        "run",
        "--config",
        "vitest.calls-faults.config.ts",
      ])
    : (console.log("✗ faults under a call: NOT RUN, they need root on Linux"), Promise.resolve(true));

const chain = [
  ...(wants("static") ? [types, lint] : []),
  ...(wants("main-job") ? [mainJob] : []),
  ...(wants("unit") ? [suites] : []),
  ...(only === "faults" ? [faults, callFaults] : []),
];
// A journey waits for its browser most of the time: the journeys run beside everything else, but calls, which need both cores.
const isPassed =
  (await both(
    () => inTurn(...chain),
    ...(wants("e2e") ? [() => inTurn(seed, journeys("browser journeys", "but calls"))] : []),
  )) &&
  (!wants("e2e") || (await journeys("journeys with a call", "calls")()));
const seconds = ((Date.now() - began) / 1000).toFixed(0);
console.log(isPassed ? `all passed in ${seconds} s` : `failed after ${seconds} s`);
rmSync(seededData, { recursive: true, force: true });
process.exitCode = isPassed ? 0 : 1;
