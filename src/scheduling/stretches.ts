import { instant } from "../kernel/time.js";
import type { StretchView } from "./api.js";
import { busyKinds, type CompiledCalendar } from "./domain/calendar.js";
import { openTime } from "./domain/free-time.js";
import type { Intervals } from "./domain/intervals.js";
import { type SwappedDays, weeklyTime } from "./domain/weekly.js";
import type { StoredBlock } from "./store/calendars.js";

/** A calendar as a page draws it within [from, to) UTC minutes: open time, the weekly plan laid out, and blocks. */
export function stretchesOf(
  calendar: CompiledCalendar,
  blocks: readonly StoredBlock[],
  from: number,
  to: number,
  swaps: SwappedDays,
): StretchView[] {
  const weekly = (kind: StretchView["kind"], time: Intervals): StretchView[] => {
    const out: StretchView[] = [];
    for (let i = 0; i < time.length; i += 2)
      out.push({
        kind,
        startsAt: instant((time[i] ?? 0) * 60_000),
        endsAt: instant((time[i + 1] ?? 0) * 60_000),
        blockId: null,
        source: "weekly",
        note: "",
      });
    return out;
  };
  const days: SwappedDays = calendar.source.followsHolidays ? swaps : new Map();
  const plan = busyKinds.flatMap((kind) => {
    const week = kind === "do_not_disturb" ? calendar.always.do_not_disturb : calendar.work[kind];
    const swapped: SwappedDays = kind === "do_not_disturb" ? new Map() : days;
    return week ? weekly(kind, weeklyTime(week, calendar.zone, from, to, swapped)) : [];
  });
  const also = (["on_call", "preferred"] as const).flatMap((kind) => {
    const week = calendar.always[kind];
    return week ? weekly(kind, weeklyTime(week, calendar.zone, from, to)) : [];
  });
  return [
    ...weekly("open", openTime(calendar, from, to, swaps)),
    ...plan,
    ...also,
    ...blocks.map((block) => ({
      kind: block.kind,
      startsAt: block.startsAt,
      endsAt: block.endsAt,
      blockId: block.id,
      source: block.source,
      note: block.note,
    })),
  ];
}
