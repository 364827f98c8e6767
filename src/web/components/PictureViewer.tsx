import { RedoOutlined, UndoOutlined, ZoomInOutlined, ZoomOutOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { useComponentTexts } from "./texts.js";

const steps = [0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8] as const;

/** A picture to look at closely: larger, smaller, turned; what is larger than its place is moved by scrolling or dragging. */
export function PictureViewer({ src, alt }: { src: string; alt: string }) {
  const t = useComponentTexts();
  const [zoom, setZoom] = useState(1);
  const [turns, setTurns] = useState(0);
  const [drag, setDrag] = useState<{ x: number; y: number; left: number; top: number }>();
  const larger = () => setZoom(steps.find((one) => one > zoom) ?? zoom);
  const smaller = () => setZoom(steps.findLast((one) => one < zoom) ?? zoom);
  const keys: Readonly<Record<string, () => void>> = {
    "+": larger,
    "=": larger,
    "-": smaller,
    r: () => setTurns((turns + 1) % 4),
    "0": () => {
      setZoom(1);
      setTurns(0);
    },
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = keys[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  };
  const button = (label: string, icon: ReactNode, key: string) => (
    <Button size="small" icon={icon} onClick={keys[key]}>
      {label}
    </Button>
  );
  return (
    <div className="c-picture" onKeyDown={onKeyDown}>
      <div className="c-actions" role="toolbar" aria-label={t("picture.tools")}>
        {button(t("picture.larger"), <ZoomInOutlined />, "+")}
        {button(t("picture.smaller"), <ZoomOutOutlined />, "-")}
        {button(t("picture.turn"), <RedoOutlined />, "r")}
        {button(t("picture.reset"), <UndoOutlined />, "0")}
        <span className="c-quiet c-num">{`${Math.round(zoom * 100)}%`}</span>
      </div>
      <div
        className="c-picture-place"
        tabIndex={0}
        role="group"
        aria-label={alt}
        data-dragged={drag ? "" : undefined}
        onPointerDown={(event) => {
          if (event.pointerType !== "mouse" || event.button !== 0) return;
          const { scrollLeft, scrollTop } = event.currentTarget;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ x: event.clientX, y: event.clientY, left: scrollLeft, top: scrollTop });
        }}
        onPointerMove={(event) => {
          if (!drag) return;
          event.currentTarget.scrollLeft = drag.left + drag.x - event.clientX;
          event.currentTarget.scrollTop = drag.top + drag.y - event.clientY;
        }}
        onPointerUp={() => setDrag(undefined)}
        onPointerCancel={() => setDrag(undefined)}
      >
        <img
          src={src}
          alt={alt}
          draggable={false}
          style={{ height: `${zoom * 100}%`, transform: `rotate(${turns * 90}deg)` }}
        />
      </div>
    </div>
  );
}
