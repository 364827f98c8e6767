import { toWall, zoneOf } from "./zone.js";

const two = (n: number): string => String(n).padStart(2, "0");

const wallText = (utc: number, zone: string): string => {
  const wall = new Date(toWall(zoneOf(zone), utc) * 60_000);
  return `${wall.getUTCFullYear()}-${two(wall.getUTCMonth() + 1)}-${two(wall.getUTCDate())} ${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}`;
};

/**
 * One moment on everybody's clock: `2026-12-03 14:00`, or where clocks differ `2026-12-03 14:00 (Asia/Shanghai) = 2026-12-03
 * 06:00 (Europe/London)`, in the order of the zones; zones that show the same time are one. No zones: Beijing time.
 * @param utc UTC minute.
 */
export function bothClocks(utc: number, zones: readonly string[]): string {
  const byText = new Map<string, string>();
  for (const zone of zones.length === 0 ? ["Asia/Shanghai"] : zones) {
    const text = wallText(utc, zone);
    if (!byText.has(text)) byText.set(text, zone);
  }
  const clocks = [...byText];
  return clocks.length === 1
    ? (clocks[0]?.[0] ?? "")
    : clocks.map(([text, zone]) => `${text} (${zone})`).join(" = ");
}
