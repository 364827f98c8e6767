import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { families } from "./families.js";

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));

const bytes = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

/** LEMON compiled for this machine, or the reason why it is absent. `close` removes what was written. */
export async function openLemon() {
  const config = "/usr/include/lemon/config.h";
  if (!existsSync(config)) return { absent: "liblemon-dev is not installed (apt-get install liblemon-dev)" };
  const folder = mkdtempSync(join(tmpdir(), "consilium-lemon-"));
  const program = join(folder, "lemon");
  const close = () => rmSync(folder, { recursive: true, force: true });
  try {
    await run("g++", ["-O3", "-march=native", "-DNDEBUG", "-w", join(here, "lemon.cpp"), "-o", program]);
  } catch (error) {
    close();
    return { absent: `g++ could not compile it: ${error.code ?? error.message}` };
  }
  const [, version] = /LEMON_VERSION "([^"]+)"/.exec(readFileSync(config, "utf8")) ?? [];
  const { stdout: compiler } = await run("g++", ["-dumpfullversion"]);
  return { version: `LEMON ${version}, g++ ${compiler.trim()} -O3 -march=native`, measure, close };

  /** Best of `repeats`, CPU: laying the graph out and the network simplex. */
  async function measure(family, repeats) {
    const { requests, experts, rowStart, capacity, expert, value } = families[family][1]();
    const file = join(folder, family);
    const sizes = Int32Array.of(requests, experts, expert.length);
    writeFileSync(file, Buffer.concat([sizes, rowStart, capacity, expert, value].map(bytes)));
    const { stdout } = await run(program, [file, String(repeats)]);
    rmSync(file);
    const { buildMs, solveMs, total } = JSON.parse(stdout);
    return { cpuMs: buildMs + solveMs, solveMs, total };
  }
}
