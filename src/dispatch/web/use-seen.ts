import { type RefObject, useEffect, useEffectEvent, useRef } from "react";

/** Half of it, or as much as fits when it is taller than the screen, for a moment: it has been read, not scrolled past. */
const shareShown = 0.35;
const restMs = 800;

/**
 * Tells once that the element was really before the person's eyes: on the screen, in a visible window, for a moment.
 * @param isWanted false when it is known to have been seen
 */
export function useSeen(isWanted: boolean, onSeen: () => void): RefObject<HTMLElement | null> {
  const element = useRef<HTMLElement>(null);
  const tell = useEffectEvent(onSeen);
  useEffect(() => {
    const target = element.current;
    if (!isWanted || target === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        clearTimeout(timer);
        if (entries.at(-1)?.isIntersecting !== true) return;
        timer = setTimeout(() => {
          if (document.visibilityState === "visible") tell();
        }, restMs);
      },
      { threshold: shareShown },
    );
    const watch = () => {
      observer.unobserve(target);
      if (document.visibilityState === "visible") observer.observe(target);
    };
    watch();
    document.addEventListener("visibilitychange", watch);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener("visibilitychange", watch);
    };
  }, [isWanted]);
  return element;
}
