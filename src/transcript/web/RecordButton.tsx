import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal, Select } from "antd";
import { useState } from "react";
import { Nothing, post, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { StatusTag, type Tone } from "../../web/components/StatusTag.js";
import type { RoomPartProps } from "../../web/room-slots.js";
import { RoomRecording } from "../api.js";
import { canRecord } from "./recorder.js";
import { useTranscriptTexts } from "./texts.js";
import "./transcript.css";
import { roomRecordingKey, useRoomRecording } from "./use-room-recording.js";

const tones = {
  waiting: "warn",
  agreed: "good",
  declined: "bad",
  withdrawn: "bad",
} as const satisfies Record<string, Tone>;

/** 录像, among the controls of the room: asks everyone first; a moderator's alone. */
export function RecordButton({ caseId, roomId, isModerator }: RoomPartProps) {
  const t = useTranscriptTexts();
  const [isOpen, setOpen] = useState(false);
  const state = useRoomRecording(caseId, roomId);
  const queryClient = useQueryClient();
  const recording = state.data?.recording ?? null;
  const stop = useMutation({
    // The recorder's own page tells how much there is when it has seen the end.
    mutationFn: (id: string) =>
      post(`/api/cases/${caseId}/recordings/${id}/stop`, Nothing, { expectedChunks: null }),
    onSuccess: () => showDone(t("record.stopped")),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: roomRecordingKey(caseId, roomId) }),
  });
  if (!isModerator || state.data === undefined) return null;
  if (recording?.status === "recording")
    return (
      <Button danger size="large" loading={stop.isPending} onClick={() => stop.mutate(recording.id)}>
        {t("record.stop")}
      </Button>
    );
  return (
    <>
      <Button size="large" onClick={() => setOpen(true)}>
        {t("record.start")}
      </Button>
      {isOpen && (
        <ConsentWindow caseId={caseId} roomId={roomId} state={state.data} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

function ConsentWindow(props: { caseId: string; roomId: string; state: RoomRecording; onClose: () => void }) {
  const { caseId, roomId, state, onClose } = props;
  const t = useTranscriptTexts();
  const queryClient = useQueryClient();
  const { recording, people, patientConsent } = state;
  const done = {
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: roomRecordingKey(caseId, roomId) }),
  };
  const ask = useMutation({
    mutationFn: () => postOnce(`/api/cases/${caseId}/rooms/${roomId}/recording`, RoomRecording),
    ...done,
  });
  const begin = useMutation({
    mutationFn: (id: string) => postOnce(`/api/cases/${caseId}/recordings/${id}/start`, RoomRecording),
    onSuccess: onClose,
    ...done,
  });
  const cancel = useMutation({
    mutationFn: (id: string) =>
      post(`/api/cases/${caseId}/recordings/${id}/stop`, Nothing, { expectedChunks: null }),
    onSuccess: onClose,
    ...done,
  });
  const answer = useMutation({
    mutationFn: (participantId: string) =>
      post(`/api/cases/${caseId}/recordings/${recording?.id ?? ""}/answer`, Nothing, {
        answer: "agreed",
        participantId,
      }),
    ...done,
  });
  const here = people.filter(({ isHere }) => isHere);
  const isReady = recording !== null && here.every((person) => person.answer === "agreed");
  const isAsked = recording?.status === "asked";
  return (
    <Modal
      open
      title={t("record.title")}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={isAsked ? () => cancel.mutate(recording.id) : onClose} loading={cancel.isPending}>
            {t(isAsked ? "record.cancel" : "record.close")}
          </Button>
          {isAsked ? (
            <Button
              type="primary"
              disabled={!isReady}
              loading={begin.isPending}
              onClick={() => begin.mutate(recording.id)}
            >
              {t("record.begin")}
            </Button>
          ) : (
            <Button
              type="primary"
              disabled={patientConsent === null || !canRecord()}
              loading={ask.isPending}
              onClick={() => ask.mutate()}
            >
              {t("record.ask")}
            </Button>
          )}
        </>
      }
    >
      <div className="c-form-gap">
        {!canRecord() && <p role="alert">{t("record.noRecorder")}</p>}
        <PatientConsent caseId={caseId} roomId={roomId} state={state} />
        <section>
          <h3 className="t-h3">{t("record.people")}</h3>
          <ul className="t-people">
            {here.map((person) => (
              <li key={person.participantId}>
                <span>{person.name}</span>
                <StatusTag tone={person.answer === null ? "neutral" : tones[person.answer]}>
                  {t(`record.answers.${person.answer ?? "none"}`)}
                </StatusTag>
                {isAsked && person.isGuest && person.answer !== "agreed" && (
                  <Button
                    size="small"
                    loading={answer.isPending}
                    onClick={() => answer.mutate(person.participantId)}
                  >
                    {t("record.noteGuest")}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          {isAsked && !isReady && <p className="c-quiet">{t("record.notYet")}</p>}
        </section>
      </div>
    </Modal>
  );
}

function PatientConsent({ caseId, roomId, state }: { caseId: string; roomId: string; state: RoomRecording }) {
  const t = useTranscriptTexts();
  const queryClient = useQueryClient();
  const [givenBy, setGivenBy] = useState<"patient" | "guardian" | "relative">("patient");
  const [form, setForm] = useState<"paper" | "electronic">("paper");
  const [signerName, setSignerName] = useState("");
  const done = {
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: roomRecordingKey(caseId, roomId) }),
  };
  const save = useMutation({
    mutationFn: () =>
      postOnce(`/api/cases/${caseId}/recording-consent`, Nothing, {
        givenBy,
        form,
        signerName: signerName.trim(),
      }),
    ...done,
  });
  const withdraw = useMutation({
    mutationFn: () => post(`/api/cases/${caseId}/recording-consent/withdraw`, Nothing),
    ...done,
  });
  const { patientConsent, mayRecordConsent } = state;
  return (
    <section>
      <h3 className="t-h3">{t("record.patient")}</h3>
      {patientConsent !== null ? (
        <p className="t-row">
          <span>{t("record.patientGiven", { name: patientConsent.signerName })}</span>
          {mayRecordConsent && (
            <Button
              size="small"
              danger
              type="text"
              loading={withdraw.isPending}
              onClick={() => withdraw.mutate()}
            >
              {t("record.withdrawPatient")}
            </Button>
          )}
        </p>
      ) : !mayRecordConsent ? (
        <p>{t("record.patientOther")}</p>
      ) : (
        <>
          <p>{t("record.patientMissing")}</p>
          <div className="t-row">
            <Select
              aria-label={t("record.givenBy")}
              value={givenBy}
              options={(["patient", "guardian", "relative"] as const).map((value) => ({
                value,
                label: t(`record.givenBys.${value}`),
              }))}
              onChange={setGivenBy}
            />
            <Input
              aria-label={t("record.signer")}
              placeholder={t("record.signer")}
              maxLength={50}
              value={signerName}
              onChange={(event) => setSignerName(event.target.value)}
            />
            <Select
              aria-label={t("record.form")}
              value={form}
              options={(["paper", "electronic"] as const).map((value) => ({
                value,
                label: t(`record.forms.${value}`),
              }))}
              onChange={setForm}
            />
            <Button
              disabled={signerName.trim() === ""}
              loading={save.isPending}
              onClick={() => save.mutate()}
            >
              {t("record.save")}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
