import { weekdayKey } from "./Agenda.js";
import type { Day } from "./layout.js";
import { useSchedulingTexts } from "./texts.js";

/** Weeks under each other; a day says what is in it and opens. */
export function MonthGrid(props: { days: readonly Day[]; month: string; onOpen: (date: string) => void }) {
  const { days, month, onOpen } = props;
  const t = useSchedulingTexts();
  return (
    <div className="s-month">
      {days.slice(0, 7).map((day) => (
        <div key={day.weekday}>{t(`weekday.d${weekdayKey(day.weekday)}`)}</div>
      ))}
      {days.map((day) => {
        const kinds = [...new Set(day.entries.map((entry) => entry.kind))].filter(
          (kind) => kind !== "do_not_disturb" && kind !== "preferred",
        );
        return (
          <button
            key={day.date}
            type="button"
            className="s-cell"
            data-today={day.isToday ? "" : undefined}
            data-other={day.date.startsWith(month) ? undefined : ""}
            aria-label={`${day.date} ${kinds.map((kind) => t(`kind.${kind}`)).join("、") || t("emptyDay")}`}
            onClick={() => onOpen(day.date)}
          >
            <span>
              <b>{Number(day.date.slice(8))}</b>
              {day.holiday !== undefined && (
                <small className={day.holiday.kind === "rest" ? "c-good" : "c-bad"}>
                  {" "}
                  {day.holiday.name}
                  {t(day.holiday.kind)}
                </small>
              )}
            </span>
            <span className="s-bits" aria-hidden="true">
              {kinds.slice(0, 4).map((kind) => (
                <span key={kind} className="s-bit" data-kind={kind}>
                  {t(`kind.${kind}`)}
                </span>
              ))}
            </span>
          </button>
        );
      })}
    </div>
  );
}
