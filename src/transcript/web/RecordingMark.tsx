import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { Nothing, post, showProblem } from "../../web/api-client.js";
import { useNow } from "../../web/hooks/use-now.js";
import type { RoomPartProps, RoomPerson } from "../../web/room-slots.js";
import { type RoomRecording, silenceAlarmSeconds } from "../api.js";
import { type RunningRecorder, sendLeftovers, startRecorder } from "./recorder.js";
import { useTranscriptTexts } from "./texts.js";
import "./transcript.css";
import { roomRecordingKey, useRoomRecording } from "./use-room-recording.js";

/** Over everything in the room: the question to each person, the mark while it runs, the alarm when it stalls. */
export function RecordingMark({ caseId, roomId, people }: RoomPartProps) {
  const t = useTranscriptTexts();
  const queryClient = useQueryClient();
  const state = useRoomRecording(caseId, roomId);
  const { waiting, leftovers } = useRecorder(caseId, state.data, people);
  // The server's word is as old as the last answer.
  const heardAt = state.dataUpdatedAt;
  const now = useNow();
  const answer = useMutation({
    mutationFn: ({ id, given }: { id: string; given: "agreed" | "declined" | "withdrawn" }) =>
      post(`/api/cases/${caseId}/recordings/${id}/answer`, Nothing, { answer: given }),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: roomRecordingKey(caseId, roomId) }),
  });
  const recording = state.data?.recording ?? null;
  const isRunning = recording?.status === "recording";
  const silent = isRunning
    ? Math.round((state.data?.silentSeconds ?? 0) + Math.max(0, (now - heardAt) / 1000))
    : 0;
  const isStalled = silent >= silenceAlarmSeconds;
  useAlarmSound(isStalled);
  if (leftovers > 0)
    return (
      <p className="t-banner" role="status">
        {t("record.leftovers", { count: leftovers })}
      </p>
    );
  if (!state.data || recording === null) return null;
  const me = state.data.people.find(({ isMe }) => isMe);
  const mine = me?.answer ?? null;
  const isAsking = (recording.status === "asked" || isRunning) && mine !== "agreed" && mine !== "declined";
  return (
    <div className="t-banners">
      {isRunning && (
        <div className="t-banner" data-tone="recording" role="status">
          <span className="t-dot" aria-hidden="true" />
          <b>{t("record.runningOther", { name: recording.askedName })}</b>
          {mine === "agreed" ? (
            <Button
              size="small"
              onClick={() => answer.mutate({ id: recording.id, given: "withdrawn" })}
              loading={answer.isPending}
            >
              {t("record.withdraw")}
            </Button>
          ) : (
            <span>{t("record.notIn")}</span>
          )}
          {waiting > 3 && <span>{t("record.keptHere", { count: waiting })}</span>}
        </div>
      )}
      {isStalled && (
        <div className="t-banner" data-tone="alarm" role="alert">
          {state.data.isRecorder ? t("record.mine") : t("record.silent", { seconds: silent })}
        </div>
      )}
      {isAsking && (
        <div
          className="t-banner"
          data-tone="ask"
          role="alertdialog"
          aria-label={t("record.askTitle", { name: recording.askedName })}
        >
          <div>
            <b>{t("record.askTitle", { name: recording.askedName })}</b>
            <p>{t("record.askNote")}</p>
          </div>
          <div className="t-row">
            <Button type="primary" onClick={() => answer.mutate({ id: recording.id, given: "agreed" })}>
              {t("record.agree")}
            </Button>
            <Button onClick={() => answer.mutate({ id: recording.id, given: "declined" })}>
              {t("record.decline")}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}

/** The recorder outlives the part of the page that shows it: a page that is drawn anew after a cut goes on with the same film. */
const held: {
  id: string | undefined;
  recorder: RunningRecorder | undefined;
  leaving: ReturnType<typeof setTimeout> | undefined;
} = {
  id: undefined,
  recorder: undefined,
  leaving: undefined,
};
const comesBackMs = 8000;

function endHeld(): void {
  const { recorder } = held;
  held.id = undefined;
  held.recorder = undefined;
  clearTimeout(held.leaving);
  void recorder?.stop();
}

/** Runs the recorder while this person's recording runs; sends first what an earlier tab left behind. */
function useRecorder(caseId: string, state: RoomRecording | undefined, people: readonly RoomPerson[]) {
  const [waiting, setWaiting] = useState(0);
  const [leftovers, setLeftovers] = useState(0);
  const hasLooked = useRef(false);
  const isKnown = state !== undefined;
  const id = state?.recording?.status === "recording" && state.isRecorder ? state.recording.id : undefined;
  const chunkCount = state?.recording?.chunkCount ?? 0;
  useEffect(() => {
    clearTimeout(held.leaving);
    return () => {
      held.leaving = setTimeout(endHeld, comesBackMs);
    };
  }, []);
  useEffect(() => {
    if (hasLooked.current) return;
    hasLooked.current = true;
    // Whatever fails here waits in the browser for the next time.
    sendLeftovers(caseId, (one) => held.id === one, setLeftovers)
      .catch(() => undefined)
      .finally(() => setLeftovers(0));
  }, [caseId]);
  useEffect(() => {
    if (!isKnown) return;
    if (held.id !== undefined && held.id !== id) endHeld();
    // One that has chunks already is another tab's: its film cannot be gone on with here.
    if (id !== undefined && held.id === undefined && chunkCount === 0) {
      held.id = id;
      held.recorder = startRecorder(caseId, id, { waiting: setWaiting, failed: () => undefined });
    }
  }, [caseId, id, chunkCount, isKnown]);
  useEffect(() => {
    const agreed = new Set(
      state?.people.filter(({ answer }) => answer === "agreed").flatMap(({ stayIds }) => stayIds) ?? [],
    );
    const isMeIn = state?.people.find(({ isMe }) => isMe)?.answer === "agreed";
    held.recorder?.show(people.filter((person) => (person.isMe ? isMeIn : agreed.has(person.participantId))));
  }, [state, people, id]);
  return { waiting: id === undefined ? 0 : waiting, leftovers };
}

/** Two short tones every three seconds while `isOn`. */
function useAlarmSound(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const audio = new AudioContext();
    const beep = () => {
      for (const after of [0, 0.25]) {
        const tone = audio.createOscillator();
        const volume = audio.createGain();
        volume.gain.value = 0.15;
        tone.frequency.value = 880;
        tone.connect(volume).connect(audio.destination);
        tone.start(audio.currentTime + after);
        tone.stop(audio.currentTime + after + 0.15);
      }
    };
    beep();
    const timer = setInterval(beep, 3000);
    return () => {
      clearInterval(timer);
      void audio.close();
    };
  }, [isOn]);
}
