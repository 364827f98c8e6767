import { useEffect, useState, useSyncExternalStore } from "react";

/** Below this width a page is a phone's: one column, cards instead of tables, the bar at the bottom. */
export const phoneMaxPx = 767;

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener("change", listener);
      return () => {
        list.removeEventListener("change", listener);
      };
    },
    () => matchMedia(query).matches,
  );
}

export const useIsPhone = (): boolean => useMedia(`(max-width: ${phoneMaxPx}px)`);

/**
 * {@link useIsPhone}, but as it was while somebody is in a window: one that belongs to a row would be gone, with what was typed in
 * it, when the screen is turned and rows become cards.
 */
export function useIsPhoneBehindWindows(): boolean {
  const isPhone = useIsPhone();
  const [shown, setShown] = useState(isPhone);
  useEffect(() => {
    if (shown === isPhone) return undefined;
    const settle = () => {
      if (document.activeElement?.closest("[role=dialog]") == null) setShown(isPhone);
    };
    const settleSoon = () => setTimeout(settle);
    settle();
    // Focus goes back to the page when a window is closed, or to nothing.
    document.addEventListener("focusin", settle);
    document.addEventListener("focusout", settleSoon);
    return () => {
      document.removeEventListener("focusin", settle);
      document.removeEventListener("focusout", settleSoon);
    };
  }, [isPhone, shown]);
  return shown;
}
