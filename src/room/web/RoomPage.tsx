import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Tabs } from "antd";
import {
  type ComponentType,
  type ReactNode,
  Suspense,
  useEffect,
  useEffectEvent,
  useMemo,
  useState,
} from "react";
import { CaseView } from "../../cases/api.js";
import {
  get,
  Nothing,
  post,
  postOnce,
  ProblemError,
  showDone,
  showProblem,
  upload,
} from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { EmptyState, ErrorState, LoadingState } from "../../web/components/states.js";
import { useMedia } from "../../web/hooks/use-media.js";
import { useWords } from "../../web/i18n/index.js";
import { AppLink, useGo, usePathParam } from "../../web/navigation.js";
import type { RoomPart } from "../../web/room-slots.js";
import { useSession } from "../../web/session.js";
import { JoinView, MessageSent, RoomOpened, RoomView, type WaitingPerson } from "../api.js";
import type { Call } from "./call/call.js";
import { openDevices, takeStill } from "./call/devices.js";
import { ChatPanel, messagesKey } from "./ChatPanel.js";
import { Controls } from "./Controls.js";
import { Entry, type Tracks } from "./Entry.js";
import { PeoplePanel } from "./PeoplePanel.js";
import { Remarks, useStillRequests } from "./Remarks.js";
import { leaveReturnMark, takeReturnMark } from "./return-mark.js";
import "./room.css";
import { Stage } from "./Stage.js";
import { useRoomTexts } from "./texts.js";
import {
  useCallHolder,
  useCallView,
  useEarlyChannel,
  usePicturesFirst,
  useRoomChannel,
  useRoomPeople,
} from "./use-call.js";

/** What stands beside the call; `main.tsx` gives it. */
export interface RoomPageProps {
  readonly reading: ComponentType<CasePanelProps>;
  readonly parts: readonly RoomPart[];
}

/** 会诊室: the case on the left, the people on the right; on a phone the people on top and the rest in tabs. */
export function RoomPage({ reading, parts }: RoomPageProps) {
  const t = useRoomTexts();
  const caseId = usePathParam("caseId");
  const room = useQuery({
    queryKey: ["case", caseId, "room"],
    queryFn: () => get(`/api/cases/${caseId}/room`, RoomView),
  });
  const found = useQuery({
    queryKey: ["case", caseId],
    queryFn: () => get(`/api/cases/${caseId}`, CaseView),
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  });
  const problem = room.error ?? found.error;
  if (problem instanceof ProblemError && (problem.status === 404 || problem.status === 403))
    return (
      <EmptyState
        isPage
        title={t("notReadable")}
        note={t("notReadableNote")}
        action={<AppLink to="/">{t("back")}</AppLink>}
      />
    );
  if (room.data === undefined || found.data === undefined)
    return problem ? (
      <ErrorState error={problem} onRetry={() => Promise.all([room.refetch(), found.refetch()])} />
    ) : (
      <LoadingState lines={10} />
    );
  return <Room room={room.data} caseView={found.data} reading={reading} parts={parts} />;
}

const hintWaitMs = 1500;

function Room({ room, caseView, reading, parts }: RoomPageProps & { room: RoomView; caseView: CaseView }) {
  const t = useRoomTexts();
  const { caseId } = room;
  const queryClient = useQueryClient();
  const words = useWords();
  const { name } = useSession();
  const [joined, setJoined] = useState<JoinView>();
  const [call, start, forget] = useCallHolder(({ media }) => {
    if (joined)
      leaveReturnMark({
        participantId: joined.participantId,
        at: Date.now(),
        audio: media.audio,
        video: media.video,
      });
  });
  const early = useEarlyChannel();
  const openRoomId = room.room?.status === "open" ? room.room.id : undefined;
  const newPass = () => post(`/api/cases/${caseId}/room/join`, JoinView);
  const renewRoom = () => queryClient.invalidateQueries({ queryKey: ["case", caseId, "room"] });
  const askPass = async (): Promise<JoinView> => {
    if (room.may.open) {
      const { notice } = await postOnce(`/api/cases/${caseId}/room/open`, RoomOpened);
      if (notice !== null) showDone(words(notice));
    }
    return newPass();
  };
  const enter = useMutation({
    networkMode: "always",
    mutationFn: async (devices: Tracks | Promise<Tracks>) => {
      const socket = openRoomId === undefined ? undefined : early.take(openRoomId);
      try {
        const [pass, tracks] = await Promise.all([askPass(), devices]);
        return { pass, tracks, socket };
      } catch (error) {
        socket?.close();
        throw error;
      }
    },
    onSuccess: ({ pass, tracks, socket }) => {
      setJoined(pass);
      start({
        pass,
        newPass,
        socket,
        ...tracks,
        expected: room.people.filter((one) => one.isHere && one.participantId !== pass.participantId).length,
        onHint: (topic) => {
          if (topic === "messages") void queryClient.invalidateQueries({ queryKey: messagesKey(caseId) });
          // Who is there, the call itself shows; what else changed can wait until its pictures have come.
          else setTimeout(() => void renewRoom(), hintWaitMs);
        },
      });
      if (room.room === null) void renewRoom();
    },
    onError: async (error) => {
      showProblem(error);
      await renewRoom();
    },
  });
  const [mark, setMark] = useState(() =>
    room.may.enter
      ? takeReturnMark(room.people.filter((one) => one.name === name).map((one) => one.participantId))
      : undefined,
  );
  const returnNow = useEffectEvent(() => {
    if (mark) enter.mutate(openDevices(mark), { onSettled: () => setMark(undefined) });
  });
  useEffect(() => {
    returnNow();
  }, []);
  return (
    <div className="r-page">
      <title>{`${t("title")} · Consilium`}</title>
      <h1 className="c-sr-only">{t("title")}</h1>
      {call && joined ? (
        <InCall
          call={call}
          roomId={joined.roomId}
          room={room}
          caseView={caseView}
          reading={reading}
          parts={parts}
          onAgain={forget}
        />
      ) : mark ? (
        <>
          <p role="status">{t("entry.returning")}</p>
          <LoadingState lines={6} />
        </>
      ) : (
        <Entry
          room={room}
          isBusy={enter.isPending}
          onNear={() => {
            if (openRoomId !== undefined && !enter.isPending) early.near(openRoomId);
          }}
          onEnter={(tracks) => enter.mutate(tracks)}
        />
      )}
    </div>
  );
}

function InCall(
  props: RoomPageProps & {
    call: Call;
    roomId: string;
    room: RoomView;
    caseView: CaseView;
    onAgain: () => void;
  },
) {
  const { call, roomId, room, caseView, reading: Reading, parts, onAgain } = props;
  const t = useRoomTexts();
  const { name } = useSession();
  const view = useCallView(call);
  const queryClient = useQueryClient();
  const isNarrow = useMedia("(max-width: 1023px)");
  // Kept across a turned tablet: whoever writes his opinion comes back to it.
  const [open, setOpen] = useState({ beside: "case", people: "chat", last: "chat" });
  const people = useRoomPeople(view, name);
  const channel = useRoomChannel(call);
  const isSettled = usePicturesFirst(view);
  const words = useWords();
  const { caseId } = room;
  const keepStill = async (picture: Blob, of: string) => {
    const type = picture.type === "image/jpeg" ? "jpg" : "png";
    const file = new File([picture], `${t("stage.capture")}-${of}.${type}`, { type: picture.type });
    await upload(`/api/cases/${caseId}/room/files`, MessageSent, file, {
      idempotencyKey: crypto.randomUUID(),
    });
    await queryClient.invalidateQueries({ queryKey: ["case", caseId] });
  };
  useStillRequests(call, () => {
    const own = document.querySelector<HTMLVideoElement>(`[data-stay="${view.myStayId}"] video`);
    if (own)
      void takeStill(own, call.camera())
        .then((picture) => picture && keepStill(picture, name))
        .catch(showProblem);
  });
  const end = useMutation({
    mutationFn: () => postOnce(`/api/cases/${caseId}/room/end`, Nothing),
    onError: showProblem,
  });
  // Whatever changes in the call draws the page anew; what stands beside it is drawn only when it changes itself.
  const { isModerator } = view;
  const drawn = useMemo(
    () =>
      parts.map(({ component: Part, ...part }) => ({
        ...part,
        node: (
          <Suspense key={part.key} fallback={null}>
            <Part
              caseId={caseId}
              roomId={roomId}
              people={people}
              isModerator={isModerator}
              channel={channel}
            />
          </Suspense>
        ),
      })),
    [parts, caseId, roomId, people, isModerator, channel],
  );
  const chat = useMemo(() => <ChatPanel caseId={caseId} />, [caseId]);
  const caseTabs = useMemo(
    () => [
      { key: "case", label: t("tabs.case"), children: <Reading caseId={caseId} caseView={caseView} /> },
      ...drawn
        .filter((part) => part.place === "case")
        .map(({ key, label, node }) => ({ key, label: words(label), children: node })),
    ],
    [t, words, caseId, caseView, Reading, drawn],
  );
  const at = (place: RoomPart["place"]): ReactNode[] =>
    drawn.filter((part) => part.place === place).map(({ node }) => node);
  const waiting = view.lobby.length;
  const peopleTabs = useMemo(
    () => [
      { key: "chat", label: t("tabs.chat"), children: chat },
      {
        key: "people",
        label: waiting > 0 ? `${t("tabs.people")} (${waiting})` : t("tabs.people"),
        children: <PeoplePanel call={call} room={room} />,
      },
    ],
    [t, chat, waiting, call, room],
  );
  const besideTabs = useMemo(
    () => (
      <Tabs
        items={caseTabs}
        activeKey={open.beside}
        onChange={(key) => setOpen((now) => ({ ...now, beside: key, last: key }))}
      />
    ),
    [caseTabs, open.beside],
  );
  const belowTabs = useMemo(
    () => (
      <Tabs
        items={isNarrow ? [...peopleTabs, ...caseTabs] : peopleTabs}
        {...(isNarrow && { tabBarGutter: 14 })}
        activeKey={isNarrow ? open.last : open.people}
        onChange={(key) =>
          setOpen((now) => ({
            ...now,
            [peopleTabs.some((one) => one.key === key) ? "people" : "beside"]: key,
            last: key,
          }))
        }
      />
    ),
    [isNarrow, peopleTabs, caseTabs, open],
  );
  if (view.phase === "over") return <Over view={view} caseView={caseView} onAgain={onAgain} />;
  if (view.phase === "waiting") return <LoadingState lines={6} />;
  // Before he is let in, the page is drawn already: there is time for it while the server answers.
  const isComing = view.phase === "connecting";
  return (
    <div className="r-call" data-coming={isComing ? "" : undefined}>
      <div className="r-banners">
        {isComing && (
          <p className="c-sr-only" role="status">
            {t("stage.connecting")}
          </p>
        )}
        {isSettled && at("banner")}
        <Remarks call={call} />
        {view.isModerator && view.lobby.length > 0 && <Lobby caseId={caseId} waiting={view.lobby} />}
      </div>
      {!isNarrow && (
        <aside className="r-case" aria-label={t("tabs.case")}>
          {isSettled ? besideTabs : <LoadingState lines={10} />}
        </aside>
      )}
      <div className="r-side">
        <Stage call={call} myName={name} keepStill={keepStill} />
        <Controls call={call} onEnd={view.isModerator ? () => end.mutate() : undefined}>
          {isSettled && at("bar")}
        </Controls>
        {isSettled && at("below")}
        {isSettled && belowTabs}
      </div>
    </div>
  );
}

/** Somebody waits: it is said where a moderator looks, whatever tab is open. */
function Lobby({ caseId, waiting }: { caseId: string; waiting: readonly WaitingPerson[] }) {
  const t = useRoomTexts();
  const queryClient = useQueryClient();
  const admit = useMutation({
    mutationFn: (participantId: string) =>
      post(`/api/cases/${caseId}/room/admit`, Nothing, { participantId }),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case", caseId, "room"] }),
  });
  return (
    <ul className="r-lobby" aria-label={t("people.lobby")}>
      {waiting.map(({ participantId, name }) => (
        <li key={participantId}>
          <span>
            {t("people.lobby")}：{name}
          </span>
          <Button type="primary" loading={admit.isPending} onClick={() => admit.mutate(participantId)}>
            {t("people.admit")}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Over(props: { view: ReturnType<typeof useCallView>; caseView: CaseView; onAgain: () => void }) {
  const { view, caseView, onAgain } = props;
  const t = useRoomTexts();
  const go = useGo();
  const words = useWords();
  const reason = view.over?.reason ?? "other";
  const known = ["left", "removed", "replaced", "closed", "access_ended"] as const;
  const word = known.find((one) => one === reason || (one === "removed" && reason === "removed_from_room"));
  return (
    <EmptyState
      title={t(`over.${word ?? "other"}`)}
      note={view.over?.words && words(view.over.words)}
      action={
        <>
          {reason !== "removed" && reason !== "access_ended" && (
            <Button type="primary" onClick={onAgain}>
              {t("over.again")}
            </Button>
          )}
          {caseView.may.writeOpinion && (
            <Button onClick={() => go(`/cases/${caseView.id}/opinion`)}>{t("over.opinion")}</Button>
          )}
          <Button onClick={() => go(`/cases/${caseView.id}`)}>{t("over.case")}</Button>
        </>
      }
    />
  );
}
