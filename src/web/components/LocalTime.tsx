import { useContext } from "react";
import { useNow } from "../hooks/use-now.js";
import { useLanguage } from "../i18n/index.js";
import { SessionContext } from "../session.js";
import { clocksDiffer, clockWords, otherClockWords, type TimeForm, zoneWords } from "./clock-words.js";

const defaultZone = "Asia/Shanghai";

interface LocalTimeProps {
  /** UTC instant. */
  readonly at: string;
  readonly form?: TimeForm;
  /** The other party's zone: where the clocks differ both are shown with their names. */
  readonly otherZone?: string | undefined;
}

/** A moment on the reader's wall clock (his institution's zone), and on the other party's where it differs. */
export function LocalTime({ at, form = "dateTime", otherZone }: LocalTimeProps) {
  const language = useLanguage();
  const now = useNow(60_000);
  const zone = useContext(SessionContext)?.institution.timeZone ?? defaultZone;
  const moment = Date.parse(at);
  const full = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "zh-CN", {
    timeZone: zone,
    dateStyle: "full",
    timeStyle: "medium",
  });
  const isTwofold = otherZone !== undefined && form !== "date" && clocksDiffer(moment, zone, otherZone);
  return (
    <time className="c-time" dateTime={at} title={`${full.format(moment)} ${zoneWords(zone, language)}`}>
      {clockWords(moment, now, zone, form, language)}
      {isTwofold && (
        <span className="c-time-other">
          {` ${zoneWords(zone, language)} · ${otherClockWords(moment, now, zone, otherZone, language)} ${zoneWords(otherZone, language)}`}
        </span>
      )}
    </time>
  );
}
