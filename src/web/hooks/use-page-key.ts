import { useEffect, useEffectEvent } from "react";
import { isKeyTaken } from "./typing.js";

/** A single-key shortcut of the page; silent while someone types, and while a menu or window is open. */
export function usePageKey(key: string, onPress: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== key || isKeyTaken(event)) return;
    event.preventDefault();
    onPress();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      onKey(event);
    };
    addEventListener("keydown", listener);
    return () => {
      removeEventListener("keydown", listener);
    };
  }, []);
}
