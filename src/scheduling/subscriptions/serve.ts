import { createHash } from "node:crypto";
import { addMinutes } from "../../kernel/time.js";
import type { Result } from "../../kernel/result.js";
import { type Database, systemContext, type Tx } from "../../platform/database/database.js";
import type { FieldCipher } from "../../platform/field-cipher.js";
import { startLanes } from "../../platform/lanes.js";
import { announce } from "../../platform/live.js";
import { publish } from "../../platform/outbox.js";
import type { SubscriptionOutcome } from "../api.js";
import { minutesToNext } from "../domain/subscription.js";
import { readIcsAside } from "../ics/read-aside.js";
import type { ReadIcs } from "../ics/read-ics.js";
import { icsFaults } from "../refusals.js";
import { lockCalendars } from "../store/appointments.js";
import { addBlocks, countBlocks, findCalendar } from "../store/calendars.js";
import { type Fetched, fetchCalendar } from "./fetch-calendar.js";
import * as store from "./store.js";
import { type OutcomeCode, outcomeWords } from "./words.js";

export interface SubscriptionHost {
  readonly database: Database;
  readonly cipher: FieldCipher;
  /** Private networks (CIDR) in which calendars may be asked for. */
  readonly networks: readonly string[];
}

/** Repetitions are laid out this far ahead, and anew at least every week. */
const horizonMinutes = 366 * 1440;
const freshMinutes = 7 * 1440;
/** A calendar whose rules take more steps than this, or that could not be read in time, is read seldom. */
const heavySteps = 300_000;
const isHeavy = (read: Result<ReadIcs, OutcomeCode> | undefined): boolean =>
  read?.ok === true ? read.value.steps > heavySteps : read?.error === "ics_took_too_long";
const mostBlocks = 20_000;
/** What this platform's own feed calls its events: somebody else's calendar may hand them back, and they are here already. */
const ownEvent = /@consilium$/u;

const outcomeOf = (code: OutcomeCode, read?: ReadIcs, imported = 0): SubscriptionOutcome => ({
  code,
  zh: outcomeWords[code].zh,
  en: outcomeWords[code].en,
  imported,
  leftOut: read?.leftOut ?? 0,
  problems: (read?.problems ?? [])
    .slice(0, 50)
    .map((problem) => ({ ...problem, ...icsFaults[problem.fault] })),
});

/** Asks for one calendar that is due and writes down what became of it. False: none is due. */
export async function serveNextSubscription(
  host: SubscriptionHost,
  report: (error: unknown, subscriptionId: string) => void,
): Promise<boolean> {
  const claimed = await host.database.withTx(systemContext, async (tx) => {
    const one = await store.claimSubscription(tx);
    const calendar = one && (await findCalendar(tx, one.personId));
    return one && calendar && { one, zone: calendar.settings.zone, now: tx.now };
  });
  if (claimed === undefined) return false;
  const { one, zone, now } = claimed;
  const isFresh = one.laidOutAt !== null && addMinutes(one.laidOutAt, freshMinutes) > now;
  let fetched: Result<Fetched, OutcomeCode>;
  let read: Result<ReadIcs, OutcomeCode> | undefined;
  try {
    fetched = await fetchCalendar(
      {
        address: host.cipher.decrypt(one.addressCipher),
        // What was laid out long ago is laid out anew, even from the same content.
        ...(isFresh && { etag: one.etag, lastModified: one.lastModified }),
      },
      host.networks,
    );
    const isSame = fetched.ok && isFresh && fetched.value.sha256 === one.contentSha256;
    if (fetched.ok && fetched.value.text !== undefined && !isSame) {
      const { text } = fetched.value;
      read = await readIcsAside({ text, from: now, to: addMinutes(now, horizonMinutes), zone });
    }
  } catch (error) {
    report(error, one.id);
    fetched = { ok: false, error: "failed" };
  }
  await host.database.withTx(systemContext, async (tx) => {
    // Removed meanwhile: nothing of it is to come.
    const current = await store.findSubscription(tx, one.id, one.personId, "lock");
    if (current === undefined) return;
    const outcome = await keep(tx, current, fetched, read);
    const isGood = outcome.code === "fetched" || outcome.code === "not_changed";
    const failures = isGood ? 0 : current.failures + 1;
    await store.saveAttempt(tx, {
      id: one.id,
      failures,
      nextAt: addMinutes(tx.now, minutesToNext(current.everyMinutes, failures, isHeavy(read))),
      etag: isGood && fetched.ok ? fetched.value.etag : current.etag,
      lastModified: isGood && fetched.ok ? fetched.value.lastModified : current.lastModified,
      contentSha256:
        isGood && fetched.ok ? (fetched.value.sha256 ?? current.contentSha256) : current.contentSha256,
      laidOutAt: outcome.code === "fetched" ? tx.now : current.laidOutAt,
      outcome,
    });
    await announce(tx, {
      topic: "calendar",
      id: one.personId,
      audience: { persons: [one.personId], platform: true },
    });
  });
  return true;
}

/** Puts what was read in the place of what the subscription said before, from now on. */
async function keep(
  tx: Tx,
  one: store.Subscription,
  fetched: Result<Fetched, OutcomeCode>,
  read: Result<ReadIcs, OutcomeCode> | undefined,
): Promise<SubscriptionOutcome> {
  // What could not be read takes nothing away: what it said last stands.
  const imported = one.outcome?.imported ?? 0;
  if (!fetched.ok) return outcomeOf(fetched.error, undefined, imported);
  if (read === undefined)
    return { ...(one.outcome ?? outcomeOf("not_changed")), ...outcomeWords.not_changed, code: "not_changed" };
  if (!read.ok) return outcomeOf(read.error, undefined, imported);
  const blocks = read.value.blocks.filter(({ key }) => !ownEvent.test(key));
  await lockCalendars(tx, [one.personId]);
  const others = (await countBlocks(tx, one.personId)) - (await store.countBlocksOfSubscription(tx, one));
  if (others + blocks.length > mostBlocks) return outcomeOf("too_many_blocks", read.value, imported);
  await store.deleteBlocksOfSubscription(tx, one, tx.now);
  const ids = await addBlocks(
    tx,
    one.personId,
    blocks.map((block) => ({ ...block, key: keyOf(one.id, block.key), source: "feed" as const })),
    null,
  );
  if (imported > 0)
    await publish(tx, {
      topic: "scheduling.time-freed",
      subjectId: one.personId,
      payload: { personIds: [one.personId] },
    });
  return outcomeOf("fetched", read.value, ids.length);
}

/** An event's UID may be as long as its program likes. */
const keyOf = (id: string, uid: string): string =>
  `${id} ${createHash("sha256").update(uid).digest("hex").slice(0, 32)}`;

/** Serves subscriptions that are due until stopped; one at a time, as calendars are read. */
export const startSubscriber = (
  host: SubscriptionHost,
  report: (error: unknown, subscriptionId: string) => void,
  pollMs = 30_000,
): Promise<{ stop(): Promise<void> }> =>
  startLanes({
    database: host.database,
    channel: store.subscriptionChannel,
    lanes: 1,
    pollMs,
    next: () => serveNextSubscription(host, report),
    report: (error) => report(error, ""),
  });
