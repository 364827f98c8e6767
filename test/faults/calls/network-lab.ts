import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Addresses of the two ends of one cable. */
const here = "10.77.0.1";
const there = "10.77.0.2";

const ip = (...args: string[]) => execFileSync("ip", args, { stdio: "pipe" });

/** A network of its own at the end of a cable that can be pulled; a program started by `wrap` is on it. */
export interface FarNetwork {
  /** A program file that starts `program` on the far side. */
  wrap(program: string): string;
  /** Makes a port of this side one of the far side's own machine, where browsers give cameras without https. */
  bring(port: string): void;
  pull(): void;
  plugIn(): void;
  close(): void;
}

/** Passes bytes on between a port of its own machine and the same port of another. */
const forward = `
const net = require("node:net");
const [port, host] = process.argv.slice(1);
net.createServer((near) => {
  const far = net.connect(Number(port), host);
  near.pipe(far);
  far.pipe(near);
  for (const [one, other] of [[near, far], [far, near]]) {
    one.on("error", () => undefined);
    one.on("close", () => other.destroy());
  }
}).listen(Number(port), "127.0.0.1");
`;

/** Needs root, inside a network namespace of the test's own: `npm run test:faults` makes one. */
export function layCable(): FarNetwork {
  ip("link", "set", "lo", "up");
  const holder = spawn("unshare", ["-n", "sleep", "3600"], { stdio: "ignore" });
  const pid = String(holder.pid);
  const folder = mkdtempSync(join(tmpdir(), "consilium-cable-"));
  const onFarSide = (...args: string[]) =>
    execFileSync("nsenter", ["-t", pid, "-n", "ip", ...args], { stdio: "pipe" });
  // `unshare` needs a moment to have its own network: moving a cable's end into ours would fail later, and oddly.
  for (let tries = 0; ; tries++) {
    const mine = execFileSync("readlink", ["/proc/self/ns/net"]).toString();
    if (execFileSync("readlink", [`/proc/${pid}/ns/net`]).toString() !== mine) break;
    if (tries > 100) throw new Error("no network of its own was made");
    execFileSync("sleep", ["0.05"]);
  }
  ip("link", "add", "cable", "type", "veth", "peer", "name", "eth0", "netns", pid);
  ip("addr", "add", `${here}/24`, "dev", "cable");
  ip("link", "set", "cable", "up");
  onFarSide("link", "set", "lo", "up");
  onFarSide("addr", "add", `${there}/24`, "dev", "eth0");
  onFarSide("link", "set", "eth0", "up");
  // Browsers offer the address that leads out; a pulled cable takes the way with it.
  const lead = () => ip("route", "replace", "default", "via", there, "dev", "cable");
  const leadBack = () => onFarSide("route", "replace", "default", "via", here, "dev", "eth0");
  lead();
  leadBack();
  const forwarders: ReturnType<typeof spawn>[] = [];
  return {
    bring(port) {
      forwarders.push(
        spawn("nsenter", ["-t", pid, "-n", process.execPath, "-e", forward, port, here], {
          stdio: "inherit",
        }),
      );
    },
    wrap(program) {
      const file = join(folder, "far-program");
      writeFileSync(file, `#!/bin/sh\nexec nsenter -t ${pid} -n ${program} "$@"\n`);
      chmodSync(file, 0o755);
      return file;
    },
    pull: () => ip("link", "set", "cable", "down"),
    plugIn() {
      ip("link", "set", "cable", "up");
      lead();
      leadBack();
    },
    close() {
      for (const one of [...forwarders, holder]) one.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
