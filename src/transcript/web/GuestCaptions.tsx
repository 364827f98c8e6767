import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { post } from "../../web/api-client.js";
import { useWords } from "../../web/i18n/index.js";
import type { GuestPartProps } from "../../web/room-slots.js";
import { GuestTicket } from "../api.js";
import { type CaptionState, nothingYet, openCaptionLine } from "./caption-line.js";
import { asks, closed, opened } from "./Captions.js";
import { useTranscriptTexts } from "./texts.js";
import "./transcript.css";

/** On a guest's phone: captions appear when somebody in the room has them open, and are read only. */
export function GuestCaptions({ guestKey, people, channel }: GuestPartProps) {
  const t = useTranscriptTexts();
  const [openers, setOpeners] = useState<readonly string[]>([]);
  const [isHidden, setHidden] = useState(false);
  useEffect(() => {
    const stops = [
      channel.hear(opened, (_payload, { participantId }) =>
        setOpeners((before) => [...before.filter((one) => one !== participantId), participantId]),
      ),
      channel.hear(closed, (_payload, { participantId }) =>
        setOpeners((before) => before.filter((one) => one !== participantId)),
      ),
    ];
    channel.send(asks, {});
    return () => {
      for (const stop of stops) stop();
    };
  }, [channel]);
  const isOn = people.some(({ participantId }) => openers.includes(participantId));
  if (!isOn) return null;
  return isHidden ? (
    <div className="t-captions-closed">
      <Button onClick={() => setHidden(false)}>{t("captions.open")}</Button>
    </div>
  ) : (
    <OpenGuestCaptions
      guestKey={guestKey}
      stream={people.find(({ isMe }) => isMe)?.stream ?? null}
      onClose={() => setHidden(true)}
    />
  );
}

function OpenGuestCaptions(props: { guestKey: string; stream: MediaStream | null; onClose: () => void }) {
  const { guestKey, stream, onClose } = props;
  const t = useTranscriptTexts();
  const words = useWords();
  const [state, setState] = useState<CaptionState>(nothingYet);
  /** What he says becomes text only when he wants it to. */
  const [isSpeaking, setSpeaking] = useState(false);
  const end = useRef<HTMLLIElement>(null);
  const spoken = isSpeaking ? stream : null;
  useEffect(
    () =>
      openCaptionLine(
        () => post("/api/guest/caption-ticket", GuestTicket, { key: guestKey }),
        spoken,
        setState,
      ),
    [guestKey, spoken],
  );
  const { phase, segments, partials, trouble } = state;
  const shown = segments.slice(-20);
  const partialList = Object.entries(partials);
  const newest = `${shown.at(-1)?.id ?? ""} ${partialList.map(([, { text }]) => text).join()}`;
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [newest]);
  if (phase === "off" || phase === "closed") return null;
  return (
    <section className="t-captions" aria-label={t("captions.title")}>
      <div className="t-captions-head">
        <b>{t("captions.title")}</b>
        <span className="c-quiet">
          {t(
            phase === "lost"
              ? "captions.lost"
              : phase === "connecting"
                ? "captions.connecting"
                : "captions.guestNote",
          )}
        </span>
        <Button size="small" onClick={onClose}>
          {t("captions.close")}
        </Button>
      </div>
      {trouble !== null && (
        <p className="t-trouble" role="status">
          {words(trouble)}
        </p>
      )}
      <ol className="t-lines" aria-live="polite">
        {shown.length === 0 && partialList.length === 0 && phase === "open" && (
          <li className="c-quiet">{t("captions.empty")}</li>
        )}
        {shown.map(({ id, speakerName, text }) => (
          <li key={id}>
            <b>{speakerName}</b> {text}
          </li>
        ))}
        {partialList.map(([id, { speakerName, text }]) => (
          <li key={id} className="c-quiet" aria-hidden="true">
            <b>{speakerName}</b> {text}…
          </li>
        ))}
        <li ref={end} aria-hidden="true" />
      </ol>
      <Button aria-pressed={isSpeaking} onClick={() => setSpeaking(!isSpeaking)}>
        {t(isSpeaking ? "captions.guestSilent" : "captions.guestSpeak")}
      </Button>
    </section>
  );
}
