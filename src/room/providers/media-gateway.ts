import type { WebSocket } from "ws";
import type { Instant } from "../../kernel/types.js";
import { addressGuard } from "../../platform/egress/guard.js";
import { connectGuarded } from "../../platform/egress/connect.js";
import type { FieldCipher } from "../../platform/field-cipher.js";
import type { SocketRoute } from "../../platform/http/sockets.js";
import type { ProviderReach } from "./ask.js";
import { ProviderFault } from "./fault.js";
import type { JanusProvider } from "./janus.js";
import { type JanusSession, openJanusSession } from "./janus-session.js";
import { type MediaGrant, openGrant } from "./media-grant.js";
import { FromPage, type MediaEnd, type ToPage } from "../api/media.js";

/** What the gateway asks of the rest of the module. */
export interface MediaGatewayHost {
  readonly cipher: FieldCipher;
  readonly reach: ProviderReach;
  readonly now: () => Promise<Instant>;
  /**
   * True once for a token and never again, and only while the person may be in the room. What a token lets in is looked at
   * when it is used, not when it was made.
   */
  readonly redeem: (token: string, grant: MediaGrant) => Promise<boolean>;
  /** Whether the person may still be in the room. */
  readonly mayStay: (grant: MediaGrant) => Promise<boolean>;
  readonly providerOf: (grant: MediaGrant) => Promise<JanusProvider | undefined>;
}

const enterMs = 5000;
const lookAgainMs = 15_000;
const longestMessage = 64 * 1024;
/** A page sends some sixty candidates as it comes in, and hardly anything later. */
const burst = 200;
const perSecond = 20;

/**
 * `/api/rooms/:roomId/media`: pages speak with the media server through it, in messages of our own.
 * The first message carries the token; it never stands in an address.
 */
export const mediaSocket = (host: MediaGatewayHost): SocketRoute => ({
  path: /^\/api\/rooms\/([0-9a-f-]{36})\/media$/u,
  maxFrameBytes: longestMessage,
  open: (page, _request, match) => serve(page, match[1] ?? "", host),
});

function serve(page: WebSocket, roomId: string, host: MediaGatewayHost): void {
  let session: JanusSession | undefined;
  let state: "new" | "entering" | "in" | "over" = "new";
  let allowance = burst;
  let refilledAt = performance.now();
  const early: Exclude<FromPage, { kind: "enter" }>[] = [];
  const send = (message: ToPage): void => {
    if (page.readyState === page.OPEN) page.send(JSON.stringify(message));
  };
  const end = (reason: MediaEnd): void => {
    if (state === "over") return;
    state = "over";
    clearTimeout(late);
    clearInterval(watch);
    session?.close();
    send({ kind: "ended", reason });
    page.close(reason === "misbehaved" ? 1008 : 1000);
  };
  const late = setTimeout(() => {
    if (state === "new") end("refused");
  }, enterMs);
  let watch: NodeJS.Timeout | undefined;

  async function enter(token: string): Promise<void> {
    const grant = openGrant(host.cipher, token, await host.now());
    if (grant?.roomId !== roomId || !(await host.redeem(token, grant))) {
      end("refused");
      return;
    }
    const provider = await host.providerOf(grant);
    if (provider === undefined) {
      end("refused");
      return;
    }
    const door = await provider.door({ roomId, providerRoom: grant.providerRoom });
    const url = new URL(door.socketUrl);
    const opened = await connectGuarded({
      url,
      protocol: "janus-protocol",
      mayConnect: addressGuard(host.reach.networks, url.protocol === "wss:"),
      maxBytes: 512 * 1024,
      timeoutMs: host.reach.timeoutMs,
    });
    if (!opened.ok) throw new ProviderFault(opened.error);
    const made = await openJanusSession(opened.value, door, grant, { send, end });
    // The page may have gone while Janus was asked.
    if ((state as string) === "over") {
      made.close();
      return;
    }
    session = made;
    state = "in";
    watch = setInterval(() => {
      host.mayStay(grant).then(
        (may) => {
          if (!may) end("removed");
        },
        // The database cannot be asked: the call goes on until it can.
        () => undefined,
      );
    }, lookAgainMs);
    for (const message of early.splice(0)) if (!made.hear(message)) end("misbehaved");
  }

  page.on("message", (data, isBinary) => {
    const now = performance.now();
    allowance = Math.min(burst, allowance + ((now - refilledAt) / 1000) * perSecond) - 1;
    refilledAt = now;
    const message = isBinary || allowance < 0 ? undefined : read(data as Buffer);
    if (message === undefined || (message.kind === "enter") !== (state === "new")) {
      if (state !== "over") end("misbehaved");
      return;
    }
    if (message.kind === "enter") {
      state = "entering";
      enter(message.token).catch(() => end("unreachable"));
    } else if (session === undefined) early.push(message);
    else if (!session.hear(message)) end("misbehaved");
  });
  page.on("close", () => {
    clearTimeout(late);
    clearInterval(watch);
    state = "over";
    session?.close();
  });
}

function read(data: Buffer): FromPage | undefined {
  try {
    const parsed = FromPage.safeParse(JSON.parse(data.toString("utf8")));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
