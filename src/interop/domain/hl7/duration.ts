/** Seconds of the units that schedules are written in. Source: HL7 v2.5.1 ISO+ units, and the words systems use for them. */
const units: readonly (readonly [RegExp, number])[] = [
  [/^(?:s|sec|secs|second|seconds|秒)$/iu, 1],
  [/^(?:m|min|mins|minute|minutes|分|分钟)$/iu, 60],
  [/^(?:h|hr|hrs|hour|hours|时|小时)$/iu, 3600],
  [/^(?:d|day|days|天|日)$/iu, 86_400],
];

/**
 * A number with its unit as whole minutes, rounded up. Without a unit it is minutes, as in most systems.
 * "none": nothing is written · "unit": the unit is not known, or the number is none.
 */
export function readMinutes(number: string, unit: string): number | "none" | "unit" {
  if (number === "") return "none";
  const seconds = unit === "" ? 60 : units.find(([pattern]) => pattern.test(unit))?.[1];
  if (seconds === undefined || !/^\d{1,7}(?:\.\d{1,3})?$/u.test(number)) return "unit";
  return Math.ceil((Number(number) * seconds) / 60);
}

/** The older form in one piece: M30, H2, S900, D1. Source: HL7 v2.5.1 chapter 4.3.3 (TQ-3 duration). */
export function readPackedMinutes(text: string): number | "none" | "unit" {
  if (text === "") return "none";
  const found = /^([SMHD])(\d{1,6})$/iu.exec(text);
  return found === null ? "unit" : readMinutes(found[2] ?? "", found[1] ?? "");
}
