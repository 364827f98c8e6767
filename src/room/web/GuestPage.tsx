import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Checkbox } from "antd";
import { type ComponentType, useState } from "react";
import { post, ProblemError, wordsFor } from "../../web/api-client.js";
import { EmptyState, ErrorState, LoadingState } from "../../web/components/states.js";
import { useWords } from "../../web/i18n/index.js";
import type { GuestPartProps } from "../../web/room-slots.js";
import { BrandMark } from "../../web/shell/BrandMark.js";
import { LanguageSwitch } from "../../web/shell/Switches.js";
import { GuestEntered, GuestLookView, JoinView } from "../api.js";
import type { Call } from "./call/call.js";
import { Controls } from "./Controls.js";
import { DeviceCheck } from "./DeviceCheck.js";
import { secretOfLink } from "./link-secret.js";
import { Remarks } from "./Remarks.js";
import "./room.css";
import { Stage } from "./Stage.js";
import { useRoomTexts } from "./texts.js";
import { useCallHolder, useCallView, useEarlyChannel, useRoomChannel, useRoomPeople } from "./use-call.js";

const keyName = "consilium.guest";
interface Kept {
  readonly key: string;
  readonly name: string;
  readonly roomId: string;
}

/** The key stays with this tab, so that a reload comes back in; nothing outlives the tab. */
function keptKey(): Kept | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(keyName) ?? "null") as Kept | undefined;
  } catch {
    return undefined;
  }
}

/** What a patient or relative opens on a phone: who asks, consent, waiting, video. No account. `below`: under the people. */
export function GuestPage({ below }: { below: ComponentType<GuestPartProps> }) {
  const t = useRoomTexts();
  const [token] = useState(secretOfLink);
  const [kept, setKept] = useState<Kept | undefined>(() =>
    token === "" ? (keptKey() ?? undefined) : undefined,
  );
  return (
    <main className="r-guest">
      <title>{`${t("guest.title")} · Consilium`}</title>
      <div className="r-guest-top">
        <BrandMark size={24} />
        <span>{t("guest.title")}</span>
        <LanguageSwitch />
      </div>
      {kept ? (
        <Inside kept={kept} below={below} />
      ) : token === "" ? (
        <EmptyState title={t("guest.noLink")} />
      ) : (
        <Consent
          token={token}
          onEntered={(one) => {
            sessionStorage.setItem(keyName, JSON.stringify(one));
            setKept(one);
          }}
        />
      )}
    </main>
  );
}

function Consent({ token, onEntered }: { token: string; onEntered: (kept: Kept) => void }) {
  const t = useRoomTexts();
  const words = useWords();
  const [hasConsented, setConsented] = useState(false);
  const look = useQuery({
    queryKey: ["guest"],
    queryFn: () => post("/api/guest/look", GuestLookView, { token }),
    retry: false,
    meta: { still: true },
  });
  const enter = useMutation({
    networkMode: "always",
    mutationFn: () => post("/api/guest/enter", GuestEntered, { token, hasConsented }),
    onSuccess: ({ key, roomId }) => onEntered({ key, roomId, name: look.data?.guestName ?? "" }),
  });
  if (look.data === undefined)
    return look.isError ? (
      <ErrorState error={look.error} onRetry={() => look.refetch()} />
    ) : (
      <LoadingState lines={5} />
    );
  const { guestName, doctorName, institutionName, expertNames, state } = look.data;
  if (state !== "open") return <EmptyState title={t(`guest.states.${state}`)} note={t("guest.askAgain")} />;
  return (
    <div className="r-consent">
      <h1>{t("guest.heading", { name: guestName })}</h1>
      <p>{t("guest.from", { doctor: doctorName, institution: institutionName })}</p>
      {expertNames.length > 0 && <p>{t("guest.experts", { names: expertNames.join("、") })}</p>}
      <Checkbox checked={hasConsented} onChange={(event) => setConsented(event.target.checked)}>
        {t("guest.consent")}
      </Checkbox>
      {enter.isError && <p role="alert">{words(wordsFor(enter.error))}</p>}
      <Button
        type="primary"
        size="large"
        block
        disabled={!hasConsented}
        loading={enter.isPending}
        onClick={() => enter.mutate()}
      >
        {t("guest.enter")}
      </Button>
    </div>
  );
}

function Inside({ kept, below }: { kept: Kept; below: ComponentType<GuestPartProps> }) {
  const t = useRoomTexts();
  const words = useWords();
  const [call, start, forget] = useCallHolder();
  const early = useEarlyChannel();
  const newPass = () => post("/api/guest/join", JoinView, { key: kept.key });
  const join = useMutation({
    networkMode: "always",
    mutationFn: async (tracks: { audio: MediaStreamTrack | null; video: MediaStreamTrack | null }) => {
      // On a phone every way to the server and back is felt: the channel is connected to while the pass is asked for.
      const socket = early.take(kept.roomId);
      try {
        return { pass: await newPass(), tracks, socket };
      } catch (error) {
        socket.close();
        throw error;
      }
    },
    onSuccess: ({ pass, tracks, socket }) =>
      start({ pass, newPass, socket, ...tracks, onHint: () => undefined }),
  });
  if (call) return <GuestCall call={call} kept={kept} below={below} onAgain={forget} />;
  const isOver = join.error instanceof ProblemError && join.error.status !== 503;
  return isOver ? (
    <EmptyState title={t("guest.thanks")} note={words(wordsFor(join.error))} />
  ) : (
    <>
      {join.isError && <p role="alert">{words(wordsFor(join.error))}</p>}
      <div className="r-consent">
        <h1>{t("guest.checkTitle")}</h1>
        <p>{t("guest.checkNote")}</p>
      </div>
      <DeviceCheck
        isBusy={join.isPending}
        isBlocked={false}
        onNear={() => {
          if (!join.isPending) early.near(kept.roomId);
        }}
        onEnter={(tracks) => join.mutate(tracks)}
      />
    </>
  );
}

function GuestCall(props: {
  call: Call;
  kept: Kept;
  below: ComponentType<GuestPartProps>;
  onAgain: () => void;
}) {
  const {
    call,
    kept: { key, name },
    below: Below,
    onAgain,
  } = props;
  const t = useRoomTexts();
  const view = useCallView(call);
  const people = useRoomPeople(view, name);
  const channel = useRoomChannel(call);
  const hasLeft = view.over?.reason === "left";
  if (view.phase === "over")
    return (
      <EmptyState
        title={t(hasLeft ? "guest.left" : "guest.thanks")}
        note={t(hasLeft ? "guest.leftNote" : "guest.close")}
        action={hasLeft && <Button onClick={onAgain}>{t("over.again")}</Button>}
      />
    );
  if (view.phase !== "in") {
    // That the doctor sees him is said when the server has said so.
    const [title, note] = view.isResuming
      ? (["guest.lost", "guest.lostNote"] as const)
      : view.phase === "waiting"
        ? (["waiting.title", "waiting.note"] as const)
        : (["stage.connecting", undefined] as const);
    return (
      <div className="r-waiting" role="status">
        <h1>{t(title)}</h1>
        {note && <p className="c-quiet">{t(note)}</p>}
        <Button danger onClick={() => call.leave()}>
          {t("controls.leave")}
        </Button>
      </div>
    );
  }
  return (
    <div className="r-guest-call">
      <h1 className="c-sr-only">{t("guest.title")}</h1>
      <Remarks call={call} />
      <Stage call={call} myName={name} keepStill={null} />
      <Controls call={call} isGuest />
      <Below guestKey={key} people={people} channel={channel} />
    </div>
  );
}
