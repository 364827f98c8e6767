import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { Command } from "commander";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { programFor } from "../src/cli/cli.js";
import { packageRoot } from "../src/platform/package-root.js";
import { newAlliance } from "./alliance.js";
import { isPostgresRun } from "./database.js";
import { newWorld, type World } from "./world.js";

const command = join(packageRoot(), "bin", "consilium.js");
const folder = mkdtempSync(join(tmpdir(), "consilium-cli-"));
const dataDir = join(folder, "data");

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The installed command, with an environment of its own. */
const start = (args: readonly string[], environment: Record<string, string> = {}) =>
  spawn(process.execPath, [command, ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? "",
      NODE_ENV: "development",
      DATA_DIR: dataDir,
      LOG_LEVEL: "error",
      ...environment,
    },
  });

function consilium(
  args: readonly string[],
  { input = "", env = {} }: { input?: string | Buffer; env?: Record<string, string> } = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = start(args, env);
    const out = { stdout: "", stderr: "" };
    child.stdout.on("data", (part) => (out.stdout += String(part)));
    child.stderr.on("data", (part) => (out.stderr += String(part)));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...out }));
    child.stdin.on("error", () => undefined).end(input);
  });
}

const bothLanguages = /[\u4e00-\u9fff][^]*[A-Za-z]{3}/;

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [join(packageRoot(), "scripts", "build.js"), "server"]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(isPostgresRun())("help and wrong use", () => {
  test("every verb explains itself, and knows --json", async () => {
    const help = await consilium(["--help"]);
    expect(help.code).toBe(0);
    const program = await programFor();
    const verbs = program.commands.map((verb) => verb.name());
    expect(help.stdout).toContain(verbs.at(-1));
    expect(verbs).toEqual(
      expect.arrayContaining([
        ...["start", "migrate", "seed", "import", "normalise", "triage", "match"],
        ...["audit-verify", "check-invariants", "doctor"],
      ]),
    );
    const leaves = (command: Command): Command[] =>
      command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
    for (const leaf of leaves(program)) {
      const page = leaf.helpInformation();
      expect.soft(page).toMatch(/^Usage: consilium /);
      expect.soft(page).toMatch(/[\u4e00-\u9fff]/);
      expect.soft(page).toContain("--json");
    }
    const page = await consilium(["train", "terms", "--help"]);
    expect(page.code).toBe(0);
    expect(page.stdout).toMatch(/^Usage: consilium train terms /);
  });

  test.each([
    ["an unknown verb", ["frobnicate"]],
    ["an unknown option", ["triage", "--frobnicate"]],
    ["a verb that needs a further word", ["normalise"]],
    ["an import without a file", ["import", "experts"]],
    ["a language there is not", ["triage", "--language", "fr"]],
    ["a number out of range", ["match", "--top", "0"]],
  ])("%s is exit 2 with the usage", async (_name, args) => {
    const run = await consilium(args);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("Usage: consilium");
  });
});

describe.skipIf(isPostgresRun())("triage", () => {
  const shock = {
    ageYears: 63,
    sex: "male",
    question: "突发胸痛 2 小时，是否溶栓？",
    summary: "大汗淋漓，面色苍白。",
    vitals: { heartRatePerMin: 128, systolicMmHg: 82, spo2Percent: 91 },
    diagnoses: [{ code: "I21.900", name: "急性心肌梗死" }],
  };

  test("a case from standard input is judged with reasons, scores and clocks", async () => {
    const run = await consilium(["triage", "--json"], { input: JSON.stringify(shock) });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const judgment = JSON.parse(run.stdout) as Record<string, unknown>;
    expect(judgment).toMatchObject({ level: "I", rescueFirst: true, clocks: { acceptMinutes: 2 } });
    expect(Object.keys(judgment)).toEqual(
      expect.arrayContaining(["reasons", "missing", "problems", "scores", "vitalsFromText", "version"]),
    );
    expect(judgment.reasons).toContainEqual(
      expect.objectContaining({ zh: expect.stringMatching(/[\u4e00-\u9fff]/), source: expect.any(String) }),
    );
  });

  test("a file, also with a byte order mark, is printed in Chinese, or in English when asked", async () => {
    const file = join(folder, "case.json");
    writeFileSync(file, `\uFEFF${JSON.stringify(shock)}`);
    const [zh, en] = await Promise.all([
      consilium(["triage", file]),
      consilium(["triage", file, "--language", "en"]),
    ]);
    expect(zh.stdout).toMatch(/^紧急程度：I /);
    expect(en.stdout).toMatch(/^Urgency: I /);
  });

  test("an empty case is level IV and says what is missing", async () => {
    const run = await consilium(["triage", "--json"], { input: "{}" });
    expect(JSON.parse(run.stdout)).toMatchObject({ level: "IV", rescueFirst: false });
    expect((JSON.parse(run.stdout) as { missing: unknown[] }).missing.length).toBeGreaterThan(0);
  });

  test.each<[name: string, input: string | Buffer, says: string]>([
    ["text that is no JSON", "{", "JSON"],
    ["nothing", "", "JSON"],
    ["a list", "[]", "JSON 对象"],
    ["a number as text", '{"vitals":{"heartRatePerMin":"很快"}}', "vitals.heartRatePerMin"],
    ["a wrong sex", '{"sex":"男"}', "sex"],
    ["a misspelt field", '{"agYears":3}', "agYears"],
    ["one thing under two names", '{"ageYears":3,"patientAgeYears":4}', "patientAgeYears"],
    ["an impossible age", '{"ageYears":-1}', "ageYears"],
    ["bytes that are not UTF-8", Buffer.from([0x7b, 0xb0, 0xa1, 0x7d]), "UTF-8"],
  ])("%s is exit 2 and says where, in both languages", async (_name, input, says) => {
    const run = await consilium(["triage", "--json"], { input });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(says);
    expect(run.stderr).toMatch(bothLanguages);
    expect(run.stderr).not.toMatch(/\n {4}at /);
  });

  test("a file that is not there is exit 2", async () => {
    const run = await consilium(["triage", join(folder, "nowhere.json")]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("nowhere.json");
  });
});

test.skipIf(isPostgresRun())("normalise answers names from standard input, one line each", async () => {
  const run = await consilium(["normalise", "specialty"], { input: "心内科\n某某小组\n" });
  expect(run.code).toBe(0);
  const lines = run.stdout.trim().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { status: string }).status)).toEqual([
    "resolved",
    "unknown",
  ]);
});

describe.skipIf(isPostgresRun())("configuration", () => {
  test.each<[name: string, env: Record<string, string>, says: RegExp]>([
    [
      "production with demo sign-in",
      { NODE_ENV: "production", DEMO: "true" },
      /DEMO: .*生产环境.*demo sign-in/,
    ],
    ["production without a field key", { NODE_ENV: "production" }, /FIELD_KEY: .*PUBLIC_URL: /s],
    ["a port that is no number", { PORT: "abc" }, /PORT: /],
    ["a database that is no PostgreSQL", { DATABASE_URL: "mysql://localhost/x" }, /DATABASE_URL: /],
    ["a bucket without its keys", { FILES: "s3" }, /FILES=s3: .*S3_ENDPOINT/],
  ])("%s is exit 78 with a clear text and no stack", async (_name, env, says) => {
    const run = await consilium(["start", "--no-pages"], { env });
    expect(run.code).toBe(78);
    expect(run.stderr).toMatch(says);
    expect(run.stderr).not.toMatch(/\n {4}at /);
  });

  test("a port that another program uses is exit 78, says which, and leaves the data folder free", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const port = String((other.address() as AddressInfo).port);
    const free = mkdtempSync(join(folder, "port-"));
    const run = await consilium(["start", "--no-pages"], {
      env: { PORT: port, HOST: "127.0.0.1", DATA_DIR: free },
    });
    other.close();
    expect(run.code).toBe(78);
    expect(run.stderr).toContain(port);
    expect(run.stderr).toMatch(bothLanguages);
    expect(run.stderr).not.toMatch(/\n {4}at /);
    expect(existsSync(join(free, "consilium.lock"))).toBe(false);
  });

  test("a data folder that another process uses is exit 78 and names the process", async () => {
    const locked = mkdtempSync(join(folder, "locked-"));
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    writeFileSync(join(locked, "consilium.lock"), `${process.pid} ${boot}`);
    const run = await consilium(["migrate"], { env: { DATA_DIR: locked } });
    expect(run.code).toBe(78);
    expect(run.stderr).toContain(String(process.pid));
    expect(run.stderr).toMatch(bothLanguages);
    expect(run.stderr).not.toMatch(/\n {4}at /);
  });
});

test.skipIf(isPostgresRun())(
  "a server starts on an empty folder, keeps it for itself, and stops gracefully on SIGTERM",
  async () => {
    const server = start(["start", "--json", "--no-seed", "--no-pages"], { PORT: "0" });
    const stderr: string[] = [];
    server.stderr.on("data", (part) => stderr.push(String(part)));
    const ended = new Promise<number | null>((resolve) => server.on("exit", (code) => resolve(code)));
    let url = "";
    let printed = "";
    for await (const line of createInterface({ input: server.stdout })) {
      printed += line;
      url = /"url": "([^"]+)"/.exec(printed)?.[1] ?? "";
      if (url !== "") break;
    }
    expect(stderr.join("")).toBe("");
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);

    const besides = await consilium(["doctor", "--json"]);
    expect(besides.code).toBe(1);
    expect(JSON.parse(besides.stdout)).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({
          check: "database",
          status: "failure",
          detail: expect.stringContaining(String(server.pid)),
        }),
      ]),
    });

    server.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(existsSync(join(dataDir, "consilium.lock"))).toBe(false);

    // One after another: the embedded database has room for one process.
    const doctor = await consilium(["doctor", "--json"]);
    const { findings } = JSON.parse(doctor.stdout) as { findings: { check: string; status: string }[] };
    expect(findings.find((one) => one.check === "database")?.status).toBe("ok");
    for (const verb of ["audit-verify", "check-invariants"]) {
      const run = await consilium([verb, "--json"]);
      expect(run.code).toBe(0);
      expect(() => JSON.parse(run.stdout) as unknown).not.toThrow();
    }
    const unknown = await consilium(["match", "--json"], { input: '{"institution":"不存在的医院"}' });
    expect(unknown).toMatchObject({ code: 2, stdout: "" });
    expect(unknown.stderr).toMatch(/不存在的医院.*no such hospital/);
  },
  180_000,
);

describe.runIf(isPostgresRun())("match", () => {
  let world: World;
  let env: Record<string, string>;
  beforeAll(async () => {
    world = await newWorld();
    await newAlliance(world, 3);
    env = { DATABASE_URL: world.database.url ?? "" };
  });
  afterAll(() => world.close());
  const asked = {
    institution: "云溪县人民医院",
    question: "右上肺结节是否需要手术？",
    wantedSpecialtyCode: "03.01",
  };

  test("the experts of the pool are ranked with reasons, and the others are left out with theirs", async () => {
    const run = await consilium(["match", "--json"], { input: JSON.stringify(asked), env });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const ranking = JSON.parse(run.stdout) as {
      level: string;
      candidates: { score: number; reasons: unknown[]; practitionerRoleId: string }[];
    };
    expect(ranking.level).toBe("IV");
    expect(ranking.candidates).toHaveLength(3);
    expect(ranking.candidates[0]?.reasons.length).toBeGreaterThan(0);

    const role = ranking.candidates[2]?.practitionerRoleId ?? "";
    const why = await consilium(["match", "--why-not", role], { input: JSON.stringify(asked), env });
    expect(why.stdout).toMatch(/^邀请方：云溪县人民医院，紧急程度 IV/);
    expect(why.stdout).toContain("第 3 位，共 3 位可邀请");
  });

  test.each([
    ["no hospital", { question: "会诊" }, "institution"],
    ["part of a name", { ...asked, institution: "云溪县" }, "云溪县人民医院"],
    ["a specialty there is not", { ...asked, wantedSpecialtyCode: "99.99" }, "wantedSpecialtyCode"],
  ])("%s is exit 2 and says so", async (_name, file, says) => {
    const run = await consilium(["match", "--json"], { input: JSON.stringify(file), env });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(says);
  });

  test("nothing of it is stored", async () => {
    const rows = await world.query(sql`select 1 from matching.decision`);
    expect(rows).toEqual([]);
  });
});
