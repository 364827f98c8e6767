import { CheckCircleFilled, CloseOutlined, ExclamationCircleFilled } from "@ant-design/icons";
import { useEffect, useState, useSyncExternalStore } from "react";
import { type Notice, noticeStore } from "../notices.js";
import { useShellTexts } from "./texts.js";

const shownMs = { done: 3500, problem: 12_000 } as const;

/** Passing notices at the top of the page. The regions exist from the start, so that assistive technology hears them. */
export function NoticeStack() {
  const notices = useSyncExternalStore(noticeStore.subscribe, noticeStore.current);
  const of = (kind: Notice["kind"]) => notices.filter((one) => one.kind === kind);
  return (
    <div className="c-notices">
      <div role="alert">
        {of("problem").map((notice) => (
          <NoticeCard key={notice.key} notice={notice} />
        ))}
      </div>
      <div role="status">
        {of("done").map((notice) => (
          <NoticeCard key={notice.key} notice={notice} />
        ))}
      </div>
    </div>
  );
}

/** Goes by itself, but never while it is being read: pointing at it or tabbing into it holds it. */
function NoticeCard({ notice }: { notice: Notice }) {
  const t = useShellTexts();
  const [isHeld, setIsHeld] = useState(false);
  const { key, kind } = notice;
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => noticeStore.dismiss(key), shownMs[kind]);
    return () => clearTimeout(timer);
  }, [isHeld, key, kind]);
  return (
    <div
      className="c-notice"
      data-kind={kind}
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      {kind === "done" ? (
        <CheckCircleFilled aria-hidden="true" />
      ) : (
        <ExclamationCircleFilled aria-hidden="true" />
      )}
      <div>
        <strong>{notice.title}</strong>
        {notice.lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
      <button type="button" aria-label={t("dismiss")} onClick={() => noticeStore.dismiss(key)}>
        <CloseOutlined aria-hidden="true" />
      </button>
    </div>
  );
}
