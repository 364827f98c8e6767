import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
} from "cockatiel";
import type { Config } from "../platform/config.js";
import { type Database, systemContext } from "../platform/database/database.js";
import type { FieldCipher } from "../platform/field-cipher.js";
import {
  failed,
  type NotificationChannel,
  type OutgoingMessage,
  type SendOutcome,
} from "./channels/channel.js";
import { emailChannel } from "./channels/email.js";
import { localBox } from "./channels/local-box.js";
import { dingtalkChannel, wecomChannel } from "./channels/robots.js";
import { smsChannel } from "./channels/sms.js";
import { newVapidKeys, type VapidKeys, webPushChannel } from "./channels/web-push.js";
import type { Channel } from "./domain/channels.js";
import { sendFaults } from "./domain/delivery.js";
import { notificationsTables } from "./tables.js";

export type CircuitWord = "closed" | "half_open" | "open";

/** A channel behind its circuit: after five failures in a row it is left alone for half a minute. */
export interface GuardedChannel extends NotificationChannel {
  circuit(): CircuitWord;
}

const words: Readonly<Record<CircuitState, CircuitWord>> = {
  [CircuitState.Closed]: "closed",
  [CircuitState.HalfOpen]: "half_open",
  [CircuitState.Open]: "open",
  [CircuitState.Isolated]: "open",
};

export const circuitRestSeconds = 30;

/** A message the server refuses says nothing of the server's health; one it cannot take does. */
export function guarded(channel: NotificationChannel, restMs = circuitRestSeconds * 1000): GuardedChannel {
  const policy = circuitBreaker(
    handleWhenResult((result) => {
      const end = result as SendOutcome;
      return end.outcome === "failed" && !sendFaults[end.fault].isFinal;
    }),
    { halfOpenAfter: restMs, breaker: new ConsecutiveBreaker(5) },
  );
  return {
    channel: channel.channel,
    circuit: () => words[policy.state],
    async send(message: OutgoingMessage) {
      try {
        return await policy.execute(() => channel.send(message));
      } catch (error) {
        if (error instanceof BrokenCircuitError) return failed("circuit_open");
        throw error;
      }
    },
  };
}

/** What this node can send by, as its configuration says. */
export interface NotifyNode {
  /** The address people know the platform by, without a slash at its end. */
  readonly baseUrl: () => string;
  readonly channels: Readonly<Partial<Record<Channel, GuardedChannel>>>;
  /** Messages stay in the local box. */
  readonly isSink: boolean;
  /** The public key browsers subscribe with; null: push is off. */
  readonly pushKey: string | null;
}

/** Where messages are sent from: the node's database and key, and its channels. */
export interface NotifyHost extends NotifyNode {
  readonly database: Database;
  readonly cipher: FieldCipher;
}

/** The installation's own push keys, made once by whichever node needs them first. */
async function vapidKeys(database: Database, cipher: FieldCipher): Promise<VapidKeys> {
  const made = newVapidKeys();
  return database.withTx(systemContext, async (tx) => {
    const db = notificationsTables(tx);
    await db
      .insertInto("notifications.server_key")
      .values({
        name: "vapid",
        public_key: made.publicKey,
        private_cipher: cipher.encrypt(made.privateKey),
        created_at: tx.now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const kept = await db
      .selectFrom("notifications.server_key")
      .selectAll()
      .where("name", "=", "vapid")
      .executeTakeFirstOrThrow();
    return { publicKey: kept.public_key, privateKey: cipher.decrypt(kept.private_cipher) };
  });
}

/** Reads the configuration into channels. Without any, and outside production, the local box stands in for them. */
export async function notifyNode(
  config: Config["notify"],
  database: Database,
  cipher: FieldCipher,
  baseUrl: () => string,
): Promise<NotifyNode> {
  const keys = config.push && (await vapidKeys(database, cipher));
  const real: (NotificationChannel | undefined)[] = [
    config.push && keys && webPushChannel(config.push.contact, keys),
    config.smtp && emailChannel(config.smtp),
    config.sms && smsChannel(config.sms),
    config.wecom && wecomChannel(config.wecom),
    config.dingtalk && dingtalkChannel(config.dingtalk),
  ];
  const sinks = config.isSink
    ? (["email", "sms", "wecom", "dingtalk"] as const).map((channel) => localBox(channel, database))
    : [];
  const channels: Partial<Record<Channel, GuardedChannel>> = {};
  for (const one of [...sinks, ...real]) if (one) channels[one.channel] = guarded(one);
  return { baseUrl, channels, isSink: config.isSink, pushKey: keys?.publicKey ?? null };
}
