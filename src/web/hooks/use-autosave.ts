import { useEffect, useEffectEvent, useRef, useState } from "react";

/** clean: nothing changed since the page opened. */
export type SaveState = "clean" | "unsaved" | "saving" | "saved" | "failed";

const restMs = 800;
const retryMs = 5000;

/**
 * Saves a draft to the server by itself: 0.8 s after the last change, at once when the page is left or hidden, again
 * every 5 s after a failure. Saves never overlap, so the last text wins. The draft lives on the server, never in the
 * browser's storage, as it holds a patient's data.
 * @param draft.value plain data; compared by its JSON
 * @param draft.saved what the server has when the page opens, where that is not the value it opens with
 * @returns `saveNow` resolves once the present value is saved and rejects when it could not be
 */
export function useAutosave<T>(draft: {
  readonly value: T;
  readonly saved?: T;
  readonly save: (value: T) => Promise<unknown>;
  readonly isEnabled?: boolean;
}): { readonly state: SaveState; readonly saveNow: () => Promise<void> } {
  const { value, save, isEnabled = true } = draft;
  const json = JSON.stringify(value);
  const [savedJson, setSavedJson] = useState(() => JSON.stringify(draft.saved ?? value));
  const [phase, setPhase] = useState<"clean" | "idle" | "saving" | "failed">("clean");

  const lastSave = useRef<Promise<unknown>>(Promise.resolve());

  const run = async () => {
    const before = lastSave.current;
    const mine = (async () => {
      await before.catch(() => undefined);
      await save(value);
    })();
    lastSave.current = mine;
    setPhase("saving");
    try {
      await mine;
      setSavedJson(json);
      setPhase("idle");
    } catch (error) {
      setPhase("failed");
      throw error;
    }
  };
  const runQuietly = useEffectEvent(() => {
    run().catch(() => undefined);
  });
  const saveOnLeaving = useEffectEvent(() => {
    if (isEnabled && json !== savedJson) runQuietly();
  });

  useEffect(() => {
    if (!isEnabled || json === savedJson || phase === "saving") return;
    const timer = setTimeout(
      () => {
        runQuietly();
      },
      phase === "failed" ? retryMs : restMs,
    );
    return () => clearTimeout(timer);
  }, [json, savedJson, phase, isEnabled]);

  useEffect(() => {
    const onHide = () => {
      if (document.visibilityState === "hidden") saveOnLeaving();
    };
    document.addEventListener("visibilitychange", onHide);
    return () => {
      document.removeEventListener("visibilitychange", onHide);
      saveOnLeaving();
    };
  }, []);

  const state: SaveState =
    phase === "saving"
      ? "saving"
      : phase === "failed" && json !== savedJson
        ? "failed"
        : json !== savedJson
          ? "unsaved"
          : phase === "clean"
            ? "clean"
            : "saved";
  return { state, saveNow: () => (json === savedJson ? Promise.resolve() : run()) };
}
