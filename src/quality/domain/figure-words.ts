/** A waiting time in the unit people would say it in: 45 分钟, 3.5 小时, 2.1 天. Null stays null. */
export function durationWords(
  minutes: number | null,
): { unit: "minutes" | "hours" | "days"; count: number } | null {
  if (minutes === null) return null;
  if (minutes < 90) return { unit: "minutes", count: Math.round(minutes) };
  if (minutes < 48 * 60) return { unit: "hours", count: Math.round(minutes / 6) / 10 };
  return { unit: "days", count: Math.round(minutes / 144) / 10 };
}

/** A share as a whole percentage; null when it is a share of nothing. Never 0 or 100 unless exactly so. */
export function percentOf({ count, of }: { readonly count: number; readonly of: number }): number | null {
  if (of === 0) return null;
  if (count === 0 || count === of) return count === 0 ? 0 : 100;
  return Math.min(99, Math.max(1, Math.round((100 * count) / of)));
}
