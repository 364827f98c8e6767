// The whole test of a clean clone: format, lint, types, boundaries, the main job, then the suite on PGlite, on a PostgreSQL from npm,
// on DATABASE_URL when it is given, and the journeys in a browser. Each step is timed; the first failure ends it.
import { spawn } from "node:child_process";
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

async function step(...runs) {
  const results = await Promise.all(runs.map((one) => one()));
  if (results.includes(false)) {
    console.log(`failed after ${((Date.now() - began) / 1000).toFixed(0)} s`);
    process.exit(1);
  }
}

const quiet = { quiet: true };
const only = process.argv[2];
const mainJob = () =>
  run("main job over HTTP", bin("tsx"), ["scripts/main-job/main-job.ts"], { env: { DATABASE_URL: "" } });
if (!only || only === "static") {
  await step(
    () => run("types", bin("tsc"), ["-p", "tsconfig.server.json"], quiet),
    async () =>
      (await run("types of the pages", bin("tsc"), ["-p", "tsconfig.web.json"], quiet)) &&
      (await run("types of the journeys", bin("tsc"), ["-p", "tsconfig.e2e.json"], quiet)),
  );
  await step(
    () => run("lint", bin("eslint"), ["."], quiet),
    async () =>
      (await run("format", bin("prettier"), ["--check", "--log-level", "warn", "."], quiet)) &&
      (await run("boundaries", bin("depcruise"), ["src", "--config", ".dependency-cruiser.cjs"], quiet)) &&
      // Lint keeps one core busy for longer than the other two checks need: the main job runs beside it.
      (only === "static" || (await mainJob())),
  );
}
if (!only || only === "unit") {
  const suite = (label, env) => () => run(label, bin("vitest"), ["run"], { env });
  await step(suite("suite on PGlite", { TEST_ENGINE: "pglite" }));
  await step(suite("suite on PostgreSQL from npm", { TEST_ENGINE: "postgres", TEST_DATABASE_URL: "" }));
  if (process.env.DATABASE_URL)
    await step(
      suite("suite on DATABASE_URL", {
        TEST_ENGINE: "postgres",
        TEST_DATABASE_URL: process.env.DATABASE_URL,
      }),
    );
}
if (only === "main-job") await step(mainJob);
if (!only || only === "e2e")
  await step(() => run("browser journeys", bin("vitest"), ["run", "--config", "vitest.e2e.config.ts"]));
console.log(`all passed in ${((Date.now() - began) / 1000).toFixed(0)} s`);
