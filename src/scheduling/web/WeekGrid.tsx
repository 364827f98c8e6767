import { Popover } from "antd";
import { type CSSProperties, useLayoutEffect, useRef } from "react";
import { dateOfDay, dayOf, minuteOf, toWall, type Zone } from "../domain/zone.js";
import { weekdayKey } from "./Agenda.js";
import { EntryActs, timesOf, useEntryWords } from "./entry-words.js";
import { columnsOf, type Day, type Entry } from "./layout.js";
import { useSchedulingTexts } from "./texts.js";

const percent = (minutes: number): string => `${(minutes / 1440) * 100}%`;

/** Days side by side, hours down: open time behind, everything else on top, a line for now. */
export function WeekGrid(props: {
  days: readonly Day[];
  zone: Zone;
  now: string;
  personId: string;
  canEdit: boolean;
}) {
  const { days, zone, now, personId, canEdit } = props;
  const t = useSchedulingTexts();
  const grid = useRef<HTMLDivElement>(null);
  const wall = toWall(zone, minuteOf(now));
  const today = dateOfDay(dayOf(wall));
  // The working day is what people come for: the page opens at seven.
  useLayoutEffect(() => {
    const box = grid.current;
    const hour = box?.querySelector("[data-hour='7']");
    if (box && hour instanceof HTMLElement) box.scrollTop = hour.offsetTop - 8;
  }, []);
  return (
    <div
      className="s-grid"
      ref={grid}
      style={{ "--s-days": days.length } as CSSProperties}
      role="group"
      aria-label={t("title")}
      tabIndex={0}
    >
      <div className="s-head" />
      {days.map((day) => (
        <div key={day.date} className="s-head" data-today={day.isToday ? "" : undefined}>
          {t(`weekday.d${weekdayKey(day.weekday)}`)} {day.date.slice(5)}
          {day.holiday !== undefined && (
            <small className={day.holiday.kind === "rest" ? "c-good" : "c-bad"} title={day.holiday.name}>
              {t(day.holiday.kind)}
            </small>
          )}
        </div>
      ))}
      <div className="s-hours" aria-hidden="true">
        {Array.from({ length: 23 }, (_, i) => (
          <span key={i} data-hour={i + 1} style={{ top: percent((i + 1) * 60) }}>
            {i + 1}:00
          </span>
        ))}
      </div>
      {days.map((day) => (
        <DayColumn key={day.date} day={day} personId={personId} canEdit={canEdit}>
          {day.date === today && (
            <div className="s-now" style={{ top: percent(wall - dayOf(wall) * 1440) }} />
          )}
        </DayColumn>
      ))}
    </div>
  );
}

function DayColumn(props: { day: Day; personId: string; canEdit: boolean; children: React.ReactNode }) {
  const { day, personId, canEdit } = props;
  const places = columnsOf(day.entries);
  return (
    <div className="s-day" role="group" aria-label={day.date}>
      {day.open.map((one) => (
        <div
          key={one.key}
          className="s-open"
          style={{ top: percent(one.from), height: percent(one.to - one.from) }}
        />
      ))}
      {day.entries.map((entry) => {
        const [column, columns] = places.get(entry.key) ?? [0, 1];
        return (
          <EntryBox
            key={entry.key}
            entry={entry}
            personId={personId}
            canEdit={canEdit}
            style={{
              top: percent(entry.from),
              height: percent(entry.to - entry.from),
              insetInlineStart: `${(column / columns) * 100}%`,
              insetInlineEnd: `${(1 - (column + 1) / columns) * 100}%`,
            }}
          />
        );
      })}
      {props.children}
    </div>
  );
}

function EntryBox(props: { entry: Entry; personId: string; canEdit: boolean; style: CSSProperties }) {
  const { entry, personId, canEdit, style } = props;
  const t = useSchedulingTexts();
  const words = useEntryWords();
  const text = words(entry);
  const source = entry.stretch && t(`source.${entry.stretch.source}`);
  return (
    <Popover
      trigger="click"
      title={`${text} ${timesOf(entry)}`}
      content={
        <div className="c-form-gap">
          {source !== undefined && <p className="c-quiet">{source}</p>}
          {entry.stretch !== undefined && entry.stretch.note !== "" && <p>{entry.stretch.note}</p>}
          {entry.appointment !== undefined && (
            <>
              <p>{entry.appointment.clocks}</p>
              <p>{entry.appointment.people.map((one) => one.name).join("、")}</p>
            </>
          )}
          <EntryActs entry={entry} personId={personId} canEdit={canEdit} />
        </div>
      }
    >
      <button type="button" className="s-entry" data-kind={entry.kind} style={style}>
        <span>{text}</span>
        <span>{timesOf(entry)}</span>
      </button>
    </Popover>
  );
}
