import { Button } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";

/**
 * A button that opens a small panel under it. Escape, leaving by Tab and a press elsewhere close it;
 * Escape gives the focus back.
 */
export function DropPanel(props: {
  /** Accessible name of the button; its content may be a picture. */
  label: string;
  trigger: ReactNode;
  className?: string;
  isWide?: boolean;
  children: (close: () => void) => ReactNode;
}) {
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  // Heard on the document, because a pressed button of the panel may vanish and take the focus with it.
  useEffect(() => {
    if (!isOpen) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setIsOpen(false);
      button.current?.focus();
    };
    const onPress = (event: PointerEvent) => {
      if (event.target instanceof Node && root.current?.contains(event.target) !== true) setIsOpen(false);
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", onPress);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onPress);
    };
  }, [isOpen]);
  return (
    <div
      ref={root}
      className="c-drop-panel"
      onBlur={(event) => {
        if (event.relatedTarget !== null && !event.currentTarget.contains(event.relatedTarget)) close();
      }}
    >
      <Button
        ref={button}
        {...(props.className !== undefined && { className: props.className })}
        type="text"
        aria-label={props.label}
        title={props.label}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        {props.trigger}
      </Button>
      {isOpen && (
        // Focusable, so that a press on its text moves the focus here and not out of the panel.
        <div className="c-panel" data-wide={props.isWide === true ? "" : undefined} tabIndex={-1}>
          {props.children(close)}
        </div>
      )}
    </div>
  );
}
