import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { del, get, Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useMay, useSession } from "../../web/session.js";
import { type AppointmentView, CaseAppointments, Made } from "../api.js";
import "./scheduling.css";
import { SlotChooser } from "./SlotChooser.js";
import { useSchedulingTexts } from "./texts.js";

const tones = {
  held: "neutral",
  booked: "progress",
  in_session: "progress",
  fulfilled: "good",
  no_show: "warn",
  cancelled: "neutral",
  moved: "neutral",
} as const;

const isLive = ({ status }: AppointmentView): boolean => ["held", "booked", "in_session"].includes(status);

/** 会诊时间, on the page of a case: what is agreed, and a time at which everyone is free. */
export function AppointmentPanel({ caseId, caseView }: CasePanelProps) {
  const t = useSchedulingTexts();
  const may = useMay();
  const queryClient = useQueryClient();
  const [isChoosing, setChoosing] = useState<{ moves?: AppointmentView }>();
  const isSent = !["draft", "returned", "cancelled"].includes(caseView.status);
  const query = useQuery({
    queryKey: ["case", caseId, "appointments"],
    queryFn: () => get(`/api/cases/${caseId}/appointments`, CaseAppointments),
    enabled: isSent && may("appointment.read"),
  });
  const stopWaiting = useMutation({
    mutationFn: (id: string) => del(`/api/cases/${caseId}/waitlist/${id}`, Nothing),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case", caseId] }),
  });
  if (!isSent || !may("appointment.read")) return null;
  // Where nothing was agreed and nothing can be, there is nothing to say.
  if (query.data && query.data.items.length === 0 && query.data.waiting.length === 0 && !query.data.canBook)
    return null;
  return (
    <Card title={t("panel.title")}>
      <QueryView query={query} lines={2}>
        {(data) => {
          const live = data.items.filter(isLive);
          const past = data.items.filter((one) => !isLive(one)).reverse();
          return (
            <div className="c-form-gap">
              {live.length === 0 && (
                <div>
                  <p>{t("panel.none")}</p>
                  <p className="c-quiet">{t("panel.noneNote")}</p>
                </div>
              )}
              {live.map((one) => (
                <Meeting
                  key={one.id}
                  caseId={caseId}
                  appointment={one}
                  onMove={() => setChoosing({ moves: one })}
                />
              ))}
              {data.waiting.map((entry) => (
                <div key={entry.id} className="c-notice-line">
                  <WaitingWords entry={entry} />
                  <Button size="small" onClick={() => stopWaiting.mutate(entry.id)}>
                    {t("panel.stopWaiting")}
                  </Button>
                </div>
              ))}
              {data.canBook && live.length === 0 && (
                <div className="c-actions">
                  <Button type="primary" onClick={() => setChoosing({})}>
                    {t("panel.book")}
                  </Button>
                </div>
              )}
              {past.length > 0 && (
                <details>
                  <summary>{t("panel.more")}</summary>
                  {past.map((one) => (
                    <p key={one.id}>
                      {one.clocks} · {t(`status.${one.status}`)}
                      {one.reason !== "" && ` · ${one.reason}`}
                    </p>
                  ))}
                </details>
              )}
              {isChoosing !== undefined && (
                <SlotChooser
                  caseId={caseId}
                  moves={isChoosing.moves}
                  onClose={() => setChoosing(undefined)}
                />
              )}
            </div>
          );
        }}
      </QueryView>
    </Card>
  );
}

function WaitingWords({ entry }: { entry: CaseAppointments["waiting"][number] }) {
  const t = useSchedulingTexts();
  const day = (at: string) => at.slice(0, 10);
  return (
    <>
      {t("panel.waiting", {
        from: day(entry.fromAt),
        to: day(entry.toAt),
        minutes: String(entry.minutes),
      })}{" "}
    </>
  );
}

function Meeting(props: { caseId: string; appointment: AppointmentView; onMove: () => void }) {
  const { caseId, appointment, onMove } = props;
  const t = useSchedulingTexts();
  const may = useMay();
  const { personId } = useSession();
  const queryClient = useQueryClient();
  const [asks, setAsks] = useState<"cancel" | "hand-over">();
  const isIn = appointment.people.some((one) => one.personId === personId);
  const done = (words: string) => ({
    onSuccess: () => {
      showDone(words);
      setAsks(undefined);
    },
    onError: showProblem,
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ["case", caseId] }),
        queryClient.invalidateQueries({ queryKey: ["calendar"] }),
      ]),
  });
  const at = `/api/appointments/${appointment.id}`;
  const cancel = useMutation({
    mutationFn: (reason: string) => postOnce(`${at}/cancel`, Nothing, { reason }),
    ...done(t("panel.cancelled")),
  });
  const handOver = useMutation({
    mutationFn: (reason: string) => postOnce(`${at}/hand-over`, Made, { reason }),
    ...done(t("panel.handedOver")),
  });
  const isBooked = appointment.status === "booked" || appointment.status === "held";
  return (
    <div className="s-meeting">
      <p>
        <b>
          <LocalTime at={appointment.startsAt} />
        </b>{" "}
        <StatusTag tone={tones[appointment.status]}>{t(`status.${appointment.status}`)}</StatusTag>
      </p>
      {appointment.clocks.includes("=") && <p className="c-quiet">{appointment.clocks}</p>}
      <p className="c-quiet">{appointment.people.map((one) => one.name).join("、")}</p>
      {appointment.overrideReason !== null && (
        <p className="c-quiet">{t("panel.override", { reason: appointment.overrideReason })}</p>
      )}
      {isBooked && may("appointment.book") && (
        <div className="c-actions">
          <Button onClick={onMove}>{t("panel.move")}</Button>
          <Button danger type="text" onClick={() => setAsks("cancel")}>
            {t("panel.cancel")}
          </Button>
          {isIn && may("appointment.hand-over") && (
            <Button type="text" onClick={() => setAsks("hand-over")}>
              {t("panel.handOver")}
            </Button>
          )}
        </div>
      )}
      <ConfirmReason
        isOpen={asks === "cancel"}
        title={t("panel.cancelTitle")}
        consequence={t("panel.cancelNote")}
        reasons={[]}
        isNoteRequired
        isDanger
        confirmLabel={t("panel.cancel")}
        isPending={cancel.isPending}
        onConfirm={({ note }) => cancel.mutate(note)}
        onClose={() => setAsks(undefined)}
      />
      <ConfirmReason
        isOpen={asks === "hand-over"}
        title={t("panel.handOverTitle")}
        reasons={[]}
        isNoteRequired
        confirmLabel={t("panel.handOver")}
        isPending={handOver.isPending}
        onConfirm={({ note }) => handOver.mutate(note)}
        onClose={() => setAsks(undefined)}
      />
    </div>
  );
}
