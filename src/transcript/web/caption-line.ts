import { type GuestTicket, type SegmentView, ToSpeaker } from "../api.js";

export interface CaptionState {
  readonly phase: "connecting" | "open" | "lost" | "off" | "closed";
  readonly isAgora: boolean;
  readonly hasMicrophone: boolean;
  readonly segments: readonly SegmentView[];
  /** What somebody is saying, not settled yet; by participant. */
  readonly partials: Readonly<Record<string, { readonly speakerName: string; readonly text: string }>>;
  /** What went wrong, in words. */
  readonly trouble: { readonly zh: string; readonly en: string } | null;
}

export const nothingYet: CaptionState = {
  phase: "connecting",
  isAgora: false,
  hasMicrophone: true,
  segments: [],
  partials: {},
  trouble: null,
};

/** Adds a line, or puts it in the place of its earlier wording; in the order of speaking. */
export function withSegment(segments: readonly SegmentView[], segment: SegmentView): SegmentView[] {
  const known = segments.find(({ id }) => id === segment.id);
  if (known && known.revision > segment.revision) return [...segments];
  return [...segments.filter(({ id }) => id !== segment.id), segment].sort(
    (a, b) => a.startMs - b.startMs || a.sequence - b.sequence,
  );
}

/** What the page shows after a message of the server's. */
export function afterMessage(state: CaptionState, message: ToSpeaker): CaptionState {
  switch (message.type) {
    case "entered":
      return {
        ...state,
        phase: "open",
        trouble: null,
        segments: message.segments.reduce<readonly SegmentView[]>(withSegment, state.segments),
      };
    case "partial": {
      const { participantId, speakerName, text } = message;
      return { ...state, partials: { ...state.partials, [participantId]: { speakerName, text } } };
    }
    case "segment": {
      const { participantId } = message.segment;
      const partials = Object.fromEntries(
        Object.entries(state.partials).filter(([speaker]) => speaker !== participantId),
      );
      return {
        ...state,
        partials,
        trouble: null,
        segments: withSegment(state.segments, message.segment),
      };
    }
    case "fault":
      return { ...state, trouble: { zh: message.zh, en: message.en } };
    case "bye":
      return { ...state, trouble: { zh: message.zh, en: message.en } };
  }
}

/** Of the words by which the server says good-bye: after these nobody connects again by himself. */
const final = new Set(["not_in_room", "opened_elsewhere", "too_much"]);
const mostUnsentBytes = 256_000;

/** Asks the server for what opens the line; null: not this page, and not later either. */
export type AskTicket = () => Promise<GuestTicket>;

/**
 * The line of this page: own sound goes out as PCM16 at 16 kHz, captions of everyone come in. Comes back by itself with a
 * fresh ticket after a cut. Ends with the returned function.
 */
export function openCaptionLine(
  askTicket: AskTicket,
  stream: MediaStream | null,
  onChange: (change: (state: CaptionState) => CaptionState) => void,
): () => void {
  let isOver = false;
  let attempt = 0;
  let socket: WebSocket | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let audio: AudioContext | undefined;
  const set = (part: Partial<CaptionState>) => onChange((state) => ({ ...state, ...part }));

  const later = () => {
    if (isOver) return;
    set({ phase: "lost", partials: {} });
    attempt += 1;
    retry = setTimeout(
      () => void connect(),
      Math.min(15_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2),
    );
  };
  const listen = async () => {
    const tracks = stream?.getAudioTracks() ?? [];
    if (tracks.length === 0) {
      set({ hasMicrophone: false });
      return;
    }
    audio = new AudioContext();
    await audio.audioWorklet.addModule("/caption-worklet.js");
    const node = new AudioWorkletNode(audio, "caption-sound", { numberOfOutputs: 0 });
    node.port.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      // What cannot be sent now is left out: late words help nobody, and the call comes first.
      if (socket?.readyState === WebSocket.OPEN && socket.bufferedAmount < mostUnsentBytes) socket.send(data);
    };
    audio.createMediaStreamSource(new MediaStream(tracks)).connect(node);
    await audio.resume();
  };
  const connect = async () => {
    let given: GuestTicket;
    try {
      given = await askTicket();
    } catch {
      later();
      return;
    }
    if (isOver) return;
    if (!given?.isEnabled) {
      set({ phase: given === null ? "closed" : "off" });
      return;
    }
    const { ticket, provider, roomId } = given;
    set({ isAgora: provider === "agora-stt" });
    const address = new URL(`/api/rooms/${roomId}/captions`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const line = new WebSocket(address);
    socket = line;
    let isLast = false;
    line.onopen = () => line.send(JSON.stringify({ type: "enter", ticket }));
    line.onmessage = ({ data }: MessageEvent<string>) => {
      const message = ToSpeaker.safeParse(JSON.parse(data));
      if (!message.success) return;
      if (message.data.type === "entered") {
        attempt = 0;
        line.send(JSON.stringify({ type: "speak", isOn: stream !== null && provider !== "agora-stt" }));
      }
      if (message.data.type === "bye") isLast = final.has(message.data.code);
      onChange((state) => afterMessage(state, message.data));
    };
    line.onclose = () => {
      if (isOver) return;
      if (isLast) set({ phase: "closed", partials: {} });
      else later();
    };
  };
  listen().catch(() => set({ hasMicrophone: false }));
  void connect();
  return () => {
    isOver = true;
    clearTimeout(retry);
    socket?.close();
    void audio?.close();
  };
}
