// Runs test/peers against servers of others on this machine: Janus (calls), Orthanc (images) and PocketSphinx (a real
// voice into captions). Installs them from Debian's
// packages when it may (`--install`), says how to when it may not, and skips loudly what is missing.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const peers = [
  { name: "Janus", program: "/usr/bin/janus", packages: ["janus", "janus-tools", "ffmpeg"] },
  { name: "Orthanc", program: "/usr/sbin/Orthanc", packages: ["orthanc", "orthanc-dicomweb"] },
  {
    name: "PocketSphinx",
    program: "/usr/bin/pocketsphinx_continuous",
    packages: ["pocketsphinx", "pocketsphinx-en-us", "espeak-ng", "sox"],
  },
];
const run = (command, args, env = {}) =>
  spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } }).status ?? 1;

const isRoot = process.getuid?.() === 0;
const hasApt = existsSync("/usr/bin/apt-get");
const missing = () => peers.filter(({ program }) => !existsSync(program));
if (process.argv.includes("--install") && missing().length > 0 && isRoot && hasApt) {
  // Debian would start them at once and at every boot, open to the network; the tests start their own.
  const policy = "/usr/sbin/policy-rc.d";
  const isOurs = !existsSync(policy);
  if (isOurs) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  run("apt-get", ["install", "-y", "--no-install-recommends", ...missing().flatMap((one) => one.packages)]);
  if (isOurs) rmSync(policy);
  if (existsSync("/usr/bin/systemctl")) run("systemctl", ["disable", "--quiet", "janus", "orthanc"]);
}
for (const { name, packages } of missing())
  console.log(
    `\n!!! ${name} 未安装，相关测试将跳过 is not installed: its tests are SKIPPED.\n` +
      `    apt-get install -y --no-install-recommends ${packages.join(" ")}   (or: npm run test:peers -- --install)\n`,
  );

const vitest = [join(root, "node_modules", ".bin", "vitest"), "run", "--config", "vitest.peers.config.ts"];
const filters = process.argv.slice(2).filter((one) => one !== "--install");
const canIsolate = isRoot && spawnSync("unshare", ["-n", "true"]).status === 0;
if (!canIsolate)
  console.log(
    "!!! 无法建立网络命名空间（需要 root），Janus 的测试将跳过 no network namespace without root: Janus is SKIPPED.\n",
  );
// Janus takes no loopback interface: in a network of its own, a bridge that leads nowhere gives it an address.
// Nothing that these tests send can leave the machine.
const isolated =
  'ip link set lo up; ip link add rtc0 type bridge; ip link set rtc0 up; ip addr add 127.5.0.1/32 dev rtc0; exec "$@"';
process.exitCode = canIsolate
  ? run("unshare", ["-n", "sh", "-c", isolated, "sh", ...vitest, ...filters], { PEERS_NETWORK: "127.5.0.1" })
  : run(vitest[0], [...vitest.slice(1), ...filters]);
