import type { AuditAction } from "../../kernel/audit-actions.js";
import { randomUUID } from "node:crypto";
import { auditAct, type Ctx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Tx } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";
import { openCalendar } from "../actions/edit-calendar.js";
import { acrossTenants } from "../actions/view-calendar.js";
import type { NewSubscription, SubscriptionView } from "../api.js";
import { readCalendarAddress } from "../domain/subscription.js";
import type { CalendarRefusal } from "../refusals.js";
import * as store from "./store.js";
import { mostSubscriptions, type SubscriptionRefusal } from "./words.js";

const toView = (one: store.Subscription): SubscriptionView => ({
  id: one.id,
  name: one.name,
  host: one.host,
  everyMinutes: one.everyMinutes,
  state: one.lastRunAt === null ? "waiting" : one.failures === 0 ? "good" : "failing",
  lastRunAt: one.lastRunAt,
  lastGoodAt: one.lastGoodAt,
  nextAt: one.nextAt,
  outcome: one.outcome,
});

async function changed(tx: Tx, ctx: Ctx, personId: string, action: AuditAction, id: string): Promise<void> {
  await announce(tx, { topic: "calendar", id: personId, audience: { persons: [personId], platform: true } });
  await auditAct(tx, ctx, {
    action,
    subjectKind: "calendar",
    subjectId: personId,
    // Never the address: it opens the calendar.
    details: { subscriptionId: id },
  });
}

export const viewSubscriptions = (
  ctx: Ctx,
  personId: string,
): Promise<Result<{ items: SubscriptionView[] }, never>> =>
  acrossTenants(ctx, async (tx) => ok({ items: (await store.listSubscriptions(tx, personId)).map(toView) }));

/** Subscribes to a calendar by its address, which is sealed and asked for at once and then at its rhythm. */
export async function subscribe(
  ctx: Ctx,
  personId: string,
  ask: NewSubscription,
): Promise<Result<SubscriptionView, SubscriptionRefusal | CalendarRefusal>> {
  const address = readCalendarAddress(ask.address);
  if (!address.ok) return address;
  return acrossTenants(ctx, async (tx) => {
    if (!(await openCalendar(tx, personId))) return refuse("person_not_found");
    if ((await store.listSubscriptions(tx, personId)).length >= mostSubscriptions)
      return refuse("too_many_subscriptions");
    const id = randomUUID();
    const isNew = await store.addSubscription(tx, {
      id,
      personId,
      name: ask.name,
      addressCipher: ctx.fieldCipher.encrypt(address.value),
      addressIndex: ctx.fieldCipher.blindIndex(address.value),
      host: new URL(address.value).host,
      everyMinutes: ask.everyMinutes,
      createdBy: ctx.actor.personId,
    });
    if (!isNew) return refuse("subscribed_already");
    await store.wakeSubscribers(tx);
    await changed(tx, ctx, personId, "calendar.subscribe", id);
    const added = await store.findSubscription(tx, id, personId);
    if (added === undefined) throw new Error("a subscription was written and cannot be seen");
    return ok(toView(added));
  });
}

/** Puts it in line to be asked for now. */
export const fetchNow = (
  ctx: Ctx,
  personId: string,
  id: string,
): Promise<Result<null, SubscriptionRefusal>> =>
  acrossTenants(ctx, async (tx) => {
    if ((await store.findSubscription(tx, id, personId, "lock")) === undefined)
      return refuse("subscription_not_found");
    await store.makeDue(tx, id);
    await store.wakeSubscribers(tx);
    return ok(null);
  });

/** Ends a subscription; what it said leaves the calendar with it. */
export const unsubscribe = (
  ctx: Ctx,
  personId: string,
  id: string,
): Promise<Result<null, SubscriptionRefusal>> =>
  acrossTenants(ctx, async (tx) => {
    const one = await store.findSubscription(tx, id, personId, "lock");
    if (one === undefined) return refuse("subscription_not_found");
    await store.deleteBlocksOfSubscription(tx, one);
    await store.deleteSubscription(tx, id);
    await changed(tx, ctx, personId, "calendar.unsubscribe", id);
    return ok(null);
  });
