import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const janusKeys = { adminKey: "admin-key-for-tests", apiSecret: "api-secret-for-tests" };

/** The address that `scripts/test-peers.js` gives to Janus in the tests' own network; undefined: not run by it. */
export const peersNetwork = process.env.PEERS_NETWORK;
export const hasJanus = existsSync("/usr/bin/janus") && peersNetwork !== undefined;

export interface JanusServer {
  readonly instance: { readonly apiUrl: string; readonly socketUrl: string };
  readonly recordings: string;
  /** Seconds of processor time it has used. */
  cpuSeconds(): number;
  kill(): Promise<void>;
}

const libraries = "/usr/lib/x86_64-linux-gnu/janus";

/** A Janus with settings of its own on ports of its own; nothing of /etc/janus is read. */
export async function startJanus(httpPort: number): Promise<JanusServer> {
  const folder = mkdtempSync(join(tmpdir(), "consilium-janus-"));
  const recordings = join(folder, "recordings");
  mkdirSync(recordings);
  mkdirSync(join(folder, "empty"));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const rtpFrom = 20_000 + (httpPort % 100) * 100;
  write(
    "janus.jcfg",
    `general: {
  configs_folder = "${folder}"
  plugins_folder = "${libraries}/plugins"
  transports_folder = "${libraries}/transports"
  events_folder = "${join(folder, "empty")}"
  loggers_folder = "${join(folder, "empty")}"
  debug_level = 3
  api_secret = "${janusKeys.apiSecret}"
  server_name = "consilium-test"
}
media: { rtp_port_range = "${rtpFrom}-${rtpFrom + 99}" }
nat: { ice_enforce_list = "127.5.", full_trickle = true }
plugins: { disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_voicemail.so" }
transports: { disable = "libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so" }
events: { broadcast = false }
`,
  );
  write("janus.plugin.videoroom.jcfg", `general: { admin_key = "${janusKeys.adminKey}" }\n`);
  write(
    "janus.transport.http.jcfg",
    `general: { json = "compact", base_path = "/janus", http = true, port = ${httpPort}, ip = "127.0.0.1", https = false }
admin: { admin_http = false, admin_https = false }
`,
  );
  write(
    "janus.transport.websockets.jcfg",
    `general: { json = "compact", ws = true, ws_port = ${httpPort + 1}, ws_ip = "127.0.0.1", wss = false }
admin: { admin_ws = false, admin_wss = false }
`,
  );
  const janus: ChildProcess = spawn("/usr/bin/janus", ["-F", folder], { stdio: "ignore" });
  const instance = {
    apiUrl: `http://127.0.0.1:${httpPort}/janus`,
    socketUrl: `ws://127.0.0.1:${httpPort + 1}`,
  };
  for (let attempt = 0; ; attempt++) {
    const isUp = await fetch(`${instance.apiUrl}/info`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) break;
    if (attempt > 100 || janus.exitCode !== null) throw new Error("Janus does not start");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    instance,
    recordings,
    cpuSeconds() {
      const fields =
        readFileSync(`/proc/${janus.pid ?? 0}/stat`, "utf8")
          .split(") ")[1]
          ?.split(" ") ?? [];
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    async kill() {
      if (janus.exitCode === null && janus.signalCode === null) {
        const ended = new Promise((resolve) => janus.once("exit", resolve));
        janus.kill("SIGKILL");
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
