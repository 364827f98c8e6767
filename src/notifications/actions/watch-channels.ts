import { randomUUID } from "node:crypto";
import { auditAct, type Ctx, findPerson, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { ChannelStates, DeliveryView, TestChannel } from "../api.js";
import { type Channel, channels } from "../domain/channels.js";
import { type DeliveryStatus, sendFaults } from "../domain/delivery.js";
import { testMessage } from "../domain/messages.js";
import type { NotifyNode } from "../host.js";
import { listDeliveries, readFigures } from "../store/deliveries.js";
import { listLocalMessages } from "../store/local-box.js";
import { deliveryView } from "./settings.js";

/** Which channels this installation has, whether they rest, and what they did in the last day. */
export const viewChannels = (ctx: Ctx, node: NotifyNode): Promise<Result<ChannelStates, never>> =>
  inTx(ctx, async (tx) => {
    const figures = new Map((await readFigures(tx)).map((one) => [one.channel, one]));
    return ok({
      isSink: node.isSink,
      channels: channels.map((channel) => {
        const did = figures.get(channel);
        return {
          channel,
          isConfigured: node.channels[channel] !== undefined,
          circuit: node.channels[channel]?.circuit() ?? null,
          sent: did?.sent ?? 0,
          failed: did?.failed ?? 0,
          suppressed: did?.suppressed ?? 0,
          waiting: did?.waiting ?? 0,
          lastSentAt: did?.lastSentAt ?? null,
          lastFault: did?.lastFault ?? null,
          lastFaultAt: did?.lastFaultAt ?? null,
        };
      }),
    });
  });

/** The log of deliveries, newest first; whom a message was for, never where it went or what it said. */
export const viewDeliveries = (
  ctx: Ctx,
  query: { channel?: Channel | undefined; status?: DeliveryStatus | undefined; limit: number },
): Promise<Result<{ items: DeliveryView[] }, never>> =>
  inTx(ctx, async (tx) => {
    const items: DeliveryView[] = [];
    const names = new Map<string, string>();
    for (const one of await listDeliveries(tx, query)) {
      const name = names.get(one.personId) ?? (await findPerson(tx, one.personId))?.name ?? "";
      names.set(one.personId, name);
      items.push(deliveryView(one, name));
    }
    return ok({ items });
  });

/** Sends a test message to an address straight away, outside any transaction, and says what the server answered. */
export async function testChannelOf(
  node: NotifyNode,
  to: { readonly channel: Channel; readonly address: string },
  personId: string,
): Promise<Result<{ isGood: boolean; zh: string; en: string }, "channel_off">> {
  const channel = node.channels[to.channel];
  if (channel === undefined) return refuse("channel_off");
  const [zh, en] = [testMessage("zh"), testMessage("en")];
  const end = await channel.send({
    id: randomUUID(),
    personId,
    to: to.address,
    subject: `${zh.subject} ${en.subject}`,
    text: `${zh.text}\n${en.text}`,
    link: node.baseUrl(),
    isUrgent: false,
    ttlSeconds: 600,
  });
  return ok(
    end.outcome === "sent"
      ? {
          isGood: true,
          zh: node.isSink ? "已放入本地信箱，未外发" : "服务器已接收",
          en: node.isSink ? "kept in the local box; nothing went out" : "the server has taken the message",
        }
      : { isGood: false, zh: sendFaults[end.fault].zh, en: sendFaults[end.fault].en },
  );
}

/** {@link testChannelOf} from the operator's page, on record. */
export async function testChannel(ctx: Ctx, node: NotifyNode, to: TestChannel) {
  const tested = await testChannelOf(node, to, ctx.actor.personId);
  if (tested.ok)
    await inTx(ctx, (tx) =>
      auditAct(tx, ctx, {
        action: "channel.test",
        subjectKind: "channel",
        subjectId: null,
        details: { channel: to.channel, isGood: tested.value.isGood },
      }),
    );
  return tested;
}

/** 本地信箱: the newest hundred messages that would have gone out. */
export const viewLocalBox = (ctx: Ctx, node: NotifyNode) =>
  node.isSink
    ? inTx(ctx, async (tx) => {
        const items = [];
        for (const { personId, ...one } of await listLocalMessages(tx, 100))
          items.push({ ...one, personName: (await findPerson(tx, personId))?.name ?? "" });
        return ok({ items });
      })
    : Promise.resolve(refuse("no_local_box"));
