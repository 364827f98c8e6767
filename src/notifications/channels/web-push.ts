import webPush from "web-push";
import { mayAsk } from "../../platform/egress/addresses.js";
import { PushSubscription } from "../api.js";
import { failed, jsonOf, type NotificationChannel, postTo, type Reach, sent } from "./channel.js";

export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** A browser named the server: only public addresses, and only over TLS. */
const publicOnly: Reach = { timeoutMs: 10_000, mayConnect: (address) => mayAsk(address, []) };

/**
 * Web push. The text is encrypted for the browser; the push service sees sizes and times.
 * Source: RFC 8030 (protocol), RFC 8291 (encryption), RFC 8292 (VAPID).
 */
export const webPushChannel = (
  contact: string,
  keys: VapidKeys,
  reach: Reach & { readonly isPlainAllowed?: boolean } = publicOnly,
): NotificationChannel => ({
  channel: "push",
  async send(message) {
    const subscription = PushSubscription.safeParse(jsonOf(Buffer.from(message.to)));
    if (!subscription.success) return failed("unreadable_address");
    if (!subscription.data.endpoint.startsWith("https:") && reach.isPlainAllowed !== true)
      return failed("address_refused");
    let request: ReturnType<typeof webPush.generateRequestDetails>;
    try {
      request = webPush.generateRequestDetails(
        subscription.data,
        JSON.stringify({ title: message.subject, body: message.text, link: message.link, tag: message.id }),
        {
          vapidDetails: { subject: contact, publicKey: keys.publicKey, privateKey: keys.privateKey },
          TTL: message.ttlSeconds,
          urgency: message.isUrgent ? "high" : "normal",
          contentEncoding: "aes128gcm",
        },
      );
    } catch {
      // Keys that are none: the browser's own, damaged.
      return failed("unreadable_address");
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) =>
        name.toLowerCase() === "content-length" ? [] : [[name.toLowerCase(), value]],
      ),
    );
    const reply = await postTo(reach, new URL(request.endpoint), headers, request.body ?? "");
    return "end" in reply ? reply.end : sent("");
  },
});

export const newVapidKeys = (): VapidKeys => webPush.generateVAPIDKeys();
