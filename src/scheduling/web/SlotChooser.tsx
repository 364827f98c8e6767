import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Modal, Segmented } from "antd";
import { useState } from "react";
import { get, postOnce, showDone, showProblem, withQuery } from "../../web/api-client.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { type AppointmentView, Made, SlotList } from "../api.js";
import { dateOfDay, dayOf, minuteOf, toWall, weekdayOf, zoneOf } from "../domain/zone.js";
import { weekdayKey } from "./Agenda.js";
import { clockOf } from "./layout.js";
import { useSchedulingTexts } from "./texts.js";

const lengths = [15, 30, 45, 60] as const;
const days = 14;

/** Times at which everyone of the case is free, day by day; one tap books or moves. None: it can wait for one. */
export function SlotChooser(props: {
  caseId: string;
  moves?: AppointmentView | undefined;
  onClose: () => void;
}) {
  const { caseId, moves, onClose } = props;
  const t = useSchedulingTexts();
  const queryClient = useQueryClient();
  const [minutes, setMinutes] = useState<number>(30);
  const personIds = moves?.people.map((one) => one.personId).join(",");
  const slots = useQuery({
    queryKey: ["case", caseId, "slots", minutes, personIds],
    queryFn: () => get(withQuery(`/api/cases/${caseId}/slots`, { minutes, days, personIds }), SlotList),
    placeholderData: (before) => before,
  });
  const settled = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ["case", caseId] }),
      queryClient.invalidateQueries({ queryKey: ["calendar"] }),
    ]);
  const people = slots.data?.people.map((one) => one.personId) ?? [];
  const book = useMutation({
    mutationFn: (startsAt: string) =>
      moves === undefined
        ? postOnce(`/api/cases/${caseId}/appointments`, Made, { personIds: people, startsAt, minutes })
        : postOnce(`/api/appointments/${moves.id}/move`, Made, { startsAt, minutes }),
    onSuccess: () => {
      showDone(t(moves === undefined ? "panel.booked" : "panel.moved"));
      onClose();
    },
    onError: showProblem,
    onSettled: settled,
  });
  const wait = useMutation({
    mutationFn: (now: string) =>
      postOnce(`/api/cases/${caseId}/waitlist`, Made, {
        personIds: people,
        minutes,
        fromAt: now,
        toAt: new Date(Date.parse(now) + days * 86_400_000).toISOString(),
      }),
    onSuccess: () => {
      showDone(t("panel.waits"));
      onClose();
    },
    onError: showProblem,
    onSettled: settled,
  });
  return (
    <Modal
      open
      title={t(moves === undefined ? "panel.bookTitle" : "panel.moveTitle")}
      footer={<Button onClick={onClose}>{t("panel.close")}</Button>}
      onCancel={onClose}
    >
      <div className="c-form-gap">
        <Segmented
          aria-label={t("panel.length")}
          value={minutes}
          options={lengths.map((value) => ({ value, label: t("panel.minutes", { count: String(value) }) }))}
          onChange={setMinutes}
        />
        <QueryView query={slots} lines={6}>
          {(data) => (
            <>
              <p className="c-quiet">
                {t("panel.people")}：{data.people.map((one) => one.name).join("、")}
              </p>
              {data.items.length === 0 ? (
                <EmptyState
                  title={t("panel.noSlots")}
                  note={t("panel.noSlotsNote")}
                  action={
                    moves === undefined && (
                      <Button type="primary" loading={wait.isPending} onClick={() => wait.mutate(data.now)}>
                        {t("panel.wait")}
                      </Button>
                    )
                  }
                />
              ) : (
                <SlotDays
                  list={data}
                  isPending={book.isPending}
                  onChoose={(startsAt) => book.mutate(startsAt)}
                />
              )}
            </>
          )}
        </QueryView>
      </div>
    </Modal>
  );
}

function SlotDays(props: { list: SlotList; isPending: boolean; onChoose: (startsAt: string) => void }) {
  const { list, isPending, onChoose } = props;
  const t = useSchedulingTexts();
  const zone = zoneOf(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const byDay = new Map<number, SlotList["items"]>();
  for (const slot of list.items) {
    const day = dayOf(toWall(zone, minuteOf(slot.startsAt)));
    byDay.set(day, [...(byDay.get(day) ?? []), slot]);
  }
  const clock = (at: string): string => {
    const wall = toWall(zone, minuteOf(at));
    return clockOf(wall - dayOf(wall) * 1440);
  };
  return (
    <div className="s-slots" tabIndex={0} role="region" aria-label={t("panel.choose")}>
      {[...byDay].map(([day, slots]) => (
        <section key={day}>
          <h3>
            {t(`weekday.d${weekdayKey(weekdayOf(day))}`)} {dateOfDay(day).slice(5)}
          </h3>
          <ul>
            {slots.map((slot) => (
              <li key={slot.startsAt}>
                <Button
                  disabled={isPending}
                  {...(slot.clocks.includes("=") && { title: slot.clocks })}
                  onClick={() => onChoose(slot.startsAt)}
                >
                  {clock(slot.startsAt)}
                  {slot.isPreferred && <small> {t("panel.preferred")}</small>}
                  {slot.joinsSitting && <small> {t("panel.joins")}</small>}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
