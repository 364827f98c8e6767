import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type RefObject, useEffect, useRef, useState } from "react";
import { get, Nothing, post, ProblemError, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { AppLink, usePathParam, useSearchParam } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { type RecordingView, TranscriptView } from "../api.js";
import { CaptionLine } from "./Captions.js";
import { DraftRecord } from "./DraftRecord.js";
import { clockOf, secondsInto } from "./media-time.js";
import { ServerRecordings } from "./ServerRecordings.js";
import { useTranscriptTexts } from "./texts.js";
import "./transcript.css";

/** 发言记录与录像: what was said, with the films of it and the draft made from it; a click goes to the word and the second. */
export function TranscriptPage() {
  const t = useTranscriptTexts();
  const caseId = usePathParam("caseId");
  const query = useQuery({
    queryKey: ["case", caseId, "transcript"],
    queryFn: () => get(`/api/cases/${caseId}/transcript`, TranscriptView),
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  });
  const back = <AppLink to={`/cases/${caseId}`}>{t("page.back")}</AppLink>;
  if (query.error instanceof ProblemError && query.error.status === 404)
    return <EmptyState isPage title={t("page.notReadable")} action={back} />;
  return (
    <>
      <PageHeader title={t("page.title")} note={t("page.note")} extra={back} />
      <QueryView query={query} lines={10}>
        {(view) => <Words caseId={caseId} view={view} />}
      </QueryView>
    </>
  );
}

function Words({ caseId, view }: { caseId: string; view: TranscriptView }) {
  const t = useTranscriptTexts();
  const may = useMay();
  const player = useRef<HTMLVideoElement>(null);
  const [playing, setPlaying] = useState<string>();
  const [at] = useSearchParam("at");
  const jump = (segmentId: string) => {
    const line = document.getElementById(`seg-${segmentId}`);
    line?.scrollIntoView({ block: "center" });
    line?.setAttribute("data-lit", "");
    setTimeout(() => line?.removeAttribute("data-lit"), 3000);
    const segment = view.segments.find(({ id }) => id === segmentId);
    const session = view.sessions.find(({ roomId }) => roomId === segment?.roomId);
    if (!segment || !session) return;
    for (const recording of view.recordings) {
      const seconds =
        recording.roomId === segment.roomId ? secondsInto(recording, session, segment) : undefined;
      if (seconds === undefined) continue;
      setPlaying(recording.id);
      seek(player, seconds);
      return;
    }
  };
  const isArrived = useRef(false);
  useEffect(() => {
    if (isArrived.current || at === "") return;
    isArrived.current = true;
    jump(at);
  });
  return (
    <div className="t-page">
      <div className="c-stack">
        {view.recordings.length > 0 && may("recording.play") && (
          <Card title={t("page.recordings")}>
            <Recordings caseId={caseId} view={view} playing={playing} onPlay={setPlaying} player={player} />
          </Card>
        )}
        {view.serverRecordings.length > 0 && may("recording.play") && (
          <ServerRecordings recordings={view.serverRecordings} />
        )}
        {may("recording.hold") && <Hold caseId={caseId} view={view} />}
        <Card title={t("page.lines")}>
          {view.segments.length === 0 ? (
            <EmptyState title={t("page.noLines")} note={t("page.noLinesNote")} />
          ) : (
            view.sessions.map(({ roomId, startedAt }) => (
              <section key={roomId}>
                <p className="c-quiet">
                  <LocalTime at={startedAt} />
                </p>
                <ol className="t-lines t-lines-all">
                  {view.segments
                    .filter((segment) => segment.roomId === roomId)
                    .map((segment) => (
                      <CaptionLine
                        key={segment.id}
                        caseId={caseId}
                        segment={segment}
                        at={clockOf(segment.startMs)}
                        isReadOnly={!may("transcript.speak")}
                      />
                    ))}
                </ol>
              </section>
            ))
          )}
          {view.corrections.length > 0 && (
            <details>
              <summary>{t("captions.corrected")}</summary>
              <ul>
                {view.corrections.map((one) => (
                  <li key={`${one.segmentId} ${one.revision}`} className="c-quiet">
                    <LocalTime at={one.at} /> {t("page.history", { text: one.before, by: one.by })}
                  </li>
                ))}
              </ul>
            </details>
          )}
        </Card>
      </div>
      <Card title={t("draft.title")}>
        <DraftRecord caseId={caseId} jump={jump} />
      </Card>
    </div>
  );
}

/** A film straight from a browser's recorder says nothing of its length: playing far ahead makes the player find it. */
function seek(player: RefObject<HTMLVideoElement | null>, seconds: number): void {
  setTimeout(() => {
    const video = player.current;
    if (!video) return;
    const go = () => {
      video.currentTime = seconds;
      void video.play().catch(() => undefined);
    };
    if (video.readyState >= 1 && Number.isFinite(video.duration)) {
      go();
      return;
    }
    const found = () => {
      if (!Number.isFinite(video.duration)) {
        video.currentTime = Number.MAX_SAFE_INTEGER;
        return;
      }
      video.removeEventListener("durationchange", found);
      video.removeEventListener("loadedmetadata", found);
      go();
    };
    video.addEventListener("durationchange", found);
    video.addEventListener("loadedmetadata", found);
    if (video.readyState >= 1) found();
  }, 50);
}

function Recordings(props: {
  caseId: string;
  view: TranscriptView;
  playing: string | undefined;
  onPlay: (id: string) => void;
  player: RefObject<HTMLVideoElement | null>;
}) {
  const { caseId, view, playing, onPlay, player } = props;
  const t = useTranscriptTexts();
  const [wanted, setWanted] = useState<RecordingView>();
  const download = useMutation({
    mutationFn: async ({ id, reason }: { id: string; reason: string }) => {
      const reply = await fetch(`/api/cases/${caseId}/recordings/${id}/download`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ reason }),
      });
      if (!reply.ok)
        throw new ProblemError({
          words: { zh: "下载失败，请稍后重试。", en: "The download failed; try again." },
          code: "download_failed",
          status: reply.status,
        });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await reply.blob());
      link.download = `consultation-${id.slice(0, 8)}.webm`;
      link.click();
      URL.revokeObjectURL(link.href);
    },
    onSuccess: () => setWanted(undefined),
    onError: showProblem,
  });
  return (
    <div className="c-form-gap">
      {playing !== undefined && (
        // The words beside it are its captions.
        <video
          key={playing}
          ref={player}
          className="t-player"
          controls
          preload="metadata"
          aria-label={t("page.recordings")}
          src={`/api/cases/${caseId}/recordings/${playing}/media`}
        />
      )}
      <ul className="t-recordings">
        {view.recordings.map((recording) => {
          const missing = Math.max(0, (recording.expectedChunks ?? 0) - recording.chunkCount);
          const isThere = recording.status !== "purged" && recording.sizeBytes > 0;
          return (
            <li key={recording.id}>
              <span>
                {recording.startedAt !== null && <LocalTime at={recording.startedAt} />} ·{" "}
                {clockOf(recording.chunkCount * 1000)}
              </span>
              <StatusTag
                tone={
                  recording.status === "sealed"
                    ? "good"
                    : recording.status === "purged"
                      ? "neutral"
                      : "progress"
                }
              >
                {t(`page.statuses.${recording.status}`)}
              </StatusTag>
              {missing > 0 && <span className="t-trouble">{t("page.incomplete", { count: missing })}</span>}
              <span className="c-quiet">{t("page.until", { date: recording.retainUntilOn })}</span>
              {recording.manifestSha256 !== null && (
                <span className="c-quiet" title={recording.manifestSha256}>
                  {t("page.seal", { hash: recording.manifestSha256.slice(0, 12) })}
                </span>
              )}
              {isThere && (
                <span className="t-row">
                  <Button size="small" onClick={() => onPlay(recording.id)}>
                    {t("page.play")}
                  </Button>
                  <Button size="small" type="text" onClick={() => setWanted(recording)}>
                    {t("page.download")}
                  </Button>
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <ConfirmReason
        isOpen={wanted !== undefined}
        title={t("page.downloadTitle")}
        consequence={t("page.downloadNote")}
        reasons={[]}
        isNoteRequired
        confirmLabel={t("page.download")}
        isPending={download.isPending}
        onConfirm={({ note }) => {
          if (wanted) download.mutate({ id: wanted.id, reason: note });
        }}
        onClose={() => setWanted(undefined)}
      />
    </div>
  );
}

function Hold({ caseId, view }: { caseId: string; view: TranscriptView }) {
  const t = useTranscriptTexts();
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const done = {
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case", caseId, "transcript"] }),
  };
  const place = useMutation({
    mutationFn: (reason: string) => post(`/api/cases/${caseId}/legal-hold`, Nothing, { reason }),
    onSuccess: () => setAsking(false),
    ...done,
  });
  const lift = useMutation({
    mutationFn: () => post(`/api/cases/${caseId}/legal-hold/lift`, Nothing),
    ...done,
  });
  return (
    <Card title={t("page.hold")}>
      {view.hold === null ? (
        <div className="t-row">
          <span className="c-quiet">{t("page.holdNote")}</span>
          <Button onClick={() => setAsking(true)}>{t("page.hold")}</Button>
        </div>
      ) : (
        <div className="t-row">
          <span>{t("page.held", { name: view.hold.placedName, reason: view.hold.reason })}</span>
          <Button loading={lift.isPending} onClick={() => lift.mutate()}>
            {t("page.lift")}
          </Button>
        </div>
      )}
      <ConfirmReason
        isOpen={isAsking}
        title={t("page.hold")}
        consequence={t("page.holdNote")}
        reasons={[]}
        isNoteRequired
        confirmLabel={t("page.hold")}
        isPending={place.isPending}
        onConfirm={({ note }) => place.mutate(note)}
        onClose={() => setAsking(false)}
      />
    </Card>
  );
}
