import type { Zone } from "../domain/zone.js";
import { EntryActs, timesOf, useEntryWords } from "./entry-words.js";
import type { Day } from "./layout.js";
import { useSchedulingTexts } from "./texts.js";

/** The days one under another, as a phone shows them: time, what, and what can be done. */
export function Agenda(props: { days: readonly Day[]; personId: string; canEdit: boolean; zone: Zone }) {
  const { days, personId, canEdit } = props;
  const t = useSchedulingTexts();
  const words = useEntryWords();
  return (
    <div className="s-agenda">
      {days.map((day) => (
        <section key={day.date} className="c-card" data-tight="" aria-label={day.date}>
          <h3 data-today={day.isToday ? "" : undefined}>
            {t(`weekday.d${weekdayKey(day.weekday)}`)} {day.date.slice(5)}
            {day.isToday && ` · ${t("today")}`}
            {day.holiday !== undefined && ` · ${day.holiday.name} ${t(day.holiday.kind)}`}
          </h3>
          {day.open.length > 0 && (
            <p className="c-quiet">
              {t("kind.open")}{" "}
              {day.open
                .map((one) => (one.from === 0 && one.to === 1440 ? t("allDay") : timesOf(one)))
                .join("、")}
            </p>
          )}
          {day.entries.length === 0 && <p className="c-quiet">{t("emptyDay")}</p>}
          {day.entries.map((entry) => (
            <div key={entry.key} className="s-item">
              <span>{timesOf(entry)}</span>
              <span className="s-what">
                <i className="s-swatch" data-kind={entry.kind} aria-hidden="true" />
                <span>{words(entry)}</span>
                {entry.stretch !== undefined && entry.stretch.note !== "" && (
                  <small className="c-quiet">{entry.stretch.note}</small>
                )}
              </span>
              <EntryActs entry={entry} personId={personId} canEdit={canEdit} />
            </div>
          ))}
        </section>
      ))}
    </div>
  );
}

export const weekdayKey = (weekday: number): 1 | 2 | 3 | 4 | 5 | 6 | 7 =>
  ([1, 2, 3, 4, 5, 6, 7] as const)[weekday - 1] ?? 1;
