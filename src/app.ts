import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyBaseLogger } from "fastify";
import type { AssistantNode } from "./assistant/index.js";
import { mountRoutes, type Route, sessionFinder } from "./identity/index.js";
import type { InteropSettings } from "./interop/index.js";
import type { NotifyNode } from "./notifications/index.js";
import { allRoutes } from "./modules.js";
import type { Database } from "./platform/database/database.js";
import type { FieldCipher } from "./platform/field-cipher.js";
import type { FileStore } from "./platform/files/file-store.js";
import { sendProblem } from "./platform/http/problem.js";
import { type App, newServer } from "./platform/http/server.js";
import { placeOf } from "./platform/logging.js";
import type { LiveHub } from "./platform/live.js";
import { mountLive } from "./platform/http/live-route.js";
import { mountSockets } from "./platform/http/sockets.js";
import {
  gatewayHost,
  mediaSocket,
  type RoomHub,
  type RoomNode,
  roomSocket,
  type RtcNode,
} from "./room/index.js";
import { startCaptions, type TranscriptNode } from "./transcript/index.js";
import { packageRoot, packageVersion } from "./platform/package-root.js";

export interface AppSettings {
  readonly database: Database;
  readonly files: FileStore;
  readonly fieldCipher: FieldCipher;
  readonly live: LiveHub;
  readonly isDemo: boolean;
  readonly isHttps: boolean;
  readonly trustProxy: boolean;
  readonly logger: FastifyBaseLogger | false;
  /** What connectors of hospital systems may use on this node. */
  readonly interop: InteropSettings;
  readonly assistant: AssistantNode;
  readonly notify: NotifyNode;
  readonly rtc: RtcNode;
  readonly room: RoomNode;
  readonly roomHub: RoomHub;
  readonly transcript: TranscriptNode;
  readonly firstRunSecretHash: () => string | undefined;
}

/** The whole server, not yet listening: API of every module, live updates, OpenAPI, and the built pages if there are any. */
export async function buildApp(settings: AppSettings): Promise<{ app: App; routes: readonly Route[] }> {
  const app = await newServer({
    ...settings,
    version: packageVersion(),
    connectSources: settings.rtc.origins,
  });
  const findActor = sessionFinder(settings.database, settings.isHttps);
  const routes = allRoutes(settings);
  app.decorateRequest("actor", undefined);
  const { database, files, fieldCipher } = settings;
  mountRoutes(app, { database, files, fieldCipher, findActor }, routes);
  mountLive(app, settings.live, findActor);
  const captions = await startCaptions(
    { ...settings.transcript, database, files, cipher: fieldCipher },
    (error) => app.log.error({ kind: (error as Error).name, at: placeOf(error) }, "captions failed"),
  );
  app.addHook("onClose", () => captions.stop());
  mountSockets(
    app,
    [
      roomSocket(settings.roomHub, settings.isHttps),
      mediaSocket(gatewayHost({ ...settings.rtc, database, cipher: fieldCipher })),
      captions.socket,
    ],
    settings,
  );
  app.get("/api/openapi.json", { schema: { hide: true } }, () => app.swagger());
  app.get("/healthz", { schema: { hide: true } }, () => ({ status: "ok" }));
  app.get("/readyz", { schema: { hide: true } }, async (_request, reply) => {
    const isReady = await settings.database.isReady();
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? "ready" : "database_unavailable" });
  });
  await mountPages(app);
  return { app, routes };
}

/**
 * The thread that decodes medical images compiles its codecs (WebAssembly), and two of them make small functions from text
 * as they start. Only this file may; the pages may not. It can fetch from this server and nothing else. See docs/adr/0021.
 */
const decodingWorker = /\/assets\/decodeImageFrameWorker-[\w-]+\.js(?:\.br|\.gz)?$/u;
const decodingPolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval'; connect-src 'self'; base-uri 'none'";

/** The built single-page application: hashed assets for ever, every other path answers its shell. */
async function mountPages(app: App): Promise<void> {
  const root = join(packageRoot(), "dist", "web");
  const areBuilt = existsSync(join(root, "index.html"));
  if (areBuilt) {
    const files = {
      root,
      index: false as const,
      cacheControl: false,
      setHeaders: (reply: { header(name: string, value: string): unknown }, path: string) => {
        if (decodingWorker.test(path)) reply.header("content-security-policy", decodingPolicy);
        reply.header(
          "cache-control",
          path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
        );
      },
    };
    // One route a file: every other path, `/` included, is the shell's.
    await app.register(fastifyStatic, { ...files, wildcard: false, globIgnore: ["assets/**"] });
    // The hashed hundreds by one route: as routes of their own they would cost each start a third of a second.
    await app.register(fastifyStatic, {
      ...files,
      root: join(root, "assets"),
      prefix: "/assets/",
      decorateReply: false,
      preCompressed: true,
    });
  }
  app.setNotFoundHandler((request, reply) => {
    if (
      !areBuilt ||
      request.method !== "GET" ||
      request.url.startsWith("/api/") ||
      request.url.startsWith("/assets/")
    )
      return sendProblem(reply, "not_found", {
        status: 404,
        zh: "没有这个地址",
        en: "There is nothing at this address",
      });
    return reply.header("cache-control", "no-cache").sendFile("index.html");
  });
}
