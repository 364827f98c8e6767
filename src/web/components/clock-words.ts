import type { Language } from "../i18n/index.js";

export type TimeForm = "dateTime" | "date" | "time";

/** Formatters are costly to make and pages show hundreds of times, so each kind is made once. */
const formatters = new Map<string, Intl.DateTimeFormat>();
function formatter(
  language: Language,
  zone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${language} ${zone} ${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "zh-CN", {
    timeZone: zone,
    hourCycle: "h23",
    ...options,
  });
  formatters.set(key, made);
  return made;
}

const civilDay = (at: number, zone: string): string =>
  formatter("zh-CN", zone, { year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
const yearOf = (at: number, zone: string): string => formatter("en", zone, { year: "numeric" }).format(at);

/** A moment on one wall clock: 今天 14:30, 11月23日 14:30, or with the year when it is another one. */
export function clockWords(
  at: number,
  now: number,
  zone: string,
  form: TimeForm,
  language: Language,
): string {
  const time = formatter(language, zone, { hour: "2-digit", minute: "2-digit" }).format(at);
  if (form === "time") return time;
  const isToday = civilDay(at, zone) === civilDay(now, zone);
  const date = isToday
    ? language === "en"
      ? "Today"
      : "今天"
    : formatter(language, zone, {
        month: language === "en" ? "short" : "long",
        day: "numeric",
        ...(yearOf(at, zone) !== yearOf(now, zone) && { year: "numeric" }),
      }).format(at);
  return form === "date" ? date : `${date} ${time}`;
}

/**
 * The same moment on another clock, said after the first: the time alone when both clocks show the same day.
 */
export function otherClockWords(
  at: number,
  now: number,
  zone: string,
  other: string,
  language: Language,
): string {
  const form = civilDay(at, zone) === civilDay(at, other) ? "time" : "dateTime";
  return clockWords(at, now, other, form, language);
}

/** True when the two zones' wall clocks differ at that moment. */
export function clocksDiffer(at: number, one: string, other: string): boolean {
  if (one === other) return false;
  const wall = (zone: string) => civilDay(at, zone) + clockWords(at, at, zone, "time", "zh-CN");
  return wall(one) !== wall(other);
}

/** What people call the zone's clock: 北京时间, 乌鲁木齐时间; any other by its name in the language. */
export function zoneWords(zone: string, language: Language): string {
  if (["Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "PRC"].includes(zone))
    return language === "en" ? "Beijing time" : "北京时间";
  if (["Asia/Urumqi", "Asia/Kashgar"].includes(zone))
    return language === "en" ? "Urumqi time" : "乌鲁木齐时间";
  const parts = formatter(language, zone, { timeZoneName: "longGeneric" }).formatToParts(0);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
}
