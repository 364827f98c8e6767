import { setTimeout as rest } from "node:timers/promises";
import type { Logger } from "pino";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyBaseLogger } from "fastify";
import { buildApp } from "./app.js";
import { assistantNode, startAssistant } from "./assistant/index.js";
import { newVetter, startImaging } from "./imaging/index.js";
import { isEmptyInstallation, sha256 } from "./identity/index.js";
import { warmDispatch } from "./dispatch/index.js";
import { poolState, saveKeptPool, warmPool } from "./matching/index.js";
import { notifyNode, startSender } from "./notifications/index.js";
import {
  type Hl7Report,
  interopHost,
  startHl7Listener,
  startOpinionSender,
  startRunner,
} from "./interop/index.js";
import { startKeeper, transcriptNode } from "./transcript/index.js";
import { workRegistry } from "./modules.js";
import type { Config } from "./platform/config.js";
import { type Database, systemContext } from "./platform/database/database.js";
import { newFieldCipher } from "./platform/field-cipher.js";
import { loadFieldKey } from "./platform/field-key.js";
import { openFiles } from "./platform/files/open-files.js";
import { portError } from "./platform/http/free-port.js";
import { RefusedError } from "./platform/http/problem.js";
import { startLiveHub } from "./platform/live.js";
import { newLogger, placeOf } from "./platform/logging.js";
import { newMetrics } from "./platform/metrics.js";
import { roomNode, rtcNode, rtcProviders, startRoomHub } from "./room/index.js";
import { startSubscriber } from "./scheduling/index.js";
import { startWorker, workBacklog } from "./platform/worker.js";

export interface RunningServer {
  readonly url: string;
  readonly database: Database;
  /** Where the first-run secret lies, while the installation waits to be set up. */
  readonly firstRunSecretPath: string | undefined;
  /** Lets running requests and jobs end, then closes everything. */
  stop(): Promise<void>;
}

/** A new production installation has no account; whoever can read this file of the server may make the first one. */
async function firstRunSecret(config: Config, database: Database) {
  const path = join(config.dataDir, "first-run-secret");
  const isNeeded = !config.isDemo && (await database.withTx(systemContext, isEmptyInstallation));
  if (!isNeeded) {
    rmSync(path, { force: true });
    return { path: undefined, hash: () => undefined };
  }
  const secret = randomBytes(24).toString("base64url");
  mkdirSync(config.dataDir, { recursive: true });
  if (existsSync(path)) rmSync(path);
  writeFileSync(path, `${secret}\n`, { mode: 0o400 });
  return { path, hash: () => sha256(secret) };
}

const hl7Report = (logger: FastifyBaseLogger): Hl7Report => ({
  onMessage: (fact) => logger.info(fact, "HL7 message answered"),
  onFault: (fact) => logger.warn(fact, "HL7 connection fault"),
  onError: (error) => logger.error({ kind: (error as Error).name, at: placeOf(error) }, "HL7 message failed"),
});

/**
 * Starts one node over an open database: API, pages, live updates and background work. When a part of it cannot start, those
 * that run are stopped again; the database stays open for whoever opened it.
 */
export async function startServer(config: Config, database: Database): Promise<RunningServer> {
  const running: (() => Promise<unknown>)[] = [];
  try {
    return await startParts(config, database, running);
  } catch (error) {
    for (const stop of running.toReversed()) await stop();
    throw error;
  }
}

/** `running` receives how each part is stopped, as soon as it runs. */
async function startParts(
  config: Config,
  database: Database,
  running: (() => Promise<unknown>)[],
): Promise<RunningServer> {
  const logger = newLogger(config.logLevel);
  const firstRun = await firstRunSecret(config, database);
  const live = await startLiveHub(database);
  running.push(() => live.stop());
  const fieldCipher = newFieldCipher(loadFieldKey(config));
  const interop = interopHost(config, database, fieldCipher);
  const assistant = assistantNode(config);
  const rtc = rtcNode(config);
  let ownUrl = `http://localhost:${config.port}`;
  const notify = await notifyNode(config.notify, database, fieldCipher, () => config.publicUrl ?? ownUrl);
  const roomHub = await startRoomHub(database, {
    onError: (error) =>
      logger.error({ kind: (error as Error).name, at: placeOf(error) }, "room channel failed"),
  });
  running.push(() => roomHub.stop());
  const files = openFiles(config);
  const room = roomNode(config.room, (embedded) =>
    rtcProviders({ ...rtc, database, cipher: fieldCipher }, embedded),
  );
  const { app } = await buildApp({
    database,
    files,
    transcript: transcriptNode(assistant),
    fieldCipher,
    interop: {
      dropDirectory: config.dropDirectory,
      networks: config.interopNetworks,
      hl7Port: config.hl7?.port ?? null,
      hl7Tls: config.hl7?.tls !== undefined,
    },
    assistant,
    notify,
    rtc,
    room,
    roomHub,
    live,
    isDemo: config.isDemo,
    isHttps: config.publicUrl?.startsWith("https:") ?? false,
    trustProxy: config.trustProxy,
    logger,
    firstRunSecretHash: firstRun.hash,
  });
  running.unshift(() => app.close());
  const metrics = newMetrics(app);
  app.get("/metrics", { schema: { hide: true } }, async (request, reply) => {
    // Counts by route tell a stranger more than he needs; a scraper on this machine or behind the proxy asks locally.
    if (!["127.0.0.1", "::1", "::ffff:127.0.0.1"].includes(request.ip))
      throw new RefusedError("not_allowed", {
        status: 403,
        zh: "指标仅供本机采集",
        en: "Metrics are served to this machine only",
      });
    metrics.livePages.set(live.size);
    const pool = poolState();
    if (pool) {
      metrics.poolVersion.reset();
      metrics.poolVersion.set({ epoch: pool.epoch }, pool.version);
      metrics.poolMembers.set(pool.members);
    }
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  const worker = await startWorker(database, workRegistry(), {
    onFailure(kind, id, error, attempts) {
      metrics.jobFailures.inc({ kind });
      const { code, name } = error as { code?: string; name?: string };
      logger.error({ job: kind, id, attempts, code, kind: name, at: placeOf(error) }, "job failed");
    },
  });
  running.push(() => worker.stop());
  const runner = await startRunner(interop, (error, runId) =>
    logger.error({ run: runId, kind: (error as Error).name, at: placeOf(error) }, "connector run failed"),
  );
  running.push(() => runner.stop());
  const imaging = await startImaging(
    { database, files, cipher: fieldCipher, networks: config.interopNetworks, vetter: newVetter() },
    (error) => logger.error({ kind: (error as Error).name, at: placeOf(error) }, "imaging work failed"),
  );
  running.push(() => imaging.stop());
  const courier = await startOpinionSender(interop, (error, deliveryId) =>
    logger.error(
      { delivery: deliveryId, kind: (error as Error).name, at: placeOf(error) },
      "opinion delivery failed",
    ),
  );
  running.push(() => courier.stop());
  const subscriber = await startSubscriber(
    { database, cipher: fieldCipher, networks: config.calendarNetworks },
    (error, subscriptionId) =>
      logger.error(
        { subscription: subscriptionId, kind: (error as Error).name, at: placeOf(error) },
        "calendar subscription failed",
      ),
  );
  running.push(() => subscriber.stop());
  const caller = await startAssistant({ ...assistant, database, cipher: fieldCipher }, (error, callId) =>
    logger.error({ call: callId, kind: (error as Error).name, at: placeOf(error) }, "assistant call failed"),
  );
  running.push(() => caller.stop());
  const sender = await startSender({ ...notify, database, cipher: fieldCipher }, (error, deliveryId) =>
    logger.error(
      { delivery: deliveryId, kind: (error as Error).name, at: placeOf(error) },
      "delivery failed",
    ),
  );
  running.push(() => sender.stop());
  const keeper = await startKeeper({ database, files, providers: room.providers }, (error) =>
    logger.error({ kind: (error as Error).name, at: placeOf(error) }, "keeping recordings failed"),
  );
  running.push(() => keeper.stop());
  const hl7 = config.hl7 && (await startHl7Listener(interop, config.hl7, hl7Report(logger)));
  if (hl7) running.push(() => hl7.stop());
  if (hl7) logger.info({ port: hl7.port, tls: config.hl7.tls !== undefined }, "listening for HL7");
  const address = await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
    throw portError(error, config.port);
  });
  const port = new URL(address).port;
  ownUrl = `http://localhost:${port}`;
  logger.info({ port: Number(port), database: database.kind, demo: config.isDemo }, "listening");
  const stopWarming = new AbortController();
  // The embedded database answers one after another: who opens the first page goes before what is read in advance.
  const warmed = rest(database.kind === "pglite" ? 5_000 : 0, undefined, { signal: stopWarming.signal })
    .then(() =>
      warmPool(database, {
        path: join(config.dataDir, "pool.bin"),
        seal: (digest) => fieldCipher.blindIndex(digest),
      }),
    )
    .then(
      (refusal) => refusal && refusal !== "no_pool_file" && logger.info({ refusal }, "saved pool not used"),
    )
    .then(() => warmDispatch(database))
    .then(() => keepSaving(database, stopWarming.signal, logger))
    .catch((error: unknown) => {
      if (stopWarming.signal.aborted) return;
      logger.warn(
        { kind: (error as Error).name, at: placeOf(error) },
        "the pool is laid out when first asked",
      );
    });
  running.unshift(() => {
    stopWarming.abort();
    return warmed;
  });
  return {
    url: config.publicUrl ?? `http://localhost:${port}`,
    database,
    firstRunSecretPath: firstRun.path,
    async stop() {
      for (const stop of running.toReversed()) await stop();
      await database.close();
    },
  };
}

/** The saved pool is at most so old: of more than 2,000 experts that changed, the next start reads all. */
const saveEveryMs = 3_600_000;

/** Saves the pool of this node now and once an hour, if it changed; where the folder cannot be written, nodes start without it. */
async function keepSaving(database: Database, stopped: AbortSignal, logger: Logger): Promise<void> {
  for (;;) {
    await saveKeptPool(database).catch((error: unknown) =>
      logger.warn({ code: (error as { code?: string }).code, at: placeOf(error) }, "the pool was not saved"),
    );
    await rest(saveEveryMs, undefined, { signal: stopped, ref: false });
  }
}

/** What `doctor` and the system page ask of background work. */
export const backlog = (database: Database) => database.withTx(systemContext, workBacklog);
