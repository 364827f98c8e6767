/** One stretch of a week; `to` before `from` runs over midnight. */
export interface DutyStretch {
  readonly weekday: number;
  readonly from: string;
  readonly to: string;
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
const week = 7 * 24 * 60;

/** Minutes of the week [start, end) of a stretch; one that crosses Sunday's midnight comes as two. */
function spans({ weekday, from, to }: DutyStretch): readonly (readonly [number, number])[] {
  const start = (weekday - 1) * 1440 + minutesOf(from);
  const end = (weekday - 1) * 1440 + minutesOf(to) + (to < from ? 1440 : 0);
  return end <= week
    ? [[start, end]]
    : [
        [start, week],
        [0, end - week],
      ];
}

/** What is wrong with the hours: a stretch without length, or two that overlap. Undefined: they can be kept. */
export function dutyHoursFault(
  stretches: readonly DutyStretch[],
): "empty_duty_stretch" | "overlapping_duty_hours" | undefined {
  if (stretches.some(({ from, to }) => from === to)) return "empty_duty_stretch";
  const all = stretches.flatMap(spans).sort((a, b) => a[0] - b[0]);
  const isOverlapping = all.some((span, i) => i > 0 && span[0] < (all[i - 1]?.[1] ?? 0));
  return isOverlapping ? "overlapping_duty_hours" : undefined;
}
