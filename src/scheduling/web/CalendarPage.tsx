import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { get, withQuery } from "../../web/api-client.js";
import { zoneWords } from "../../web/components/clock-words.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { QueryView } from "../../web/components/states.js";
import { useIsPhone } from "../../web/hooks/use-media.js";
import { useNow } from "../../web/hooks/use-now.js";
import { usePageKey } from "../../web/hooks/use-page-key.js";
import { useLanguage } from "../../web/i18n/index.js";
import { usePathParam, useSearchParam } from "../../web/navigation.js";
import { useSession } from "../../web/session.js";
import { CalendarView } from "../api.js";
import { dateOfDay, dayOf, minuteOf, toWall, zoneOf } from "../domain/zone.js";
import { Agenda } from "./Agenda.js";
import { BlockForm } from "./BlockForm.js";
import { Legend } from "./Legend.js";
import { type CalendarMode, daysOf, layDays, turn, windowOf } from "./layout.js";
import { LinesForm } from "./LinesForm.js";
import { MonthGrid } from "./MonthGrid.js";
import { OtherCalendars } from "./OtherCalendars.js";
import { Posts } from "./Posts.js";
import "./scheduling.css";
import { SettingsForm } from "./SettingsForm.js";
import { useSchedulingTexts } from "./texts.js";
import { WeekGrid } from "./WeekGrid.js";

const modes: readonly CalendarMode[] = ["week", "day", "month"];

/** 日程: one's own. */
export function MyCalendarPage() {
  return <Calendar personId={useSession().personId} isMine />;
}

/** The same of one of the hospital's people, for its office. */
export function PersonCalendarPage() {
  const personId = usePathParam("personId");
  return <Calendar personId={personId} isMine={personId === useSession().personId} />;
}

function Calendar({ personId, isMine }: { personId: string; isMine: boolean }) {
  const t = useSchedulingTexts();
  const language = useLanguage();
  const isPhone = useIsPhone();
  const now = new Date(useNow(60_000)).toISOString();
  const [modeText, setMode] = useSearchParam("view");
  const [dateText, setDate] = useSearchParam("date");
  const [open, setOpen] = useState<"block" | "lines" | "settings">();
  const mode = modes.find((one) => one === modeText) ?? "week";
  // The window is asked for on the reader's own clock; a calendar on another one is drawn on its own.
  const own = zoneOf(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const today = dateOfDay(dayOf(toWall(own, minuteOf(now))));
  const date = /^\d{4}-\d\d-\d\d$/.test(dateText) ? dateText : today;
  const { first, count } = daysOf(mode, date, isPhone);
  const window = windowOf(own, first, count);
  const query = useQuery({
    queryKey: ["calendar", personId, window],
    queryFn: () => get(withQuery(`/api/calendars/${personId}`, { ...window }), CalendarView),
    placeholderData: (before) => before,
  });
  const go = (to: string) => setDate(to === today ? "" : to);
  usePageKey("ArrowLeft", () => go(turn(mode, date, -1)));
  usePageKey("ArrowRight", () => go(turn(mode, date, 1)));
  usePageKey("t", () => go(today));
  usePageKey("w", () => setMode(""));
  usePageKey("d", () => setMode("day"));
  usePageKey("m", () => setMode("month"));
  const name = query.data?.name ?? "";
  const canEdit = query.data?.canEdit === true;

  return (
    <>
      <PageHeader
        title={isMine ? t("title") : t("titleOf", { name })}
        {...(!isMine && { back: { label: t("backToOverview"), to: "/calendars" } })}
        note={query.data && t("zoneNote", { zone: zoneWords(query.data.settings.zone, language) })}
        {...(canEdit && {
          primary: { label: t("addBlock"), icon: <PlusOutlined />, onClick: () => setOpen("block") },
          extra: (
            <>
              <Button onClick={() => setOpen("lines")}>{t("addLines")}</Button>
              <Button onClick={() => setOpen("settings")}>{t("settings")}</Button>
            </>
          ),
        })}
      />
      <div className="s-bar">
        <h2>{titleOf(mode, first, date, count)}</h2>
        <Segmented
          aria-label={t("view.label")}
          value={mode}
          options={modes.map((value) => ({ value, label: t(`view.${value}`) }))}
          onChange={(value) => setMode(value === "week" ? "" : value)}
        />
        <span className="c-actions" title={t("keys")}>
          <Button aria-label={t("previous")} onClick={() => go(turn(mode, date, -1))}>
            ‹
          </Button>
          <Button onClick={() => go(today)}>{t("today")}</Button>
          <Button aria-label={t("next")} onClick={() => go(turn(mode, date, 1))}>
            ›
          </Button>
        </span>
      </div>
      <QueryView query={query} lines={10}>
        {(view) => {
          const zone = zoneOf(view.settings.zone);
          const days = layDays(view, zone, first, count, now);
          const forms = { personId, zone, onClose: () => setOpen(undefined) };
          return (
            <>
              {mode === "month" ? (
                <MonthGrid
                  days={days}
                  month={date.slice(0, 7)}
                  onOpen={(day) => {
                    setMode("day");
                    go(day);
                  }}
                />
              ) : isPhone ? (
                <Agenda days={days} personId={personId} canEdit={view.canEdit} zone={zone} />
              ) : (
                <WeekGrid days={days} zone={zone} now={now} personId={personId} canEdit={view.canEdit} />
              )}
              <Legend />
              <div className="s-side">
                <Posts view={view} isMine={isMine} />
                {view.canEdit && <OtherCalendars view={view} isMine={isMine} />}
              </div>
              {open === "block" && <BlockForm {...forms} date={date} />}
              {open === "lines" && <LinesForm {...forms} />}
              {open === "settings" && <SettingsForm view={view} onClose={forms.onClose} />}
            </>
          );
        }}
      </QueryView>
    </>
  );
}

function titleOf(mode: CalendarMode, first: string, date: string, count: number): string {
  if (mode === "month") return date.slice(0, 7);
  if (mode === "day") return date;
  const last = new Date(Date.parse(`${first}T00:00:00Z`) + (count - 1) * 86_400_000)
    .toISOString()
    .slice(0, 10);
  return `${first} – ${last.slice(0, 4) === first.slice(0, 4) ? last.slice(5) : last}`;
}
