import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyBaseLogger } from "fastify";
import { sql } from "kysely";
import { buildApp } from "../src/app.js";
import { type AssistantNode, newCircuits } from "../src/assistant/index.js";
import { addPerson, addTenant, type Role, type Route, sha256 } from "../src/identity/index.js";
import type { App } from "../src/platform/http/server.js";
import { transcriptNode, type TranscriptNode } from "../src/transcript/index.js";
import { deliverAll, notifyNode, type NotifyNode } from "../src/notifications/index.js";
import { systemContext, tablesOf, type Tx } from "../src/platform/database/database.js";
import { type FieldCipher, newFieldCipher } from "../src/platform/field-cipher.js";
import { localFileStore } from "../src/platform/files/local-file-store.js";
import { roomNode, type RoomNode, type RtcNode, rtcProviders, startRoomHub } from "../src/room/index.js";
import { startLiveHub } from "../src/platform/live.js";
import { drain } from "../src/platform/worker.js";
import { workRegistry } from "../src/modules.js";
import { openTestDatabase, type TestDatabase } from "./database.js";

/** What a test reads of a reply. */
export interface Reply {
  readonly status: number;
  // A test asserts on the fields it expects; the contract itself is checked by the server.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
  readonly headers: Record<string, unknown>;
}

/** A person who is signed in. Every POST carries a fresh Idempotency-Key unless one is given. */
export interface Someone {
  readonly id: string;
  readonly name: string;
  readonly institutionId: string;
  get(url: string): Promise<Reply>;
  post(url: string, body?: unknown, key?: string): Promise<Reply>;
  put(url: string, body?: unknown): Promise<Reply>;
  delete(url: string): Promise<Reply>;
  upload(
    url: string,
    file: { name: string; content: Uint8Array; fields?: Record<string, string> },
  ): Promise<Reply>;
}

export interface World {
  readonly database: TestDatabase;
  readonly app: App;
  readonly routes: readonly Route[];
  readonly cipher: FieldCipher;
  /** Where this world keeps the contents of its files. */
  readonly filesFolder: string;
  /** Runs `work` as the system, for arranging and looking. */
  system<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** One statement as the system. */
  query<Row>(statement: ReturnType<typeof sql<Row>>): Promise<Row[]>;
  institution(name: string, kind?: "hospital" | "operator"): Promise<string>;
  person(institutionId: string, name: string, ...roles: Role[]): Promise<Someone>;
  /** Statements with the owner's power, as someone who got hold of the database server would run them. */
  superuser(statements: string): Promise<void>;
  /** Sends every message that is due into the local box, or by the channels the world was given. */
  deliver(): Promise<number>;
  /** Runs all background work that is due; throws when a job fails. */
  drain(): Promise<number>;
  moveClock(minutes: number): void;
  /** Moves the clock while everyone stays signed in. */
  passTime(minutes: number): Promise<void>;
  close(): Promise<void>;
}

const anyTables = tablesOf<unknown>();

/** A fresh database of the chosen engine with the real application over it; only the clock is false. */
export async function newWorld(
  options: {
    firstRunSecret?: string;
    logger?: FastifyBaseLogger;
    assistant?: AssistantNode;
    notify?: Partial<NotifyNode>;
    rtc?: Partial<RtcNode>;
    room?: RoomNode;
    /** How long a cut connection may come back. */
    resumeMs?: number;
    transcript?: Partial<TranscriptNode>;
  } = {},
): Promise<World> {
  const database: TestDatabase = await openTestDatabase();
  // At which hour a suite runs must not matter: it can be tried at any (CONTRIBUTING.md).
  database.moveClock(60 * Number(process.env["TEST_CLOCK_HOURS"] ?? 0));
  const folder = mkdtempSync(join(tmpdir(), "consilium-files-"));
  const live = await startLiveHub(database);
  const cipher = newFieldCipher(randomBytes(32).toString("hex"));
  const outside = { push: undefined, smtp: undefined, sms: undefined, wecom: undefined, dingtalk: undefined };
  const notify: NotifyNode = {
    ...(await notifyNode({ ...outside, isSink: true }, database, cipher, () => "http://consilium.test")),
    ...options.notify,
  };
  const roomHub = await startRoomHub(database, {
    onError: (error) => {
      // A crowd that holds every connection keeps a node's sign of life waiting: it is given again with the next one.
      if ((error as Error).message === "timeout exceeded when trying to connect") return;
      throw new Error("room channel failed", { cause: error });
    },
    ...(options.resumeMs !== undefined && { resumeMs: options.resumeMs }),
  });
  const assistant: AssistantNode = options.assistant ?? {
    endpoint: undefined,
    networks: ["127.0.0.0/8"],
    timeoutMs: 1000,
    circuits: newCircuits(),
  };
  const rtc: RtcNode = {
    networks: ["127.0.0.0/8"],
    timeoutMs: 1000,
    origins: [],
    sdkFiles: { "agora.js": undefined, "livekit.js": undefined },
    janusRecordings: undefined,
    agoraHosts: { api: "http://127.0.0.1:1", recording: "http://127.0.0.1:1" },
    ...options.rtc,
  };
  const { app, routes } = await buildApp({
    database,
    files: localFileStore(folder),
    fieldCipher: cipher,
    live,
    isDemo: true,
    isHttps: false,
    trustProxy: false,
    interop: {
      dropDirectory: join(folder, "drop"),
      networks: ["127.0.0.1/32"],
      hl7Port: null,
      hl7Tls: false,
    },
    assistant,
    transcript: { ...transcriptNode(assistant), ...options.transcript },
    notify,
    rtc,
    room:
      options.room ??
      roomNode({ turn: undefined }, (embedded) => rtcProviders({ ...rtc, database, cipher }, embedded)),
    roomHub,
    logger: options.logger ?? false,
    firstRunSecretHash: () =>
      options.firstRunSecret === undefined ? undefined : sha256(options.firstRunSecret),
  });
  const system = <T>(work: (tx: Tx) => Promise<T>) => database.withTx(systemContext, work);

  const signedIn = async (id: string, name: string, institutionId: string): Promise<Someone> => {
    const entered = await app.inject({ method: "POST", url: "/api/session/demo", payload: { personId: id } });
    const cookie = entered.cookies[0];
    if (!cookie) throw new Error(`cannot enter as ${name}: ${entered.body}`);
    const cookies = { [cookie.name]: cookie.value };
    const call = async (
      method: "GET" | "POST" | "PUT" | "DELETE",
      url: string,
      body?: unknown,
      key?: string,
    ) => {
      const reply = await app.inject({
        method,
        url,
        cookies,
        headers: method === "POST" ? { "idempotency-key": key ?? randomUUID() } : {},
        ...(body !== undefined && { payload: body as object }),
      });
      const isJson = String(reply.headers["content-type"]).includes("json");
      return {
        status: reply.statusCode,
        body: isJson ? reply.json<unknown>() : reply.rawPayload,
        headers: reply.headers,
      };
    };
    return {
      id,
      name,
      institutionId,
      get: (url) => call("GET", url),
      post: (url, body, key) => call("POST", url, body, key),
      put: (url, body) => call("PUT", url, body),
      delete: (url) => call("DELETE", url),
      async upload(url, file) {
        const form = new FormData();
        for (const [field, value] of Object.entries(file.fields ?? {})) form.append(field, value);
        form.append("file", new Blob([Uint8Array.from(file.content)]), file.name);
        const encoded = new Response(form);
        const reply = await app.inject({
          method: "POST",
          url,
          cookies,
          headers: {
            "content-type": encoded.headers.get("content-type") ?? "",
            "idempotency-key": randomUUID(),
          },
          payload: Buffer.from(await encoded.arrayBuffer()),
        });
        return { status: reply.statusCode, body: reply.json<unknown>(), headers: reply.headers };
      },
    };
  };

  return {
    database,
    app,
    routes,
    cipher,
    filesFolder: folder,
    system,
    query: (statement) => system(async (tx) => (await statement.execute(anyTables(tx))).rows),
    async institution(name, kind = "hospital") {
      const id = randomUUID();
      await system(async (tx) => {
        await addTenant(tx, { id, name, kind, timeZone: "Asia/Shanghai" });
        await sql`insert into organizations.organization (id, name, short_name, region_code)
          values (${id}, ${name}, ${name.slice(0, 8)}, '330100')`.execute(anyTables(tx));
      });
      return id;
    },
    async person(institutionId, name, ...roles) {
      const id = randomUUID();
      await system((tx) => addPerson(tx, { id, institutionId, name, roles }));
      return signedIn(id, name, institutionId);
    },
    deliver: () =>
      deliverAll({ ...notify, database, cipher }, (error) => {
        throw new Error("delivery failed", { cause: error });
      }),
    superuser: (statements) => database.asOwner(statements),
    drain: () =>
      drain(database, workRegistry(), {
        onFailure: (kind, _id, error) => {
          throw new Error(`job ${kind} failed`, { cause: error });
        },
      }),
    moveClock: (minutes) => database.moveClock(minutes),
    async passTime(minutes) {
      database.moveClock(minutes);
      await system((tx) =>
        sql`update identity.session set last_seen_at = platform.now(), expires_at = platform.now() + interval '12 hours'`.execute(
          anyTables(tx),
        ),
      );
    },
    async close() {
      await app.close();
      await roomHub.stop();
      await live.stop();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
