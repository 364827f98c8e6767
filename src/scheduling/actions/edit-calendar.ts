import type { AuditAction } from "../../kernel/audit-actions.js";
import { randomBytes } from "node:crypto";
import { auditAct, type Ctx, findPeople, sha256 } from "../../identity/index.js";
import { addMinutes, civilDate, instant } from "../../kernel/time.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import { listOrganizations } from "../../organizations/index.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";
import type { CalendarSettings, ImportedIcs, ReadLines } from "../api.js";
import { readBlockLine, type ReadLine } from "../domain/block-text.js";
import { minutesOfClock } from "../domain/weekly.js";
import { dayOfDate, toUtc, zoneOf } from "../domain/zone.js";
import { readIcsAside } from "../ics/read-aside.js";
import type { IcsRefusal } from "../ics/read-ics.js";
import { type CalendarRefusal, icsFaults, lineFaults } from "../refusals.js";
import { ensureCalendars } from "../store/appointments.js";
import * as store from "../store/calendars.js";
import { acrossTenants } from "./view-calendar.js";

const mostBlocks = 20_000;
const mostRules = 200;

/** The person's calendar, made when he has none; undefined: there is no such person. */
export async function openCalendar(tx: Tx, personId: string): Promise<store.StoredCalendar | undefined> {
  const known = await store.findCalendar(tx, personId);
  if (known) return known;
  const person = (await findPeople(tx, [personId])).get(personId);
  if (!person) return undefined;
  const home = (await listOrganizations(tx)).find((one) => one.id === person.institutionId);
  await ensureCalendars(tx, new Map([[personId, home?.timeZone ?? "Asia/Shanghai"]]));
  return store.findCalendar(tx, personId);
}

async function changed(
  tx: Tx,
  ctx: Ctx,
  personId: string,
  action: AuditAction,
  details: object = {},
): Promise<void> {
  await announce(tx, { topic: "calendar", id: personId, audience: { persons: [personId], platform: true } });
  await auditAct(tx, ctx, { action, subjectKind: "calendar", subjectId: personId, details: { ...details } });
}

/** Saves zone, weekly plan, caps, pause and stand-in. Refuses when another version was saved meanwhile. */
export async function saveSettings(
  ctx: Ctx,
  personId: string,
  { version, ...settings }: CalendarSettings & { version: number },
): Promise<Result<null, CalendarRefusal>> {
  if (settings.rules.some((rule) => rule.from === rule.to)) return refuse("empty_stretch");
  return acrossTenants(ctx, async (tx) => {
    const current = await openCalendar(tx, personId);
    if (!current) return refuse("person_not_found");
    const standIn = settings.standInPersonId;
    if (standIn === personId) return refuse("stand_in_is_himself");
    if (standIn !== null && !(await findPeople(tx, [standIn])).get(standIn)?.isActive)
      return refuse("stand_in_not_found");
    // A calendar nobody has saved yet was shown as version 0.
    const expected = version === 0 && current.version === 1 ? 1 : version;
    if (!(await store.saveCalendar(tx, personId, expected, settings))) return refuse("calendar_changed");
    await changed(tx, ctx, personId, "calendar.save", { rules: settings.rules.length });
    return ok(null);
  });
}

const sourceFor = (ctx: Ctx, personId: string): "self" | "office" =>
  ctx.actor.personId === personId ? "self" : "office";

/** Adds one stretch: leave, a clinic, an operation, an hour opened in addition. */
export async function addBlock(
  ctx: Ctx,
  personId: string,
  block: { kind: store.StoredBlock["kind"]; startsAt: string; endsAt: string; note: string },
): Promise<Result<{ id: string }, CalendarRefusal>> {
  const [startsAt, endsAt] = [instant(block.startsAt), instant(block.endsAt)];
  if (endsAt <= startsAt) return refuse("block_ends_before_start");
  if (endsAt > addMinutes(startsAt, 366 * 1440)) return refuse("block_too_long");
  return acrossTenants(ctx, async (tx) => {
    if (!(await openCalendar(tx, personId))) return refuse("person_not_found");
    if ((await store.countBlocks(tx, personId)) >= mostBlocks) return refuse("too_many_blocks");
    const source = sourceFor(ctx, personId);
    const [id] = await store.addBlocks(
      tx,
      personId,
      [{ ...block, startsAt, endsAt, source }],
      ctx.actor.personId,
    );
    if (id === undefined) throw new Error("a block was written and has no id");
    await changed(tx, ctx, personId, "calendar.add-block", { kind: block.kind });
    return ok({ id });
  });
}

export async function removeBlock(
  ctx: Ctx,
  personId: string,
  blockId: string,
): Promise<Result<null, CalendarRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    if (!(await store.deleteBlock(tx, personId, blockId))) return refuse("block_not_found");
    await changed(tx, ctx, personId, "calendar.remove-block");
    return ok(null);
  });
}

type Understood = ReadLines["understood"][number];

function toUnderstood(line: number, text: string, read: readonly ReadLine[], zone: string): Understood {
  const known = zoneOf(zone);
  const at = (date: string, clock: string): Instant =>
    instant(toUtc(known, dayOfDate(date) * 1440 + minutesOfClock(clock)) * 60_000);
  return {
    line,
    text,
    rules: read.flatMap((one) => (one.repeats ? [one.rule] : [])),
    blocks: read.flatMap((one) =>
      one.repeats
        ? []
        : [{ kind: one.kind, startsAt: at(one.date, one.from), endsAt: at(one.lastDate, one.to), note: "" }],
    ),
  };
}

/**
 * Reads lines of text, one entry a line; with `isPreview` nothing is kept. The understood ones come in, the others come back with
 * their line, what is missing and how to write it.
 */
export async function takeLines(
  ctx: Ctx,
  personId: string,
  { text, isPreview }: { text: string; isPreview: boolean },
): Promise<Result<ReadLines, CalendarRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const calendar = await openCalendar(tx, personId);
    if (!calendar) return refuse("person_not_found");
    const { zone, rules } = calendar.settings;
    const today = civilDate(tx.now, zone);
    const understood: Understood[] = [];
    const problems: ReadLines["problems"] = [];
    text.split(/\r?\n|[;；]/u).forEach((raw, i) => {
      const line = raw.trim();
      if (line === "") return;
      const read = readBlockLine(line, today);
      if (read.ok) understood.push(toUnderstood(i + 1, line, read.value, zone));
      else
        problems.push({
          line: i + 1,
          text: line.slice(0, 200),
          fault: read.error,
          ...lineFaults[read.error],
        });
    });
    const newRules = understood.flatMap((one) => one.rules);
    const blocks = understood.flatMap((one) => one.blocks);
    if (isPreview || newRules.length + blocks.length === 0) return ok({ understood, problems });
    const same = new Set(rules.map((rule) => JSON.stringify([rule.kind, rule.weekday, rule.from, rule.to])));
    const added = newRules.filter(
      (rule) => !same.has(JSON.stringify([rule.kind, rule.weekday, rule.from, rule.to])),
    );
    if (rules.length + added.length > mostRules) return refuse("too_many_rules");
    if (added.length > 0) {
      const settings = { ...calendar.settings, rules: [...rules, ...added] };
      if (!(await store.saveCalendar(tx, personId, calendar.version, settings)))
        return refuse("calendar_changed");
    }
    const source = sourceFor(ctx, personId);
    await store.addBlocks(
      tx,
      personId,
      blocks.map((block) => ({ ...block, source })),
      ctx.actor.personId,
    );
    await changed(tx, ctx, personId, "calendar.add-lines", { rules: added.length, blocks: blocks.length });
    return ok({ understood, problems });
  });
}

/** Repetitions are laid out this far ahead; the file is to be brought again before that. */
const icsHorizonDays = 366;

/**
 * Takes a calendar file in: from now on what the last file said is replaced by what this one says. Events that cannot be taken come
 * back with their line and remedy, and nothing else is lost with them.
 */
export async function importIcs(
  ctx: Ctx,
  personId: string,
  content: Uint8Array,
): Promise<Result<ImportedIcs, CalendarRefusal | IcsRefusal>> {
  const text = new TextDecoder("utf-8").decode(content);
  // Read between two transactions: a large file takes a while, and nobody is to wait for it. Only the second acts.
  const opened = await ctx.database.withTx({ ...systemContext, personId: ctx.actor.personId }, async (tx) => {
    const calendar = await openCalendar(tx, personId);
    return calendar && { zone: calendar.settings.zone, from: tx.now };
  });
  if (!opened) return refuse("person_not_found");
  const { zone, from } = opened;
  const read = await readIcsAside({ text, from, to: addMinutes(from, icsHorizonDays * 1440), zone });
  if (!read.ok) return read;
  const { blocks, problems, leftOut } = read.value;
  return acrossTenants(ctx, async (tx) => {
    const removed = await store.deleteBlocksOf(tx, personId, "ics", from);
    if ((await store.countBlocks(tx, personId)) + blocks.length > mostBlocks)
      return refuse("too_many_blocks");
    const ids = await store.addBlocks(
      tx,
      personId,
      blocks.map((block) => ({ ...block, source: "ics" })),
      ctx.actor.personId,
    );
    await changed(tx, ctx, personId, "calendar.import", { imported: ids.length, problems: problems.length });
    return ok({
      imported: ids.length,
      removed,
      leftOut,
      problems: problems.slice(0, 200).map((problem) => ({ ...problem, ...icsFaults[problem.fault] })),
    });
  });
}

/** A new secret address of the person's own feed; the one before opens nothing any more. Only its hash is stored. */
export async function openFeed(
  ctx: Ctx,
  personId: string,
): Promise<Result<{ path: string }, CalendarRefusal>> {
  const token = randomBytes(24).toString("base64url");
  return acrossTenants(ctx, async (tx) => {
    if (!(await openCalendar(tx, personId))) return refuse("person_not_found");
    await store.setFeedToken(tx, personId, sha256(token));
    await changed(tx, ctx, personId, "calendar.open-feed");
    return ok({ path: `/api/calendar-feeds/${token}` });
  });
}

export async function closeFeed(ctx: Ctx, personId: string): Promise<Result<null, CalendarRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    await store.setFeedToken(tx, personId, null);
    await changed(tx, ctx, personId, "calendar.close-feed");
    return ok(null);
  });
}
