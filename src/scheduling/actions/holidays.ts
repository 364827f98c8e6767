import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { addMinutes } from "../../kernel/time.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Refusal } from "../../platform/http/problem.js";
import { arrangedUntil } from "../domain/holidays.js";
import * as store from "../store/calendars.js";

export const holidayRefusals = {
  holiday_not_found: { status: 404, zh: "这一天没有设置节假日", en: "Nothing is entered for this day" },
} as const satisfies Record<string, Refusal>;

/** From two months back on. The notice is known to the later of what came with the platform and what was entered. */
export const viewHolidays = (ctx: Ctx) =>
  inTx(ctx, async (tx) => {
    const items = await store.listHolidays(tx, addMinutes(tx.now, -62 * 1440).slice(0, 10), "2999-12-31");
    const lastWorked = items.filter((day) => day.kind === "work").at(-1)?.on ?? arrangedUntil;
    // A year whose worked days are entered is arranged to its end.
    const entered = `${lastWorked.slice(0, 4)}-12-31`;
    return ok({ items, arrangedUntil: entered > arrangedUntil ? entered : arrangedUntil });
  });

/** Enters a day, or changes it; calendars that follow the public days follow it at once. */
export const setHoliday = (ctx: Ctx, day: store.StoredHoliday) =>
  inTx(ctx, async (tx) => {
    await store.saveHoliday(tx, day);
    const { on, kind } = day;
    await auditAct(tx, ctx, {
      action: "holiday.set",
      subjectKind: "holiday",
      subjectId: null,
      details: { on, kind },
    });
    return ok(null);
  });

export const removeHoliday = (ctx: Ctx, on: string): Promise<Result<null, "holiday_not_found">> =>
  inTx(ctx, async (tx) => {
    if (!(await store.deleteHoliday(tx, on))) return refuse("holiday_not_found");
    await auditAct(tx, ctx, {
      action: "holiday.remove",
      subjectKind: "holiday",
      subjectId: null,
      details: { on },
    });
    return ok(null);
  });
