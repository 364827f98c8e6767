import { Button } from "antd";
import { useEffect, useId, useRef, useState } from "react";
import { useDispatchTexts } from "./texts.js";

/** A long text shown in its first lines, with a button for the rest; a short one is shown whole. */
export function ClampedText({ text }: { text: string }) {
  const t = useDispatchTexts();
  const id = useId();
  const box = useRef<HTMLParagraphElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [isCut, setIsCut] = useState(false);
  useEffect(() => {
    const measured = box.current;
    if (measured === null) return;
    const observer = new ResizeObserver(() => {
      if (!isOpen) setIsCut(measured.scrollHeight > measured.clientHeight + 1);
    });
    observer.observe(measured);
    return () => {
      observer.disconnect();
    };
  }, [isOpen, text]);
  return (
    <>
      <p id={id} ref={box} className="d-clamp c-lines" data-open={isOpen ? "" : undefined}>
        {text}
      </p>
      {isCut && (
        <Button
          className="d-more"
          type="link"
          size="small"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? t("inbox.less") : t("inbox.more")}
        </Button>
      )}
    </>
  );
}
