import { AudioMutedOutlined } from "@ant-design/icons";
import { type ReactNode, useEffect, useRef } from "react";
import type { Other } from "./call/call.js";
import type { QualityWord } from "./call/quality.js";
import { useRoomTexts } from "./texts.js";

export interface TilePerson {
  readonly stayId: string;
  readonly name: string;
  readonly label: string;
  readonly isMe: boolean;
  readonly media: Other["media"];
  readonly stream: MediaStream | null;
  readonly link: Other["link"];
  readonly isCut: boolean;
  readonly quality: QualityWord | null;
}

/** One person: the picture, or his name where there is none; sound, hand and how well it goes, in words. */
export function PersonTile(props: {
  person: TilePerson;
  isLarge: boolean;
  onPicture: (stayId: string) => void;
  onSelect?: (() => void) | undefined;
  children?: ReactNode;
  videoRef?: (element: HTMLVideoElement | null) => void;
}) {
  const { person, isLarge, onPicture, onSelect, children, videoRef } = props;
  const t = useRoomTexts();
  const video = useRef<HTMLVideoElement>(null);
  const { stream, stayId, isMe } = person;
  const hasPicture = person.media.video || person.media.screen;
  useEffect(() => {
    const element = video.current;
    if (element && element.srcObject !== stream) element.srcObject = stream;
  }, [stream]);
  const name = isMe ? `${person.name}（${t("stage.me")}）` : person.name;
  const trouble = isMe
    ? null
    : person.isCut
      ? t("stage.cut")
      : person.link === "broken"
        ? t("stage.broken")
        : person.link === "connecting"
          ? t("stage.connecting")
          : null;
  return (
    <figure
      className="r-tile"
      data-large={isLarge ? "" : undefined}
      data-mirror={isMe && !person.media.screen ? "" : undefined}
      data-stay={stayId}
    >
      <video
        ref={(element) => {
          video.current = element;
          videoRef?.(element);
        }}
        autoPlay
        playsInline
        muted={isMe}
        hidden={!hasPicture}
        aria-label={person.media.screen ? t("stage.screenOf", { name }) : name}
        onLoadedData={() => {
          if (!isMe) onPicture(stayId);
        }}
      />
      {!hasPicture && (
        <div className="r-face">
          <span className="r-initial" aria-hidden="true">
            {Array.from(person.name)[0]}
          </span>
          <span>{t("stage.audioOnly")}</span>
        </div>
      )}
      {trouble !== null && (
        <p className="r-trouble" role="status">
          {trouble}
        </p>
      )}
      {children}
      <figcaption>
        <b>{name}</b>
        {!person.media.audio && (
          <span className="r-muted">
            <AudioMutedOutlined aria-hidden /> {t("stage.muted")}
          </span>
        )}
        {person.media.hand && <span className="r-hand">✋ {t("stage.hand")}</span>}
        {!isMe && person.quality !== null && trouble === null && (
          <span data-quality={person.quality}>{t(`stage.qualities.${person.quality}`)}</span>
        )}
        {onSelect && (
          <button type="button" onClick={onSelect}>
            {isLarge ? t("stage.spotlightOff") : t("stage.spotlight", { name: person.name })}
          </button>
        )}
      </figcaption>
    </figure>
  );
}
