import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import { post, showProblem } from "../../web/api-client.js";
import { useWords } from "../../web/i18n/index.js";
import type { RoomPartProps } from "../../web/room-slots.js";
import { SegmentView, Taken, Ticket } from "../api.js";
import { passOnCaptions } from "./agora-captions.js";
import { type CaptionState, nothingYet, openCaptionLine } from "./caption-line.js";
import { useTranscriptTexts } from "./texts.js";
import "./transcript.css";

/** Whose captions are open is said to those who come later, too: they ask as soon as they can hear the answer. */
export const opened = "transcript.captions-opened";
export const closed = "transcript.captions-closed";
export const asks = "transcript.captions-ask";

/** 字幕, under the people of a room: what everyone says, a moment later; a click puts a line right. */
export function Captions({ caseId, roomId, people, isModerator, channel }: RoomPartProps) {
  const t = useTranscriptTexts();
  const [isOpen, setOpen] = useState(false);
  const [opener, setOpener] = useState("");
  useEffect(() => channel.hear(opened, (_payload, from) => setOpener(from.name)), [channel]);
  useEffect(() => channel.send(asks, {}), [channel]);
  useEffect(() => {
    if (!isOpen) return undefined;
    channel.send(opened, {});
    const stop = channel.hear(asks, () => channel.send(opened, {}));
    return () => {
      stop();
      channel.send(closed, {});
    };
  }, [channel, isOpen]);
  const me = people.find(({ isMe }) => isMe);
  if (!isOpen)
    return (
      <div className="t-captions-closed">
        <Button
          onClick={() => {
            setOpen(true);
          }}
        >
          {t("captions.open")}
        </Button>
        {opener !== "" && <span role="status">{t("captions.othersOn", { name: opener })}</span>}
      </div>
    );
  return (
    <OpenCaptions
      caseId={caseId}
      roomId={roomId}
      stream={me?.stream ?? null}
      hearService={isModerator ? channel.hearService : null}
      onClose={() => setOpen(false)}
    />
  );
}

function OpenCaptions(props: {
  caseId: string;
  roomId: string;
  stream: MediaStream | null;
  /** Of a moderator's page, which hands on what the media service writes down; null of all others. */
  hearService: RoomPartProps["channel"]["hearService"] | null;
  onClose: () => void;
}) {
  const { caseId, roomId, stream, hearService, onClose } = props;
  const t = useTranscriptTexts();
  const words = useWords();
  const [state, setState] = useState<CaptionState>(nothingYet);
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const askTicket = async () => ({
      ...(await post(`/api/cases/${caseId}/rooms/${roomId}/caption-ticket`, Ticket)),
      roomId,
    });
    return openCaptionLine(askTicket, stream, setState);
  }, [caseId, roomId, stream]);
  const { phase, segments, partials, trouble, hasMicrophone, isAgora } = state;
  useEffect(() => {
    if (!isAgora || !hearService) return undefined;
    return passOnCaptions(hearService, (messages) =>
      post(`/api/cases/${caseId}/rooms/${roomId}/agora-captions`, Taken, { messages }),
    );
  }, [isAgora, hearService, caseId, roomId]);
  const shown = segments.slice(-50);
  const partialList = Object.entries(partials);
  const newest = `${shown.at(-1)?.id ?? ""} ${partialList.map(([, { text }]) => text).join()}`;
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [newest]);
  return (
    <section className="t-captions" aria-label={t("captions.title")}>
      <div className="t-captions-head">
        <b>{t("captions.title")}</b>
        <span className="c-quiet">
          {phase === "connecting"
            ? t("captions.connecting")
            : phase === "lost"
              ? t("captions.lost")
              : isAgora
                ? t("captions.agora")
                : t("captions.note")}
        </span>
        <Button size="small" onClick={onClose}>
          {t("captions.close")}
        </Button>
      </div>
      {phase === "off" && <p>{t("captions.off")}</p>}
      {!hasMicrophone && <p className="c-quiet">{t("captions.noMicrophone")}</p>}
      {trouble !== null && (
        <p className="t-trouble" role="status">
          {words(trouble)}
        </p>
      )}
      <ol className="t-lines" aria-live="polite">
        {shown.length === 0 && partialList.length === 0 && phase === "open" && (
          <li className="c-quiet">{t("captions.empty")}</li>
        )}
        {shown.map((segment) => (
          <CaptionLine key={segment.id} caseId={caseId} segment={segment} />
        ))}
        {partialList.map(([id, { speakerName, text }]) => (
          <li key={id} className="c-quiet" aria-hidden="true">
            <b>{speakerName}</b> {text}…
          </li>
        ))}
        <li ref={end} aria-hidden="true" />
      </ol>
    </section>
  );
}

/** One line; a click opens it for correction. `at`: how its time is shown, where it is. */
export function CaptionLine(props: {
  caseId: string;
  segment: SegmentView;
  at?: string | undefined;
  isReadOnly?: boolean;
}) {
  const { caseId, segment, at, isReadOnly = false } = props;
  const t = useTranscriptTexts();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<string>();
  const correct = useMutation({
    mutationFn: (text: string) =>
      post(`/api/cases/${caseId}/transcript/segments/${segment.id}/correct`, SegmentView, {
        revision: segment.revision,
        text,
      }),
    onSuccess: () => setDraft(undefined),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case", caseId, "transcript"] }),
  });
  if (draft !== undefined)
    return (
      <li>
        <form
          className="t-row"
          onSubmit={(event) => {
            event.preventDefault();
            if (draft.trim() === segment.text) setDraft(undefined);
            else if (draft.trim() !== "") correct.mutate(draft.trim());
          }}
        >
          <Input
            autoFocus
            aria-label={t("captions.correct")}
            maxLength={1000}
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
          />
          <Button htmlType="submit" type="primary" size="small" loading={correct.isPending}>
            {t("captions.save")}
          </Button>
          <Button size="small" onClick={() => setDraft(undefined)}>
            {t("captions.cancel")}
          </Button>
        </form>
      </li>
    );
  return (
    <li id={`seg-${segment.id}`}>
      {at !== undefined && <span className="c-num c-quiet">{at} </span>}
      <b>{segment.speakerName}</b>{" "}
      {isReadOnly ? (
        segment.text
      ) : (
        <button
          type="button"
          className="t-line"
          title={t("captions.correct")}
          onClick={() => setDraft(segment.text)}
        >
          {segment.text}
        </button>
      )}
      {!segment.isFinal && <span className="c-quiet">（{t("captions.unsettled")}）</span>}
      {segment.revision > 0 && <span className="c-quiet">（{t("captions.corrected")}）</span>}
    </li>
  );
}
