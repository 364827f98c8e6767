import { findReader } from "../identity/index.js";
import { addMinutes, minutesBetween } from "../kernel/time.js";
import { systemContext, type Tx } from "../platform/database/database.js";
import type { OutgoingMessage, SendOutcome } from "./channels/channel.js";
import { isShared } from "./domain/channels.js";
import { sendFaults } from "./domain/delivery.js";
import {
  digestOf,
  messageOf,
  type MessageLanguage,
  type MessageText,
  testMessage,
  verificationMessage,
} from "./domain/messages.js";
import { noticePlace } from "./domain/notice-place.js";
import { freeAt, type SuppressReason } from "./domain/plan.js";
import { nextTryAt } from "./domain/retry.js";
import { codeOf } from "./address-code.js";
import { circuitRestSeconds, type NotifyHost } from "./host.js";
import { oneTapPath } from "./one-tap-links.js";
import {
  claimDelivery,
  type Delivery,
  type DeliveryEnd,
  endDelivery,
  hastenNext,
  takeHeld,
} from "./store/deliveries.js";
import { findNotice, type StoredNotice } from "./store/notices.js";
import { type Address, findSetting, listAddresses, removeAddress } from "./store/settings.js";

interface Ready {
  readonly delivery: Delivery;
  readonly messages: readonly { readonly addressId: string; readonly message: OutgoingMessage }[];
}

/** Ends a try that sent nothing; where this channel cannot be used, the next one need not wait. */
async function stop(tx: Tx, delivery: Delivery, end: DeliveryEnd): Promise<undefined> {
  const isEnded = await endDelivery(tx, delivery, end);
  const isUseless = end.status === "suppressed" && end.reason !== "seen" && end.reason !== "too_late";
  if (isEnded && isUseless && delivery.noticeId !== null) await hastenNext(tx, delivery.noticeId);
  return undefined;
}

const oneTapKinds: ReadonlySet<string> = new Set(["offer_sent", "offer_expiring"]);

/** Where the message leads: an offer to the tap that accepts it, if nobody else reads the channel. */
async function pathOf(tx: Tx, host: NotifyHost, delivery: Delivery, notice: StoredNotice): Promise<string> {
  const { subjectId, personId } = notice;
  if (
    oneTapKinds.has(notice.kind) &&
    subjectId !== null &&
    delivery.notAfter !== null &&
    !isShared(delivery.channel)
  )
    return oneTapPath(tx, host.cipher, { personId, subjectId, expiresAt: delivery.notAfter });
  return noticePlace(notice) ?? "/";
}

/** What is said, decided at the last moment: read meanwhile, in a call now, address gone. Undefined: nothing goes out. */
async function prepare(tx: Tx, host: NotifyHost): Promise<Ready | "stopped" | undefined> {
  const delivery = await claimDelivery(tx);
  if (!delivery) return undefined;
  const suppress = async (reason: SuppressReason): Promise<"stopped"> => {
    await stop(tx, delivery, { status: "suppressed", reason });
    return "stopped";
  };
  const reader = await findReader(tx, delivery.personId);
  if (!reader?.isActive) return suppress("person_inactive");
  if (delivery.notAfter !== null && delivery.notAfter <= tx.now) return suppress("too_late");
  const setting = await findSetting(tx, delivery.personId);
  const timeZone = setting.timeZone ?? reader.timeZone;
  const notice = delivery.noticeId === null ? undefined : await findNotice(tx, delivery.noticeId);
  if (delivery.purpose === "notice") {
    if (!notice || notice.readAt !== null) return suppress("seen");
    const dueAt = freeAt(
      tx.now,
      { quiet: setting.quiet, timeZone },
      { inCallUntil: setting.inCallUntil },
      delivery.breaksQuiet,
    );
    if (delivery.notAfter !== null && dueAt >= delivery.notAfter) return suppress("too_late");
    if (dueAt > tx.now) {
      await stop(tx, delivery, { status: "queued", dueAt, isHeld: true, isUncounted: true });
      return "stopped";
    }
  }
  if (host.channels[delivery.channel] === undefined) return suppress("not_configured");
  const own = (await listAddresses(tx, delivery.personId)).filter(
    ({ id, channel }) =>
      channel === delivery.channel && (delivery.addressId === null || delivery.addressId === id),
  );
  if (own.length === 0) return suppress("no_address");
  const usable = delivery.purpose === "code" ? own : own.filter(({ verifiedAt }) => verifiedAt !== null);
  if (usable.length === 0) return suppress("address_unverified");

  const language: MessageLanguage = reader.language === "en" ? "en" : "zh";
  let path = "/notifications";
  let words = (address: Address): MessageText =>
    delivery.purpose === "code"
      ? verificationMessage(codeOf(host.cipher, address), language)
      : testMessage(language);
  if (notice) {
    const held: StoredNotice[] = [];
    if (delivery.isHeld)
      for (const id of await takeHeld(tx, delivery)) {
        const other = await findNotice(tx, id);
        if (other?.readAt === null) held.push(other);
      }
    const all = [notice, ...held];
    const text = digestOf(
      all.map((one) => messageOf(one, { language, timeZone }, tx.now)),
      language,
    );
    words = () => text;
    path = held.length > 0 ? "/" : await pathOf(tx, host, delivery, notice);
  }
  const ttlSeconds =
    delivery.notAfter === null ? 86_400 : Math.ceil(minutesBetween(tx.now, delivery.notAfter) * 60);
  const messages = usable.flatMap((address) => {
    const to = readable(host, address);
    return to === undefined
      ? []
      : [
          {
            addressId: address.id,
            message: {
              id: delivery.id,
              personId: delivery.personId,
              to,
              ...words(address),
              link: host.baseUrl() + path,
              isUrgent: delivery.breaksQuiet || (notice !== undefined && oneTapKinds.has(notice.kind)),
              ttlSeconds,
            },
          },
        ];
  });
  if (messages.length === 0) {
    await stop(tx, delivery, { status: "failed", reason: "unreadable_address" });
    return "stopped";
  }
  return { delivery, messages };
}

/** Undefined: sealed with a key this server does not hold, or altered. */
function readable(host: NotifyHost, address: Address): string | undefined {
  try {
    return host.cipher.decrypt(address.cipher);
  } catch {
    return undefined;
  }
}

/** Sent if any of the person's browsers took it; else the fault that leaves the most hope. */
const together = (ends: readonly SendOutcome[]): SendOutcome =>
  ends.find((end) => end.outcome === "sent") ??
  ends.find((end) => end.outcome === "failed" && !sendFaults[end.fault].isFinal) ??
  ends[0] ?? { outcome: "failed", fault: "unreadable_address", retryAfterSeconds: null };

/**
 * Sends one message that is due and writes down what came of it. False: none is due. The server is spoken to between two
 * transactions: nothing waits for it, and a message whose node dies in between is sent again under the same id.
 */
export async function deliverNext(
  host: NotifyHost,
  report: (error: unknown, deliveryId: string) => void,
): Promise<boolean> {
  const ready = await host.database.withTx(systemContext, (tx) => prepare(tx, host));
  if (ready === undefined) return false;
  if (ready === "stopped") return true;
  const { delivery, messages } = ready;
  const channel = host.channels[delivery.channel];
  const ends: SendOutcome[] = [];
  const gone: string[] = [];
  for (const { addressId, message } of messages) {
    const end = await (channel?.send(message) ?? Promise.resolve(together([]))).catch((error: unknown) => {
      report(error, delivery.id);
      return { outcome: "failed", fault: "bad_answer", retryAfterSeconds: null } as const;
    });
    ends.push(end);
    if (delivery.channel === "push" && end.outcome === "failed" && end.fault === "gone") gone.push(addressId);
  }
  const outcome = together(ends);
  await host.database.withTx(systemContext, async (tx) => {
    for (const id of gone) await removeAddress(tx, delivery.personId, id);
    if (outcome.outcome === "sent") {
      await endDelivery(tx, delivery, { status: "sent", reference: outcome.reference });
      return;
    }
    const { fault, retryAfterSeconds } = outcome;
    const rests = fault === "circuit_open";
    const again = rests
      ? addMinutes(tx.now, circuitRestSeconds / 60)
      : sendFaults[fault].isFinal
        ? null
        : nextTryAt(delivery.attempts, Math.random(), tx.now, retryAfterSeconds, delivery.notAfter);
    const isEnded = await endDelivery(
      tx,
      delivery,
      again === null
        ? { status: "failed", reason: fault }
        : { status: "queued", dueAt: again, reason: fault, ...(rests && { isUncounted: true }) },
    );
    if (isEnded && (again === null || rests) && delivery.noticeId !== null)
      await hastenNext(tx, delivery.noticeId);
  });
  return true;
}

/** Sends every message that is due. Returns how many were looked at. */
export async function deliverAll(
  host: NotifyHost,
  report: (error: unknown, deliveryId: string) => void,
): Promise<number> {
  let count = 0;
  while (await deliverNext(host, report)) count++;
  return count;
}
