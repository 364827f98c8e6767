import type { RoomPerson } from "../../web/room-slots.js";

const width = 1280;
const height = 720;
const framesPerSecond = 15;

/** Columns and rows for so many pictures side by side. */
export function gridOf(count: number): { readonly columns: number; readonly rows: number } {
  const columns = Math.max(1, Math.ceil(Math.sqrt(count)));
  return { columns, rows: Math.max(1, Math.ceil(count / columns)) };
}

/** Where a picture of this size fits into a cell without being cut. */
export function fitInto(
  picture: { readonly width: number; readonly height: number },
  cell: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  if (picture.width === 0 || picture.height === 0) return { ...cell, width: 0, height: 0 };
  const scale = Math.min(cell.width / picture.width, cell.height / picture.height);
  const [w, h] = [picture.width * scale, picture.height * scale];
  return { x: cell.x + (cell.width - w) / 2, y: cell.y + (cell.height - h) / 2, width: w, height: h };
}

export interface Composition {
  readonly stream: MediaStream;
  /** Only these are seen and heard from now on. */
  show(people: readonly RoomPerson[]): void;
  close(): void;
}

/** Faces side by side with names below, all voices mixed: one stream to record. */
export function compose(): Composition {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  const audio = new AudioContext();
  const mix = audio.createMediaStreamDestination();
  const sources = new Map<
    string,
    { stream: MediaStream; node: MediaStreamAudioSourceNode | null; video: HTMLVideoElement }
  >();
  let shown: readonly RoomPerson[] = [];

  const leave = (id: string) => {
    const source = sources.get(id);
    source?.node?.disconnect();
    if (source) source.video.srcObject = null;
    sources.delete(id);
  };
  const draw = () => {
    if (!pen) return;
    pen.fillStyle = "#10151c";
    pen.fillRect(0, 0, width, height);
    const { columns, rows } = gridOf(shown.length);
    const [cellWidth, cellHeight] = [width / columns, height / rows];
    shown.forEach((person, i) => {
      const cell = {
        x: (i % columns) * cellWidth,
        y: Math.floor(i / columns) * cellHeight,
        width: cellWidth,
        height: cellHeight - 36,
      };
      const video = sources.get(person.participantId)?.video;
      if (video && video.videoWidth > 0) {
        const place = fitInto({ width: video.videoWidth, height: video.videoHeight }, cell);
        pen.drawImage(video, place.x, place.y, place.width, place.height);
      }
      pen.fillStyle = "#ffffff";
      pen.font = "20px sans-serif";
      pen.fillText(person.name, cell.x + 12, cell.y + cell.height + 25, cellWidth - 24);
    });
    pen.fillStyle = "#ffffff";
    pen.font = "14px sans-serif";
    pen.fillText(new Date().toISOString(), width - 210, 20);
  };
  const timer = setInterval(draw, 1000 / framesPerSecond);
  const stream = canvas.captureStream(framesPerSecond);
  for (const track of mix.stream.getAudioTracks()) stream.addTrack(track);
  return {
    stream,
    show(people) {
      shown = people;
      const ids = new Set(people.map(({ participantId }) => participantId));
      for (const id of [...sources.keys()]) if (!ids.has(id)) leave(id);
      for (const { participantId, stream: given } of people) {
        const known = sources.get(participantId);
        const hasSound = (given?.getAudioTracks().length ?? 0) > 0;
        if (given === null || (known?.stream === given && (known.node !== null || !hasSound))) continue;
        leave(participantId);
        const video = document.createElement("video");
        video.muted = true;
        video.playsInline = true;
        video.srcObject = given;
        void video.play().catch(() => undefined);
        const node = hasSound ? audio.createMediaStreamSource(given) : null;
        node?.connect(mix);
        sources.set(participantId, { stream: given, node, video });
      }
    },
    close() {
      clearInterval(timer);
      for (const id of [...sources.keys()]) leave(id);
      for (const track of stream.getTracks()) track.stop();
      void audio.close();
    },
  };
}
