import { type PointerEvent, useEffect, useRef, useState } from "react";
import { z } from "zod";
import type { Call } from "./call/call.js";
import { useRoomTexts } from "./texts.js";

const point = z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]);
type Point = z.infer<typeof point>;
/** Places are shares of the picture's width and height, so that they fit every screen. */
const Stroke = z.object({ on: z.string(), id: z.string().max(40), points: z.array(point).max(400) });
type Stroke = z.infer<typeof Stroke>;
const Pointer = z.object({ on: z.string(), at: point });
const Clear = z.object({ on: z.string() });

const sendEveryMs = 60;
const pointerShownMs = 2500;

/** What all see drawn over one person's picture. */
function useDrawing(call: Call, on: string) {
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const [pointers, setPointers] = useState<Readonly<Record<string, Point>>>({});
  const put = (stroke: Stroke) =>
    setStrokes((before) => [...before.filter((one) => one.id !== stroke.id), stroke].slice(-200));
  useEffect(() => {
    const fading = new Map<string, ReturnType<typeof setTimeout>>();
    const stops = [
      call.hear("room.stroke", (payload) => {
        const { data } = Stroke.safeParse(payload);
        if (data?.on === on) put(data);
      }),
      call.hear("room.pointer", (payload, from) => {
        const { data } = Pointer.safeParse(payload);
        if (data?.on !== on) return;
        setPointers((before) => ({ ...before, [from]: data.at }));
        clearTimeout(fading.get(from));
        fading.set(
          from,
          setTimeout(
            () =>
              setPointers((before) =>
                Object.fromEntries(Object.entries(before).filter(([one]) => one !== from)),
              ),
            pointerShownMs,
          ),
        );
      }),
      call.hear("room.clear", (payload) => {
        if (Clear.safeParse(payload).data?.on === on) setStrokes([]);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      for (const timer of fading.values()) clearTimeout(timer);
    };
  }, [call, on]);
  return { strokes, pointers, put, wipe: () => setStrokes([]) };
}

/** Pointer and freehand drawing over one person's picture, seen by everyone, enlarged or small: by him as well. */
export function Drawing({ call, on, isDrawing }: { call: Call; on: string; isDrawing: boolean }) {
  const t = useRoomTexts();
  const { strokes, pointers, put, wipe } = useDrawing(call, on);
  const current = useRef<Stroke>(undefined);
  const sentAt = useRef(0);
  const placeOf = (event: PointerEvent<SVGSVGElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000;
    return [share((event.clientX - box.left) / box.width), share((event.clientY - box.top) / box.height)];
  };
  const isTime = (event: PointerEvent) => {
    if (event.timeStamp - sentAt.current < sendEveryMs) return false;
    sentAt.current = event.timeStamp;
    return true;
  };
  const move = (event: PointerEvent<SVGSVGElement>) => {
    if (!isDrawing) return;
    const at = placeOf(event);
    const stroke = current.current;
    if (!stroke) {
      if (isTime(event)) call.send("room.pointer", { on, at });
      return;
    }
    if (stroke.points.length >= 400) return;
    const longer = { ...stroke, points: [...stroke.points, at] };
    current.current = longer;
    put(longer);
    if (isTime(event)) call.send("room.stroke", longer);
  };
  const lift = () => {
    if (current.current) call.send("room.stroke", current.current);
    current.current = undefined;
  };
  return (
    <>
      <svg
        className="r-drawing"
        data-drawing={isDrawing ? "" : undefined}
        viewBox="0 0 1 1"
        preserveAspectRatio="none"
        role={isDrawing ? "img" : "presentation"}
        aria-label={isDrawing ? t("stage.canvas") : undefined}
        onPointerDown={(event) => {
          if (!isDrawing) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          current.current = { on, id: crypto.randomUUID(), points: [placeOf(event)] };
        }}
        onPointerMove={move}
        onPointerUp={lift}
        onPointerCancel={lift}
      >
        {strokes.map(({ id, points }) => (
          <polyline key={id} points={points.map((one) => one.join(",")).join(" ")} />
        ))}
        {Object.entries(pointers).map(([from, [x, y]]) => (
          <circle key={from} cx={x} cy={y} r={0.012} />
        ))}
      </svg>
      {strokes.length > 0 && (
        <button
          type="button"
          className="r-clear"
          onClick={() => {
            wipe();
            call.send("room.clear", { on });
          }}
        >
          {t("stage.clear")}
        </button>
      )}
    </>
  );
}
