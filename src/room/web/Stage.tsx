import { useRef, useState } from "react";
import { showDone, showProblem } from "../../web/api-client.js";
import type { Call } from "./call/call.js";
import { takeStill } from "./call/devices.js";
import { Drawing } from "./Drawing.js";
import { PersonTile, type TilePerson } from "./PersonTile.js";
import { useRoomTexts } from "./texts.js";
import { useCallView } from "./use-call.js";

/** Everyone in the call; one of them large when he is chosen or shares his screen. */
export function Stage(props: {
  call: Call;
  myName: string;
  /** Keeps a still picture with the case; null: this page may not (a guest's). */
  keepStill: ((picture: Blob, of: string) => Promise<unknown>) | null;
}) {
  const { call, myName, keepStill } = props;
  const t = useRoomTexts();
  const view = useCallView(call);
  /** Who was enlarged by a tap; `stayId` null: everybody side by side, as long as the same person, or nobody, shares. */
  const [chosen, setChosen] = useState<{ stayId: string | null; sharing: string | undefined }>();
  const [isDrawing, setDrawing] = useState(false);
  const stage = useRef<HTMLDivElement>(null);
  const videos = useRef(new Map<string, HTMLVideoElement>());
  const me: TilePerson = {
    stayId: view.myStayId,
    name: myName,
    label: "",
    isMe: true,
    media: view.media,
    stream: view.myStream,
    link: "connected",
    isCut: false,
    quality: null,
  };
  const people: TilePerson[] = [...view.others.map((one) => ({ ...one, isMe: false })), me];
  const sharing = people.find((one) => one.media.screen && !one.isMe);
  const sideBySide = chosen?.stayId === null && chosen.sharing === sharing?.stayId;
  const large = sideBySide
    ? undefined
    : (people.find((one) => one.stayId === (chosen?.stayId ?? sharing?.stayId)) ?? sharing);
  const choose = (stayId: string | null) => setChosen({ stayId, sharing: sharing?.stayId });

  const capture = async (person: TilePerson) => {
    const video = videos.current.get(person.stayId);
    if (!keepStill || !video) return;
    const other = view.others.find((one) => one.stayId === person.stayId);
    // His own page has the camera at its full size; a guest's page keeps nothing.
    if (other && other.role !== "guest" && other.media.video && !other.media.screen) {
      call.send("room.still", { of: person.stayId });
      showDone(t("stage.captureAsked"));
      return;
    }
    const picture = await takeStill(video, person.isMe ? call.camera() : null);
    if (!picture) {
      showDone(t("stage.captureFailed"));
      return;
    }
    try {
      await keepStill(picture, person.name);
      showDone(t("stage.captured"));
    } catch (error) {
      showProblem(error);
    }
  };

  return (
    <div
      className="r-stage"
      ref={stage}
      role="group"
      aria-label={t("stage.people")}
      data-count={people.length}
      data-large={large ? "" : undefined}
    >
      {people.map((person) => {
        const isLarge = person.stayId === large?.stayId;
        return (
          <PersonTile
            key={person.isMe ? "me" : person.stayId}
            person={person}
            isLarge={isLarge}
            onPicture={call.sawPicture}
            onSelect={people.length > 1 ? () => choose(isLarge ? null : person.stayId) : undefined}
            videoRef={(element) => {
              if (element) videos.current.set(person.stayId, element);
              else videos.current.delete(person.stayId);
            }}
          >
            <Drawing call={call} on={person.stayId} isDrawing={isLarge && isDrawing} />
          </PersonTile>
        );
      })}
      {large && (
        <div className="r-tools">
          {keepStill !== null && (large.media.video || large.media.screen) && (
            <button type="button" onClick={() => void capture(large)}>
              {t("stage.capture")}
            </button>
          )}
          <button type="button" aria-pressed={isDrawing} onClick={() => setDrawing(!isDrawing)}>
            {isDrawing ? t("stage.drawOff") : t("stage.draw")}
          </button>
          {document.pictureInPictureEnabled && (
            <button
              type="button"
              onClick={() =>
                void videos.current
                  .get(large.stayId)
                  ?.requestPictureInPicture()
                  .catch(() => undefined)
              }
            >
              {t("stage.pictureInPicture")}
            </button>
          )}
          <button
            type="button"
            onClick={() =>
              void (document.fullscreenElement
                ? document.exitFullscreen()
                : stage.current?.requestFullscreen())
            }
          >
            {t("stage.fullScreen")}
          </button>
        </div>
      )}
    </div>
  );
}
