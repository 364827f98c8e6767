import type { CallPerson, JoinView, QualitySample, ServerMessage, WaitingPerson } from "../../api.js";
import { openChannel, type Over, type RoomSocket } from "./channel.js";
import type { LinkState, MediaLink } from "./media-link.js";
import { type DeviceFault, openCamera, openMicrophone, openScreen } from "./devices.js";
import { newLink } from "./new-link.js";
import { type QualityWord, qualityWord } from "./quality.js";

const measureMs = 5000;
/** What changes within this time is drawn once; a page draws and connects with one thread. */
const drawMs = 30;
/** Whoever comes in calls at once, and drawing him would stand before the answer. */
const answerMs = 150;
/** As many others as can be seen beside oneself. */
const mostPrepared = 3;
const sendsPicture = ({ media }: Pick<CallPerson, "media">): boolean => media.video || media.screen;

export interface Other extends CallPerson {
  readonly stream: MediaStream | null;
  readonly link: LinkState;
  /** Null until something was measured. */
  readonly quality: QualityWord | null;
}

export interface CallView {
  readonly phase: "connecting" | "waiting" | "in" | "over";
  /** The channel was cut and is coming back; sound and picture may go on meanwhile. */
  readonly isResuming: boolean;
  readonly over: Over | null;
  readonly myStayId: string;
  readonly isModerator: boolean;
  readonly media: CallPerson["media"];
  /** What we show of ourselves; a new object when its tracks change. */
  readonly myStream: MediaStream;
  readonly others: readonly Other[];
  readonly lobby: readonly WaitingPerson[];
  /** The last thing the room refused or asked of us, or the device that would not open; to be said once. */
  readonly remark: (Remark & { readonly at: number }) | null;
}

export type Remark =
  | { readonly key: "video_full" | "muted" | "camera_off" }
  | { readonly key: "microphone" | "camera"; readonly fault: DeviceFault };

export interface CallStart {
  readonly pass: JoinView;
  /** Opened while the pass was asked for. */
  readonly socket?: WebSocket | undefined;
  readonly newPass: () => Promise<JoinView>;
  readonly audio: MediaStreamTrack | null;
  readonly video: MediaStreamTrack | null;
  /** How many others are in the room as far as the page knows. */
  readonly expected?: number;
  /** Hears that the room or its messages have changed. */
  readonly onHint: (topic: "messages" | "room") => void;
}

export interface Call {
  readonly view: () => CallView;
  readonly subscribe: (listener: () => void) => () => void;
  readonly setMicrophone: (isOn: boolean) => Promise<void>;
  readonly setCamera: (isOn: boolean, deviceId?: string) => Promise<void>;
  readonly setScreen: (isOn: boolean) => Promise<void>;
  readonly setHand: (isUp: boolean) => void;
  /** The first picture of this person is on the screen. */
  readonly sawPicture: (stayId: string) => void;
  readonly send: (kind: string, payload: unknown) => void;
  readonly hear: (kind: string, listener: (payload: unknown, fromStayId: string) => void) => () => void;
  /** Hears what the media service itself tells this page, until the returned function is called. */
  readonly hearService: (listener: (message: Uint8Array) => void) => () => void;
  /** The camera's own track, for a still picture at its full size. */
  readonly camera: () => MediaStreamTrack | null;
  readonly leave: () => void;
}

function stopped(track: MediaStreamTrack | null): null {
  track?.stop();
  return null;
}

/** One page's part in a call: its channel, its media, and what it knows of the others. */
export function startCall(start: CallStart): Call {
  const listeners = new Set<() => void>();
  const hearing = new Map<string, Set<(payload: unknown, from: string) => void>>();
  const hearingService = new Set<(message: Uint8Array) => void>();
  const calledAt = new Map<string, number>();
  const firstFrames = new Map<string, number>();
  let audio = start.audio;
  let camera = start.video;
  let screen: MediaStreamTrack | null = null;
  let view: CallView = {
    phase: "connecting",
    isResuming: false,
    over: null,
    myStayId: "",
    isModerator: start.pass.isModerator,
    media: { audio: audio !== null, video: camera !== null, screen: false, hand: false },
    myStream: new MediaStream([camera, audio].filter((one) => one !== null)),
    others: [],
    lobby: [],
    remark: null,
  };
  let drawing: ReturnType<typeof setTimeout> | undefined;
  const draw = (): void => {
    drawing = undefined;
    for (const listener of listeners) listener();
  };
  const change = (part: Partial<CallView>, afterMs: number = drawMs): void => {
    view = { ...view, ...part };
    drawing ??= setTimeout(draw, afterMs);
  };
  const changeOther = (stayId: string, part: Partial<Other>): void =>
    change({ others: view.others.map((one) => (one.stayId === stayId ? { ...one, ...part } : one)) });
  const remark = (said: Remark): void => change({ remark: { ...said, at: Date.now() } });

  /** What did not open does now. */
  const forgetRemark = (key: Remark["key"]): void => {
    if (view.remark?.key === key) change({ remark: null });
  };

  const shownNow = (): MediaStreamTrack | null =>
    view.media.screen ? screen : view.media.video ? camera : null;
  const pushTracks = (): void => {
    link.setLocal({ audio, video: shownNow(), isDetail: view.media.screen });
    change({ myStream: new MediaStream([shownNow(), audio].filter((one) => one !== null)) });
  };
  const tellState = (): void => socket.say({ t: "state", ...view.media });
  const setMedia = (part: Partial<CallPerson["media"]>): void => {
    change({ media: { ...view.media, ...part } });
    pushTracks();
    tellState();
  };

  const link: MediaLink = newLink(start.pass.media, async () => (await start.newPass()).media, {
    send: (to, message) => socket.say({ t: "signal", to, ...message }),
    stream: (stayId, stream) => changeOther(stayId, { stream }),
    service(message) {
      for (const listener of hearingService) listener(message);
    },
    state: (stayId, state) => {
      if (state === "connecting" && !firstFrames.has(stayId)) calledAt.set(stayId, performance.now());
      changeOther(stayId, { link: state });
    },
  });

  link.setLocal({ audio, video: camera, isDetail: false });
  link.prepare?.(Math.min(start.expected ?? 0, mostPrepared));

  const toOther = (person: CallPerson): Other => {
    const known = view.others.find((one) => one.stayId === person.stayId);
    return { stream: null, link: "connecting", quality: null, ...known, ...person };
  };

  function hear(message: ServerMessage): void {
    switch (message.t) {
      case "waiting":
        change({ phase: "waiting", isResuming: false });
        return;
      case "welcome": {
        change({
          phase: "in",
          isResuming: false,
          myStayId: message.stayId,
          others: message.people.map(toOther),
          lobby: message.waiting,
        });
        for (const one of message.people) link.know?.(one.stayId, one.participantId);
        link.meet(
          message.stayId,
          message.people.map((one) => one.stayId),
          !message.isResumed,
        );
        tellState();
        return;
      }
      case "joined":
        change(
          {
            others: [
              ...view.others.filter((one) => one.stayId !== message.person.stayId),
              toOther(message.person),
            ],
          },
          answerMs,
        );
        link.know?.(message.person.stayId, message.person.participantId);
        link.expect(message.person.stayId);
        // He learns from this what we send.
        tellState();
        start.onHint("room");
        return;
      case "left":
        link.drop(message.stayId);
        change({ others: view.others.filter((one) => one.stayId !== message.stayId) });
        start.onHint("room");
        return;
      case "cut":
        changeOther(message.stayId, { isCut: true });
        return;
      case "back":
        changeOther(message.stayId, { isCut: false });
        tellState();
        return;
      case "lobby":
        change({ lobby: message.waiting });
        return;
      case "signal":
        link.signal(message.from, message);
        return;
      case "state":
        if (message.stayId !== view.myStayId) changeOther(message.stayId, { media: message.media });
        else if (view.media.video !== message.media.video || view.media.screen !== message.media.screen) {
          const { video, screen: isSharing } = message.media;
          // A camera that nobody is shown does not stay on.
          if (!video) camera = stopped(camera);
          if (!isSharing) screen = stopped(screen);
          change({ media: { ...view.media, video, screen: isSharing } });
          pushTracks();
        }
        return;
      case "mute":
        if (message.track === "audio") void setMicrophone(false);
        else void setCamera(false);
        remark({ key: message.track === "audio" ? "muted" : "camera_off" });
        return;
      case "channel":
        for (const listener of hearing.get(message.kind) ?? []) listener(message.payload, message.from);
        return;
      case "hint":
        start.onHint(message.topic);
        return;
      case "refused":
        if (message.code === "video_full") remark({ key: "video_full" });
        return;
      default:
    }
  }

  async function measure(): Promise<void> {
    if (view.phase !== "in") return;
    const samples = await link.measure();
    const told: QualitySample[] = samples.map((one) => {
      const firstFrameMs = firstFrames.get(one.from) ?? null;
      if (firstFrameMs !== null) firstFrames.set(one.from, Number.NaN);
      return { ...one, firstFrameMs: Number.isNaN(firstFrameMs) ? null : firstFrameMs };
    });
    change({
      others: view.others.map((one) => {
        const sample = samples.find(({ from }) => from === one.stayId);
        return sample ? { ...one, quality: qualityWord(sample, sendsPicture(one)) } : one;
      }),
    });
    if (told.length > 0) socket.say({ t: "quality", samples: told });
  }
  const measuring = setInterval(() => void measure(), measureMs);

  function end(over: Over): void {
    clearInterval(measuring);
    link.close();
    for (const track of [audio, camera, screen]) track?.stop();
    change({ phase: "over", isResuming: false, over, others: [], lobby: [] });
  }

  async function setMicrophone(isOn: boolean): Promise<void> {
    if (isOn && (audio === null || audio.readyState === "ended")) {
      const opened = await openMicrophone();
      if ("fault" in opened) {
        remark({ key: "microphone", fault: opened.fault });
        return;
      }
      audio = opened.track;
      forgetRemark("microphone");
    }
    if (audio) audio.enabled = isOn;
    setMedia({ audio: isOn && audio !== null });
  }

  async function setCamera(isOn: boolean, deviceId?: string): Promise<void> {
    if (isOn) {
      const opened = await openCamera(deviceId);
      if ("fault" in opened) {
        remark({ key: "camera", fault: opened.fault });
        return;
      }
      camera?.stop();
      camera = opened.track;
      forgetRemark("camera");
    } else {
      camera?.stop();
      camera = null;
    }
    setMedia({ video: isOn });
  }

  async function setScreen(isOn: boolean): Promise<void> {
    screen?.stop();
    screen = isOn ? await openScreen() : null;
    const shared = screen;
    // The browser has its own button that ends sharing.
    if (shared)
      shared.onended = () => {
        if (screen === shared) void setScreen(false);
      };
    setMedia({ screen: shared !== null });
  }

  const socket: RoomSocket = openChannel(
    start.pass,
    start.newPass,
    {
      heard: hear,
      state(state, over) {
        if (state === "over") end(over ?? { reason: "left" });
        else if (state === "resuming") change({ isResuming: view.phase !== "connecting" });
      },
    },
    start.socket,
  );

  return {
    view: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setMicrophone,
    setCamera,
    setScreen,
    setHand: (isUp) => setMedia({ hand: isUp }),
    sawPicture(stayId) {
      const since = calledAt.get(stayId);
      if (since !== undefined && !firstFrames.has(stayId))
        firstFrames.set(stayId, Math.round(performance.now() - since));
    },
    send: (kind, payload) => socket.say({ t: "channel", kind, payload }),
    hear(kind, listener) {
      const those = hearing.get(kind) ?? new Set();
      hearing.set(kind, those.add(listener));
      return () => those.delete(listener);
    },
    hearService(listener) {
      hearingService.add(listener);
      return () => hearingService.delete(listener);
    },
    camera: () => (view.media.screen ? null : camera),
    leave: () => socket.leave(),
  };
}
