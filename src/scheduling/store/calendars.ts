import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import type { CalendarSettings } from "../api.js";
import type { BlockKind, WeeklyRule } from "../domain/calendar.js";
import { type BlockSource, schedulingTables } from "../tables.js";

/** The IANA zone of each person's own clock, in the order asked for; who has no calendar is on Beijing time. */
export async function readZones(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows =
    personIds.length === 0
      ? []
      : await schedulingTables(tx)
          .selectFrom("scheduling.calendar")
          .select(["person_id", "zone"])
          .where("person_id", "in", [...personIds])
          .execute();
  const known = new Map(rows.map((row) => [row.person_id, row.zone]));
  return new Map(personIds.map((id) => [id, known.get(id) ?? "Asia/Shanghai"]));
}

/** Everyone's named stand-in, by the person he stands in for. */
export async function readStandIns(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const rows = await schedulingTables(tx)
    .selectFrom("scheduling.calendar")
    .select(["person_id", "stand_in_person_id"])
    .where("stand_in_person_id", "is not", null)
    .execute();
  return new Map(rows.map((row) => [row.person_id, row.stand_in_person_id ?? ""]));
}

export interface StoredCalendar {
  readonly version: number;
  readonly settings: CalendarSettings;
  readonly hasFeed: boolean;
}

/** Undefined: he has no calendar yet, or it is out of sight. */
export async function findCalendar(tx: Tx, personId: string): Promise<StoredCalendar | undefined> {
  const row = await schedulingTables(tx)
    .selectFrom("scheduling.calendar")
    .selectAll()
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return (
    row && {
      version: row.version,
      hasFeed: row.feed_token_hash !== null,
      settings: {
        zone: row.zone,
        rules: row.rules.map((rule) => ({ ...rule })),
        bufferMinutes: row.buffer_minutes,
        dayCap: row.day_cap,
        weekCap: row.week_cap,
        dayMinutesCap: row.day_minutes_cap,
        weekMinutesCap: row.week_minutes_cap,
        followsHolidays: row.follows_holidays,
        standInPersonId: row.stand_in_person_id,
      },
    }
  );
}

/** False: somebody saved another version meanwhile. */
export async function saveCalendar(
  tx: Tx,
  personId: string,
  version: number,
  settings: CalendarSettings,
): Promise<boolean> {
  const rows = await schedulingTables(tx)
    .updateTable("scheduling.calendar")
    .set({
      zone: settings.zone,
      rules: json(settings.rules as WeeklyRule[]),
      buffer_minutes: settings.bufferMinutes,
      day_cap: settings.dayCap,
      week_cap: settings.weekCap,
      day_minutes_cap: settings.dayMinutesCap,
      week_minutes_cap: settings.weekMinutesCap,
      follows_holidays: settings.followsHolidays,
      stand_in_person_id: settings.standInPersonId,
      version: version + 1,
      updated_at: tx.now,
    })
    .where("person_id", "=", personId)
    .where("version", "=", version)
    .returning("person_id")
    .execute();
  return rows.length === 1;
}

export interface StoredBlock {
  readonly id: string;
  readonly kind: BlockKind;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly source: BlockSource;
  readonly note: string;
}

/** Those of these people that touch [from, to), by person, earliest first. */
export async function listBlocks(
  tx: Tx,
  personIds: readonly string[],
  from: Instant,
  to: Instant,
): Promise<(StoredBlock & { readonly personId: string })[]> {
  if (personIds.length === 0) return [];
  const rows = await schedulingTables(tx)
    .selectFrom("scheduling.block")
    .selectAll()
    .where("person_id", "in", [...personIds])
    .where("ends_at", ">", from)
    .where("starts_at", "<", to)
    .orderBy("starts_at")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    personId: row.person_id,
    kind: row.kind,
    startsAt: row.starts_at as Instant,
    endsAt: row.ends_at as Instant,
    source: row.source,
    note: row.note,
  }));
}

export async function countBlocks(tx: Tx, personId: string): Promise<number> {
  const row = await schedulingTables(tx)
    .selectFrom("scheduling.block")
    .select((e) => e.fn.countAll<number>().as("n"))
    .where("person_id", "=", personId)
    .executeTakeFirstOrThrow();
  return row.n;
}

export interface NewStoredBlock {
  readonly kind: BlockKind;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly source: BlockSource;
  /** Empty: it stands by itself; else the same one sent again replaces it. */
  readonly key?: string;
  readonly note?: string;
}

/** Writes them in portions; one with a key that is there already takes its end and kind from the new one. Returns the ids. */
export async function addBlocks(
  tx: Tx,
  personId: string,
  blocks: readonly NewStoredBlock[],
  by: string | null,
): Promise<string[]> {
  // The same stretch twice in one statement would be a conflict with itself.
  const once = new Map(
    blocks.map((block) => [
      block.key ? `${block.source} ${block.key} ${block.startsAt}` : randomUUID(),
      block,
    ]),
  );
  const all = [...once.values()];
  const ids: string[] = [];
  for (let i = 0; i < all.length; i += 1000) {
    const rows = await schedulingTables(tx)
      .insertInto("scheduling.block")
      .values(
        all.slice(i, i + 1000).map((block) => ({
          id: randomUUID(),
          person_id: personId,
          kind: block.kind,
          starts_at: block.startsAt,
          ends_at: block.endsAt,
          source: block.source,
          source_key: block.key ?? "",
          note: block.note ?? "",
          created_by: by,
          created_at: tx.now,
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(["person_id", "source", "source_key", "starts_at"])
          .where("source_key", "<>", sql.lit(""))
          .doUpdateSet((e) => ({ ends_at: e.ref("excluded.ends_at"), kind: e.ref("excluded.kind") })),
      )
      .returning("id")
      .execute();
    ids.push(...rows.map((row) => row.id));
  }
  return ids;
}

/** False: there is no such block of this person. */
export async function deleteBlock(tx: Tx, personId: string, id: string): Promise<boolean> {
  const rows = await schedulingTables(tx)
    .deleteFrom("scheduling.block")
    .where("id", "=", id)
    .where("person_id", "=", personId)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Takes away what one source says from an instant on, before it says it anew. Returns how many stretches. */
export async function deleteBlocksOf(
  tx: Tx,
  personId: string,
  source: BlockSource,
  from: Instant,
): Promise<number> {
  const rows = await schedulingTables(tx)
    .deleteFrom("scheduling.block")
    .where("person_id", "=", personId)
    .where("source", "=", source)
    .where("ends_at", ">", from)
    .returning("id")
    .execute();
  return rows.length;
}

/** The stretches a source calls by this key, of whoever they are. */
export async function listBlocksByKey(
  tx: Tx,
  source: BlockSource,
  key: string,
): Promise<(Pick<StoredBlock, "kind" | "startsAt" | "endsAt"> & { readonly personId: string })[]> {
  const rows = await schedulingTables(tx)
    .selectFrom("scheduling.block")
    .select(["person_id", "kind", "starts_at", "ends_at"])
    .where("source", "=", source)
    .where("source_key", "=", key)
    .where("source_key", "<>", "")
    .execute();
  return rows.map((row) => ({
    personId: row.person_id,
    kind: row.kind,
    startsAt: row.starts_at as Instant,
    endsAt: row.ends_at as Instant,
  }));
}

export async function deleteBlocksByKey(tx: Tx, source: BlockSource, key: string): Promise<void> {
  await schedulingTables(tx)
    .deleteFrom("scheduling.block")
    .where("source", "=", source)
    .where("source_key", "=", key)
    .where("source_key", "<>", "")
    .execute();
}

export async function setFeedToken(tx: Tx, personId: string, hash: string | null): Promise<void> {
  await schedulingTables(tx)
    .updateTable("scheduling.calendar")
    .set({ feed_token_hash: hash })
    .where("person_id", "=", personId)
    .execute();
}

/** Whose calendar the address opens. Undefined: nobody's, any more. */
export async function findFeedOwner(tx: Tx, hash: string): Promise<string | undefined> {
  const row = await schedulingTables(tx)
    .selectFrom("scheduling.calendar")
    .select("person_id")
    .where("feed_token_hash", "=", hash)
    .executeTakeFirst();
  return row?.person_id;
}

export interface StoredHoliday {
  readonly on: string;
  readonly name: string;
  readonly kind: "rest" | "work";
  readonly standsFor: number | null;
  readonly source: string;
}

/** Days between two civil dates, both included, in order. */
export async function listHolidays(tx: Tx, from: string, to: string): Promise<StoredHoliday[]> {
  const rows = await schedulingTables(tx)
    .selectFrom("scheduling.holiday")
    .selectAll()
    .where("on_date", ">=", from)
    .where("on_date", "<=", to)
    .orderBy("on_date")
    .execute();
  return rows.map((row) => ({
    on: row.on_date,
    name: row.name,
    kind: row.kind,
    standsFor: row.stands_for,
    source: row.source,
  }));
}

export async function saveHoliday(tx: Tx, day: StoredHoliday): Promise<void> {
  const row = { name: day.name, kind: day.kind, stands_for: day.standsFor, source: day.source };
  await schedulingTables(tx)
    .insertInto("scheduling.holiday")
    .values({ on_date: day.on, ...row })
    .onConflict((conflict) => conflict.column("on_date").doUpdateSet(row))
    .execute();
}

/** False: it was an ordinary day. */
export async function deleteHoliday(tx: Tx, on: string): Promise<boolean> {
  const rows = await schedulingTables(tx)
    .deleteFrom("scheduling.holiday")
    .where("on_date", "=", on)
    .returning(sql<string>`on_date`.as("on"))
    .execute();
  return rows.length === 1;
}
