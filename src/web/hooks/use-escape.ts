import { useEffect, useEffectEvent } from "react";

/** A window over everything that is open now; the key is its own. */
const openWindow = ".ant-modal-wrap:not([style*='display: none'])";

/**
 * Escape closes a drawer while no window is open over it. The library keeps a stack of what is open, in which a render that was
 * begun anew can leave a ghost on top; then its own key does nothing until the page is read again.
 */
export function useEscape(isOpen: boolean, onClose: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.isComposing && !document.querySelector(openWindow)) onClose();
  });
  useEffect(() => {
    if (!isOpen) return;
    const listener = (event: KeyboardEvent) => {
      onKey(event);
    };
    addEventListener("keydown", listener);
    return () => {
      removeEventListener("keydown", listener);
    };
  }, [isOpen]);
}
