// Everything of scheduling that needs no database, no disk and no network: published as `consilium/scheduling`.
export {
  type Block,
  type BlockKind,
  blockKinds,
  type CompiledCalendar,
  compileCalendar,
  type PersonCalendar,
  type RuleKind,
  type WeeklyRule,
} from "./domain/calendar.js";
export { availabilityAt, type AvailabilityAt, type AvailabilityState } from "./domain/availability.js";
export { readBlockLine } from "./domain/block-text.js";
export { bothClocks } from "./domain/clocks.js";
export { FreeTimeIndex, type NextFree } from "./domain/free-index.js";
export { bookableTime, commonFreeTime, freeTime, nextFreeOf } from "./domain/free-time.js";
export { arrangedUntil, type Holiday, knownHolidays, swapsOfHolidays } from "./domain/holidays.js";
export type { Intervals } from "./domain/intervals.js";
export { commonSlots, panelSlots, type PanelSlot, type Slot } from "./domain/slots.js";
export { isZone, minuteOf, toUtc, toWall, type Zone, zoneOf } from "./domain/zone.js";
