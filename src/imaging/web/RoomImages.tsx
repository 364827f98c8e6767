import { Button } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import { EmptyState, QueryView } from "../../web/components/states.js";
import type { RoomPartProps } from "../../web/room-slots.js";
import "./imaging.css";
import { useImagingTexts } from "./texts.js";
import { useImaging } from "./use-imaging.js";
import { ImageViewer, type ViewerHandle } from "./viewer/ImageViewer.js";
import {
  DrawingMessage,
  isSameView,
  type LiveMark,
  ViewMessage,
  type ViewState,
} from "./viewer/view-state.js";

/** At most so often goes a view to the others, in milliseconds. */
const sendEveryMs = 80;
/** A drawing whose end was never said goes after this; one that is whole stays so long, until the case has it. */
const forgottenMs = 5_000;
const handOverMs = 1_000;

/**
 * 影像 in the room: everyone may look for himself, and one person leads: the others see the series, image, window and
 * place that he sees, and what he draws while he draws it, until they look away. Who leads last leads; nobody's view is kept.
 * What is drawn whole is the case's, and comes to everyone from there.
 */
export function RoomImages({ caseId, channel, people }: RoomPartProps) {
  const t = useImagingTexts();
  const query = useImaging(caseId);
  const [chosen, setChosen] = useState<string>();
  const [isLeading, setIsLeading] = useState(false);
  const [leader, setLeader] = useState<{ readonly id: string; readonly name: string }>();
  const [isFollowing, setIsFollowing] = useState(true);
  const viewer = useRef<ViewerHandle>(null);
  const latest = useRef<ViewState>(undefined);
  const lastSent = useRef<ViewState>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const drawing = useRef<LiveMark>(undefined);
  const drawingTimer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const shownTimer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const follows = useRef(true);
  const leaderId = useRef<string>(undefined);
  useEffect(() => {
    follows.current = isFollowing && !isLeading;
  });

  const sendView = useCallback(
    (isForced = false) => {
      const view = viewer.current?.state();
      if (!view || (!isForced && isSameView(view, lastSent.current))) return;
      lastSent.current = view;
      channel.send("imaging.view", { view });
    },
    [channel],
  );

  useEffect(
    () =>
      channel.hear("imaging.view", (payload, from) => {
        const message = ViewMessage.safeParse(payload);
        if (!message.success) return;
        const { view } = message.data;
        if (view === null) {
          setLeader((before) => (before?.id === from.participantId ? undefined : before));
          return;
        }
        latest.current = view;
        leaderId.current = from.participantId;
        setLeader({ id: from.participantId, name: from.name });
        // Who begins to lead takes over.
        setIsLeading(false);
        if (follows.current || isLeading) viewer.current?.apply(view);
      }),
    [channel, isLeading],
  );
  // Whoever comes later asks what is shown.
  useEffect(() => {
    channel.send("imaging.ask", {});
  }, [channel]);
  useEffect(
    () =>
      channel.hear("imaging.ask", () => {
        if (isLeading) sendView(true);
      }),
    [channel, isLeading, sendView],
  );
  useEffect(
    () =>
      channel.hear("imaging.drawing", (payload, from) => {
        const message = DrawingMessage.safeParse(payload);
        if (!message.success || !follows.current || from.participantId !== leaderId.current) return;
        const { mark } = message.data;
        clearTimeout(shownTimer.current);
        if (mark) viewer.current?.showLive(mark);
        // What is whole comes from the case in a moment; nothing is to flicker meanwhile.
        shownTimer.current = setTimeout(
          () => viewer.current?.showLive(undefined),
          mark ? forgottenMs : handOverMs,
        );
      }),
    [channel],
  );
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      clearTimeout(drawingTimer.current);
      clearTimeout(shownTimer.current);
    },
    [],
  );
  const onDrawing = (mark: LiveMark | undefined) => {
    if (!isLeading) return;
    drawing.current = mark;
    if (mark && drawingTimer.current !== undefined) return;
    clearTimeout(drawingTimer.current);
    const send = () => {
      drawingTimer.current = undefined;
      channel.send("imaging.drawing", { mark: drawing.current ?? null });
    };
    if (mark) drawingTimer.current = setTimeout(send, sendEveryMs);
    else send();
  };

  const onChange = () => {
    if (!isLeading || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      sendView();
    }, sendEveryMs);
  };
  const isLeaderHere =
    leader !== undefined && people.some(({ participantId }) => participantId === leader.id);
  return (
    <QueryView query={query} lines={6}>
      {({ studies, mayAdd }) => {
        const series = studies.flatMap((study) => study.series);
        const shown = series.find(({ id }) => id === chosen) ?? series[0];
        if (!shown) return <EmptyState title={t(mayAdd ? "none" : "noneForReader")} />;
        return (
          <div className="im-room">
            <div className="im-room-bar" role="status">
              {isLeading ? (
                <>
                  <span>{t("room.leading")}</span>
                  <Button
                    size="small"
                    onClick={() => {
                      setIsLeading(false);
                      channel.send("imaging.view", { view: null });
                    }}
                  >
                    {t("room.stopLeading")}
                  </Button>
                </>
              ) : (
                <>
                  {isLeaderHere && (
                    <>
                      <span>
                        {t(isFollowing ? "room.following" : "room.notFollowing", { name: leader.name })}
                      </span>
                      <Button
                        size="small"
                        onClick={() => {
                          if (!isFollowing && latest.current) viewer.current?.apply(latest.current);
                          setIsFollowing(!isFollowing);
                        }}
                      >
                        {t(isFollowing ? "room.unfollow" : "room.follow")}
                      </Button>
                    </>
                  )}
                  <Button
                    size="small"
                    type="primary"
                    onClick={() => {
                      setIsLeading(true);
                      setLeader(undefined);
                      sendView(true);
                    }}
                  >
                    {t("room.lead")}
                  </Button>
                </>
              )}
            </div>
            <div className="im-room-viewer">
              <ImageViewer
                caseId={caseId}
                studies={studies}
                seriesId={shown.id}
                onSeries={setChosen}
                onChange={onChange}
                onDrawing={onDrawing}
                handle={viewer}
              />
            </div>
          </div>
        );
      }}
    </QueryView>
  );
}
