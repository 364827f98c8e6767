import { randomUUID, timingSafeEqual } from "node:crypto";
import { type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { addMinutes, minutesBetween } from "../../kernel/time.js";
import type { Tx } from "../../platform/database/database.js";
import { codeOf, codeRule } from "../address-code.js";
import type { DeliveryView, NewAddress, NewPushAddress, NotificationSettings, SaveSettings } from "../api.js";
import type { z } from "zod";
import { hintOf } from "../domain/address-hint.js";
import { type Channel, channels, isShared } from "../domain/channels.js";
import type { NotifyNode } from "../host.js";
import { addDeliveries, type Delivery, listDeliveries } from "../store/deliveries.js";
import * as store from "../store/settings.js";

export type SettingsRefusal =
  | "settings_changed"
  | "address_not_found"
  | "address_verified"
  | "code_wrong"
  | "code_expired"
  | "too_many_messages"
  | "channel_off"
  | "no_verified_address";

/** What the log shows of a delivery. */
export const deliveryView = (delivery: Delivery, personName: string): DeliveryView => {
  const { id, purpose, kind, channel, step, status, reason, attempts, isHeld } = delivery;
  const { dueAt, createdAt, finishedAt } = delivery;
  return {
    ...{ id, purpose, kind, channel, step, status, reason, attempts, isHeld },
    ...{ dueAt, createdAt, finishedAt, personName },
  };
};

async function viewOf(tx: Tx, ctx: Ctx, node: NotifyNode): Promise<NotificationSettings> {
  const { personId, timeZone: institutionTimeZone } = ctx.actor;
  const { version, order, quiet, timeZone } = await store.findSetting(tx, personId);
  return {
    version,
    order: { urgent: [...order.urgent], work: [...order.work], news: [...order.news] },
    quiet,
    timeZone,
    institutionTimeZone,
    channels: channels.map((channel) => ({ channel, isConfigured: node.channels[channel] !== undefined })),
    addresses: (await store.listAddresses(tx, personId)).map(
      ({ id, channel, hint, verifiedAt, createdAt }) => ({
        id,
        channel,
        hint,
        isVerified: verifiedAt !== null,
        createdAt,
      }),
    ),
    isSink: node.isSink,
    pushKey: node.pushKey,
    deliveries: (await listDeliveries(tx, { personId, limit: 10 })).map((one) => deliveryView(one, "")),
  };
}

/** The person's own rules and addresses, and how his last messages fared. */
export const viewSettings = (ctx: Ctx, node: NotifyNode): Promise<Result<NotificationSettings, never>> =>
  inTx(ctx, async (tx) => ok(await viewOf(tx, ctx, node)));

/** Saves the rules over the version that was read. */
export const saveSettings = (
  ctx: Ctx,
  node: NotifyNode,
  { version, ...setting }: z.output<typeof SaveSettings>,
): Promise<Result<NotificationSettings, SettingsRefusal>> =>
  inTx(ctx, async (tx) => {
    if (!(await store.saveSetting(tx, ctx.actor.personId, version, setting)))
      return refuse("settings_changed");
    return ok(await viewOf(tx, ctx, node));
  });

/** A person's own button must not become a way to flood somebody's mailbox or run up a bill of text messages. */
const messageRule = { most: 6, minutes: 10 } as const;

async function mayAskForMessage(tx: Tx, personId: string): Promise<boolean> {
  const own = await listDeliveries(tx, { personId, limit: 50 });
  const recent = own.filter(
    ({ purpose, createdAt }) =>
      purpose !== "notice" && minutesBetween(createdAt, tx.now) < messageRule.minutes,
  );
  return recent.length < messageRule.most;
}

const queueOwn = (tx: Tx, ctx: Ctx, purpose: "test" | "code", channel: Channel, addressId: string | null) =>
  addDeliveries(tx, [
    {
      id: randomUUID(),
      personId: ctx.actor.personId,
      noticeId: null,
      kind: null,
      purpose,
      channel,
      step: 0,
      isHeld: false,
      breaksQuiet: true,
      addressId,
      dueAt: tx.now,
      notAfter: purpose === "code" ? addMinutes(tx.now, codeRule.minutes) : null,
      suppressed: null,
    },
  ]);

/**
 * Names the person's address of a channel, in place of the one before, and sends a code there; it counts once the code
 * is typed. A number that is only mentioned in a group is good at once: what the group reads accepts nothing.
 */
export const addAddress = (
  ctx: Ctx,
  node: NotifyNode,
  { channel, address }: NewAddress,
): Promise<Result<NotificationSettings, SettingsRefusal>> =>
  inTx(ctx, async (tx) => {
    if (node.channels[channel] === undefined) return refuse("channel_off");
    if (!(await mayAskForMessage(tx, ctx.actor.personId))) return refuse("too_many_messages");
    const id = randomUUID();
    const needsCode = !isShared(channel);
    await store.putAddress(tx, ctx.actor.personId, {
      id,
      channel,
      cipher: ctx.fieldCipher.encrypt(address),
      hash: ctx.fieldCipher.blindIndex(`address ${address}`),
      hint: hintOf(channel, address),
      verifiedAt: needsCode ? null : tx.now,
      codeExpiresAt: needsCode ? addMinutes(tx.now, codeRule.minutes) : null,
    });
    if (needsCode) await queueOwn(tx, ctx, "code", channel, id);
    return ok(await viewOf(tx, ctx, node));
  });

/** Keeps this browser's push subscription; the browser itself is the proof. */
export const addPushAddress = (
  ctx: Ctx,
  node: NotifyNode,
  { label, ...subscription }: z.output<typeof NewPushAddress>,
): Promise<Result<NotificationSettings, SettingsRefusal>> =>
  inTx(ctx, async (tx) => {
    if (node.pushKey === null) return refuse("channel_off");
    const known = await store.listAddresses(tx, ctx.actor.personId);
    // A person has a few browsers; the oldest gives way.
    const own = known.filter(({ channel }) => channel === "push");
    for (const old of own.slice(0, Math.max(0, own.length - 9)))
      await store.removeAddress(tx, ctx.actor.personId, old.id);
    await store.putAddress(tx, ctx.actor.personId, {
      id: randomUUID(),
      channel: "push",
      cipher: ctx.fieldCipher.encrypt(JSON.stringify(subscription)),
      hash: ctx.fieldCipher.blindIndex(`push ${subscription.endpoint}`),
      hint: label,
      verifiedAt: tx.now,
      codeExpiresAt: null,
    });
    return ok(await viewOf(tx, ctx, node));
  });

/** The code that came by the address. Five wrong ones, or fifteen minutes, and a new one is needed. */
export const confirmAddress = (
  ctx: Ctx,
  node: NotifyNode,
  addressId: string,
  code: string,
): Promise<Result<NotificationSettings, SettingsRefusal>> =>
  inTx(ctx, async (tx) => {
    const address = (await store.listAddresses(tx, ctx.actor.personId)).find(({ id }) => id === addressId);
    if (!address) return refuse("address_not_found");
    if (address.verifiedAt !== null) return refuse("address_verified");
    if (
      address.codeExpiresAt === null ||
      address.codeExpiresAt <= tx.now ||
      address.wrongCodes >= codeRule.wrong
    )
      return refuse("code_expired");
    if (!timingSafeEqual(Buffer.from(codeOf(ctx.fieldCipher, address)), Buffer.from(code))) {
      await store.countWrongCode(tx, address.id);
      return refuse("code_wrong");
    }
    await store.markVerified(tx, address.id);
    return ok(await viewOf(tx, ctx, node));
  });

/** Nothing goes there any more. */
export const removeAddress = (
  ctx: Ctx,
  node: NotifyNode,
  addressId: string,
): Promise<Result<NotificationSettings, SettingsRefusal>> =>
  inTx(ctx, async (tx) =>
    (await store.removeAddress(tx, ctx.actor.personId, addressId))
      ? ok(await viewOf(tx, ctx, node))
      : refuse("address_not_found"),
  );

/** Sends the person a test message by one channel, at once, quiet hours or not: he has just asked for it. */
export const sendTest = (
  ctx: Ctx,
  node: NotifyNode,
  channel: Channel,
): Promise<Result<NotificationSettings, SettingsRefusal>> =>
  inTx(ctx, async (tx) => {
    if (node.channels[channel] === undefined) return refuse("channel_off");
    const own = (await store.listAddresses(tx, ctx.actor.personId)).filter((one) => one.channel === channel);
    if (!own.some(({ verifiedAt }) => verifiedAt !== null)) return refuse("no_verified_address");
    if (!(await mayAskForMessage(tx, ctx.actor.personId))) return refuse("too_many_messages");
    await queueOwn(tx, ctx, "test", channel, null);
    return ok(await viewOf(tx, ctx, node));
  });
