import {
  type KeyboardEvent as ReactKeyboardEvent,
  type RefObject,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from "react";
import { isKeyTaken } from "./typing.js";

export interface ListKeys {
  /** Goes on the element around the rows. */
  readonly containerRef: RefObject<HTMLDivElement | null>;
  /** Index of the row that has the focus; -1 before the first j or k. */
  readonly active: number;
  /** Goes on each row. */
  readonly rowProps: (index: number) => {
    readonly "data-list-index": number;
    readonly tabIndex: number;
    readonly onFocus: () => void;
    readonly onKeyDown: (event: ReactKeyboardEvent) => void;
  };
}

const marker = "data-list-keys";

/** Of several lists on a page the one with the focus moves, else the first. */
function ownsKeys(container: Element | null): boolean {
  const focused = document.activeElement?.closest(`[${marker}]`);
  return container !== null && container === (focused ?? document.querySelector(`[${marker}]`));
}

/** Arrows scroll the page, but from the search field and within a list they move through it. */
function stepOf(event: KeyboardEvent): 1 | -1 | undefined {
  if (event.key === "j" || event.key === "k")
    return isKeyTaken(event) ? undefined : event.key === "j" ? 1 : -1;
  if (
    (event.key !== "ArrowDown" && event.key !== "ArrowUp") ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey
  )
    return undefined;
  const { target } = event;
  const isAtRow = target instanceof Element && target.matches("[data-list-index]");
  const isAtSearch = target instanceof Element && target.matches("[data-page-search]");
  if (!isAtRow && !(isAtSearch && event.key === "ArrowDown")) return undefined;
  return event.key === "ArrowDown" ? 1 : -1;
}

/**
 * j/k, and the arrows from the search field on, move through a list, Enter opens the row. Only the current row is a tab stop, so Tab passes a long list in one
 * step. Keys typed into fields, menus and windows are left alone.
 */
export function useListKeys(list: {
  readonly count: number;
  readonly onOpen?: ((index: number) => void) | undefined;
  readonly isEnabled?: boolean;
}): ListKeys {
  const { count, onOpen, isEnabled = true } = list;
  const containerRef = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(-1);
  const active = Math.min(focused, count - 1);

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const step = stepOf(event);
    if (step === undefined || count === 0 || !ownsKeys(containerRef.current)) return;
    event.preventDefault();
    // From the search field the list begins anew.
    const isFromSearch = event.target instanceof Element && event.target.matches("[data-page-search]");
    const next = isFromSearch ? 0 : Math.max(0, Math.min(active + step, count - 1));
    setFocused(next);
    const row = containerRef.current?.querySelector<HTMLElement>(`[data-list-index="${next}"]`);
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
  });
  useEffect(() => {
    containerRef.current?.toggleAttribute(marker, isEnabled && count > 0);
  });
  useEffect(() => {
    if (!isEnabled) return;
    const listener = (event: KeyboardEvent) => {
      onKey(event);
    };
    addEventListener("keydown", listener);
    return () => {
      removeEventListener("keydown", listener);
    };
  }, [isEnabled]);

  return {
    containerRef,
    active,
    rowProps: (index) => ({
      "data-list-index": index,
      tabIndex: index === Math.max(active, 0) ? 0 : -1,
      onFocus: () => {
        setFocused(index);
      },
      onKeyDown: (event) => {
        if (event.key === "Enter" && event.target === event.currentTarget) onOpen?.(index);
      },
    }),
  };
}
