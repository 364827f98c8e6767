import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Input, Select } from "antd";
import { useState } from "react";
import { get, withQuery } from "../../web/api-client.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useNow } from "../../web/hooks/use-now.js";
import { usePageKey } from "../../web/hooks/use-page-key.js";
import { useInstitutions, useIsOperator } from "../../web/institutions.js";
import { AppLink, useSearchParam } from "../../web/navigation.js";
import { Overview } from "../api.js";
import { dateOfDay, dayOf, minuteOf, toWall, zoneOf } from "../domain/zone.js";
import { Legend } from "./Legend.js";
import { clockOf, turn, windowOf } from "./layout.js";
import "./scheduling.css";
import { useSchedulingTexts } from "./texts.js";

type Person = Overview["people"][number];
/** The part of the day that is drawn: seven to ten at night. */
const [firstHour, lastHour] = [7, 22];

/** 科室日程: everyone of one hospital, one day across. */
export function OverviewPage() {
  const t = useSchedulingTexts();
  const now = new Date(useNow(60_000)).toISOString();
  const zone = zoneOf("Asia/Shanghai");
  const today = dateOfDay(dayOf(toWall(zone, minuteOf(now))));
  const [dateText, setDate] = useSearchParam("date");
  const [institutionId, setInstitution] = useSearchParam("institution");
  const [word, setWord] = useState("");
  const [isFreeOnly, setFreeOnly] = useState(false);
  const date = /^\d{4}-\d\d-\d\d$/.test(dateText) ? dateText : today;
  const window = windowOf(zone, date, 1);
  const query = useQuery({
    queryKey: ["calendar", { window, institutionId }],
    queryFn: () => get(withQuery("/api/calendars", { ...window, institutionId }), Overview),
    placeholderData: (before) => before,
  });
  const go = (to: string) => setDate(to === today ? "" : to);
  usePageKey("ArrowLeft", () => go(turn("day", date, -1)));
  usePageKey("ArrowRight", () => go(turn("day", date, 1)));
  usePageKey("t", () => go(today));
  const isOperator = useIsOperator();
  const institutions = useInstitutions();
  const fits = (person: Person): boolean =>
    (word === "" || person.name.includes(word) || person.departmentName.includes(word)) &&
    (!isFreeOnly || person.state === "free");
  return (
    <>
      <PageHeader title={t("overview.title")} note={t("overview.note")} />
      <div className="s-bar">
        <h2>{date}</h2>
        {isOperator && (
          <Select
            aria-label={t("overview.institution")}
            showSearch={{ optionFilterProp: "label" }}
            style={{ minWidth: 220 }}
            value={institutionId === "" ? (query.data?.institutionId ?? null) : institutionId}
            options={institutions?.map((one) => ({ value: one.id, label: one.name })) ?? []}
            onChange={setInstitution}
          />
        )}
        <Input
          style={{ width: 200 }}
          aria-label={t("overview.search")}
          placeholder={t("overview.search")}
          value={word}
          onChange={(event) => setWord(event.target.value.trim())}
        />
        <Checkbox checked={isFreeOnly} onChange={(event) => setFreeOnly(event.target.checked)}>
          {t("overview.onlyFree")}
        </Checkbox>
        <span className="c-actions">
          <Button aria-label={t("previous")} onClick={() => go(turn("day", date, -1))}>
            ‹
          </Button>
          <Button onClick={() => go(today)}>{t("today")}</Button>
          <Button aria-label={t("next")} onClick={() => go(turn("day", date, 1))}>
            ›
          </Button>
        </span>
      </div>
      <QueryView query={query} lines={10}>
        {(data) =>
          data.people.length === 0 ? (
            <EmptyState title={t("overview.empty")} note={t("overview.emptyNote")} />
          ) : data.people.some(fits) ? (
            <>
              <div className="s-lanes" tabIndex={0} role="region" aria-label={t("overview.title")}>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{t("overview.person")}</th>
                      <th scope="col">
                        <span className="s-ticks">
                          {Array.from({ length: (lastHour - firstHour) / 3 + 1 }, (_, i) => (
                            <span key={i}>{firstHour + 3 * i}:00</span>
                          ))}
                        </span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.people.filter(fits).map((person) => (
                      <Lane
                        key={person.personId}
                        person={person}
                        from={minuteOf(window.from)}
                        now={date === today ? minuteOf(now) : null}
                      />
                    ))}
                  </tbody>
                </table>
              </div>
              <Legend />
            </>
          ) : (
            <EmptyState title={t("overview.noneFound")} />
          )
        }
      </QueryView>
    </>
  );
}

const tones = {
  free: "good",
  consultation: "progress",
  surgery: "bad",
  leave: "warn",
  do_not_disturb: "neutral",
  outpatient: "progress",
  off_hours: "neutral",
} as const;

function Lane({ person, from, now }: { person: Person; from: number; now: number | null }) {
  const t = useSchedulingTexts();
  const start = from + firstHour * 60;
  const width = (lastHour - firstHour) * 60;
  const place = (startsAt: string, endsAt: string) => {
    const left = Math.max(0, minuteOf(startsAt) - start);
    const right = Math.min(width, minuteOf(endsAt) - start);
    return right <= left
      ? undefined
      : { left: `${(left / width) * 100}%`, width: `${((right - left) / width) * 100}%` };
  };
  const bits = [
    ...person.stretches.filter(({ kind }) => kind !== "do_not_disturb" && kind !== "preferred"),
    ...person.appointments
      .filter(({ status }) => status !== "cancelled" && status !== "moved")
      .map((one) => ({ ...one, kind: "consultation" as const })),
  ];
  return (
    <tr>
      <th scope="row">
        <AppLink
          to={`/calendars/${person.personId}`}
          aria-label={t("overview.openPerson", { name: person.name })}
        >
          {person.name}
        </AppLink>{" "}
        <StatusTag tone={tones[person.state]}>{t(`state.${person.state}`)}</StatusTag>
        <small>
          {person.departmentName} ·{" "}
          {person.dayCap === null
            ? t("overview.booked", { count: String(person.bookedToday) })
            : t("overview.bookedOf", { count: String(person.bookedToday), cap: String(person.dayCap) })}
        </small>
      </th>
      <td>
        <div className="s-lane">
          {bits.map((bit, i) => {
            const at = place(bit.startsAt, bit.endsAt);
            if (at === undefined) return null;
            const isOpen = bit.kind === "open" || bit.kind === "available";
            const wall = (text: string) => clockOf((((minuteOf(text) - from) % 1440) + 1440) % 1440);
            return (
              <span
                key={i}
                className={isOpen ? "s-open" : "s-entry"}
                data-kind={bit.kind}
                style={at}
                title={`${t(`kind.${bit.kind}`)} ${wall(bit.startsAt)}–${wall(bit.endsAt)}`}
              >
                {isOpen ? "" : t(`kind.${bit.kind}`)}
              </span>
            );
          })}
          {now !== null && now > start && now < start + width && (
            <span className="s-now" style={{ left: `${((now - start) / width) * 100}%` }} />
          )}
        </div>
      </td>
    </tr>
  );
}
