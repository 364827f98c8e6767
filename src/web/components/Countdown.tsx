import { useNow } from "../hooks/use-now.js";
import { countdownWords } from "./countdown-words.js";
import { useComponentTexts } from "./texts.js";

interface CountdownProps {
  /** UTC instant of the deadline. */
  readonly dueAt: string;
  /** From how many minutes on the deadline is shown as pressing. */
  readonly soonMinutes?: number;
  /** Speaks each minute to assistive technology; for the one clock a page is about, not for lists. */
  readonly isSpoken?: boolean;
}

/** 还剩 6 分钟 / 已超时 2 分钟, by the server's clock. */
export function Countdown({ dueAt, soonMinutes = 5, isSpoken = false }: CountdownProps) {
  const t = useComponentTexts();
  const dueAtMs = Date.parse(dueAt);
  const now = useNow();
  const say = (at: number) => {
    const { side, unit, values } = countdownWords(dueAtMs, at, soonMinutes);
    return t(`countdown.${side}${unit}`, values);
  };
  const { tone } = countdownWords(dueAtMs, now, soonMinutes);
  return (
    <span className="c-countdown" data-tone={tone}>
      <svg aria-hidden="true" viewBox="0 0 16 16" width="13" height="13" fill="none" stroke="currentColor">
        <circle cx="8" cy="8" r="6.3" strokeWidth="1.5" />
        <path d="M8 4.4V8l2.4 1.6" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      <time dateTime={dueAt} role="timer" aria-live="off">
        {say(now)}
      </time>
      {isSpoken && (
        <span className="c-sr-only" aria-live="polite">
          {say(Math.floor(now / 60_000) * 60_000)}
        </span>
      )}
    </span>
  );
}
