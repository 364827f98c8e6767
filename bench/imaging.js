// How long a doctor waits for the first image of a CT series, in a real browser against a server on this machine.
import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { tsImport } from "tsx/esm/api";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    slices: { type: "string", default: "500" },
    side: { type: "string", default: "512" },
    rounds: { type: "string", default: "10" },
    url: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const say = (text) => process.stderr.write(`${text}\n`);

const { slice, zip } = await tsImport("../src/imaging/dicom-for-tests.ts", import.meta.url);
const { browserOptions } = await tsImport("../e2e/browser.ts", import.meta.url);

/** A seeded server of its own, unless one is named. */
async function startServer() {
  if (values.url) return { url: values.url, stop: () => Promise.resolve() };
  const dataDir = mkdtempSync(join(tmpdir(), "consilium-bench-"));
  const server = spawn(process.execPath, [join(root, "bin", "consilium.js"), "start", "--json"], {
    env: {
      ...process.env,
      DEMO: "true",
      PORT: "0",
      HOST: "127.0.0.1",
      DATA_DIR: dataDir,
      DATABASE_URL: "",
      LOG_LEVEL: "error",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise((resolve, reject) => {
    let printed = "";
    server.stdout.on("data", (chunk) => {
      printed += String(chunk);
      const found = /"url": "(http[^"]+)"/.exec(printed)?.[1];
      if (found) resolve(found);
    });
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    url,
    async stop() {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const ok = async (reply) => {
  if (!reply.ok()) throw new Error(`${reply.status()} ${await reply.text()}`);
  return reply.json();
};

const server = await startServer();
const browser = await chromium.launch(await browserOptions());
try {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: "zh-CN",
    baseURL: server.url,
  });
  const { request } = context;
  const { people } = await ok(await request.get("/api/demo-people"));
  const doctor = people.find(({ roles }) => roles.includes("requester"));
  await ok(await request.post("/api/session/demo", { data: { personId: doctor.personId } }));
  const post = (path, data = {}) =>
    request.post(path, { data, headers: { "idempotency-key": randomUUID() }, timeout: 120_000 }).then(ok);
  const made = await post("/api/cases");
  const base = `/api/cases/${made.id}/imaging`;
  say(`${values.slices} slices of ${values.side} × ${values.side}: making and sending …`);
  const side = Number(values.side);
  const members = Array.from({ length: Number(values.slices) }, (_, n) => ({
    name: `IM${n + 1}.dcm`,
    data: slice({ number: n + 1, z: n, side }),
  }));
  const archive = zip(members);
  const intake = await post(`${base}/intakes`, {
    files: [{ name: "CT.zip", sizeBytes: archive.length, fingerprint: "" }],
  });
  const sentAt = performance.now();
  for (let offset = 0; offset < archive.length; offset += 4 * 2 ** 20) {
    const part = archive.subarray(offset, offset + 4 * 2 ** 20);
    await ok(
      await request.post(`${base}/intakes/${intake.id}/files/${intake.files[0].id}/parts`, {
        multipart: {
          offset: String(offset),
          sha256: createHash("sha256").update(part).digest("hex"),
          file: { name: "part", mimeType: "application/octet-stream", buffer: part },
        },
        timeout: 120_000,
      }),
    );
  }
  await post(`${base}/intakes/${intake.id}/finish`);
  let now;
  do {
    await new Promise((resolve) => setTimeout(resolve, 500));
    now = await ok(await request.get(`${base}/intakes/${intake.id}`));
  } while (now.status === "waiting" || now.status === "working");
  const takenMs = performance.now() - sentAt;
  if (now.outcomes.kept !== members.length) throw new Error(JSON.stringify(now.outcomes));
  say(`sent, judged and kept in ${(takenMs / 1000).toFixed(1)} s; opening …`);

  const page = await context.newPage();
  const firstImage = [];
  for (let round = 0; round <= Number(values.rounds); round++) {
    await page.goto(`/cases/${made.id}/edit`);
    const card = page.getByRole("region", { name: "影像资料" });
    const open = card.getByRole("button", { name: /^阅片/ }).first();
    await open.waitFor();
    // The page fetches the viewer's program while the doctor reads.
    await page.waitForTimeout(2_000);
    const openedAt = await page.evaluate(() => performance.now());
    await open.click();
    const canvas = page.locator(".im-canvas[data-first-image-ms]");
    await canvas.waitFor({ timeout: 60_000 });
    const seenAt = await canvas.evaluate(() => performance.now());
    // The first opening warms the server and the browser's cache of programs.
    if (round > 0) firstImage.push(Math.round(seenAt - openedAt));
    say(
      `  ${round === 0 ? "warm-up" : round}: ${Math.round(seenAt - openedAt)} ms from the click to the first image`,
    );
  }
  firstImage.sort((a, b) => a - b);
  const at = (share) => firstImage[Math.min(firstImage.length - 1, Math.ceil(share * firstImage.length) - 1)];
  const result = {
    machine: { cores: cpus().length, load: loadavg()[0] },
    slices: members.length,
    side,
    takenSeconds: Math.round(takenMs / 100) / 10,
    firstImageMs: { p50: at(0.5), p95: at(0.95), all: firstImage },
  };
  process.stdout.write(
    values.json
      ? `${JSON.stringify(result, null, 2)}\n`
      : `first image of ${members.length} slices: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms (${firstImage.length} openings, load ${loadavg()[0].toFixed(1)} on ${cpus().length} cores)\n`,
  );
} finally {
  await browser.close();
  await server.stop();
}
