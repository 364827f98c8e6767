// node run.js [--rounds 10] [--rooms 200] [--parts call,janus,signalling] [--json]
// Calls between pages of one headless Chromium with a false camera, against a demo server in a process of its own; and the
// signalling of many rooms against one node. Every figure is printed with the machine's load.
import { spawn } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "10" },
    rooms: { type: "string", default: "200" },
    parts: { type: "string", default: "call,signalling" },
    json: { type: "boolean", default: false },
  },
});

/** Janus takes no loopback interface: root gives it a bridge that leads nowhere, in a network of its own. */
const isolated =
  'ip link set lo up; ip link add rtc0 type bridge; ip link set rtc0 up; ip addr add 127.5.0.1/32 dev rtc0; exec "$@"';

/** Runs one part in a process of its own; it prints one JSON line at its end. */
function part(script, args, provider = "embedded") {
  const command = [process.execPath, "--import", "tsx", join(here, script), ...args];
  const [program, ...rest] =
    provider === "janus" ? ["unshare", "-n", "sh", "-c", isolated, "sh", ...command] : command;
  const child = spawn(program, rest, {
    cwd: join(here, "..", ".."),
    env: { ...process.env, TEST_ENGINE: process.env.TEST_ENGINE ?? "pglite", CALL_PROVIDER: provider },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  return new Promise((resolve) =>
    child.on("close", (code) => {
      const line = out.trim().split("\n").at(-1) ?? "";
      resolve(code === 0 ? JSON.parse(line) : { failed: `ended with ${code}` });
    }),
  );
}

const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  node: process.version,
  loadBefore: loadavg()[0],
};
const results = {};
if (values.parts.includes("call")) results.call = await part("call.js", [values.rounds]);
if (values.parts.includes("janus")) results.janus = await part("call.js", [values.rounds], "janus");
if (values.parts.includes("signalling")) results.signalling = await part("signalling.js", [values.rooms]);
machine.loadAfter = loadavg()[0];

if (values.json) console.log(JSON.stringify({ machine, results }, null, 2));
else {
  console.log(
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load ${machine.loadBefore} → ${machine.loadAfter}`,
  );
  for (const [name, figures] of Object.entries(results)) {
    console.log(`\n${name}`);
    for (const [key, value] of Object.entries(figures))
      console.log(`  ${key.padEnd(34)} ${JSON.stringify(value)}`);
  }
}
