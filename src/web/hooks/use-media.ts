import { useSyncExternalStore } from "react";

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
