import { useEffect, useEffectEvent, useRef, useState } from "react";
import { get, ProblemError, put } from "../../web/api-client.js";
import { type SaveState, useAutosave } from "../../web/hooks/use-autosave.js";
import { CaseView, DraftSaved, type RequestDraft } from "../api.js";
import { isSameDraft } from "./request-form.js";

/** Another window saved another text first; the doctor chooses. */
export interface Conflict {
  readonly version: number;
  readonly theirs: RequestDraft;
}

export interface SavedDraft {
  readonly state: SaveState;
  /** When the server last had it, by its clock; null: not since the page opened. */
  readonly savedAt: string | null;
  readonly conflict: Conflict | null;
  /** The request was sent or ended elsewhere: nothing more can be saved. */
  readonly isGone: boolean;
  /** Saves what is on the screen; answers the version the server has then. */
  readonly saveNow: () => Promise<number>;
  /** Ends a conflict: what is on the screen goes over the other window's text. */
  readonly keepMine: () => void;
  /** Ends a conflict: the page shows the other window's text. */
  readonly takeTheirs: () => void;
  /** The form is to be thrown away: nothing is saved any more. */
  readonly stop: () => void;
}

/**
 * Autosaves the form over the version this page last saw. A save whose answer was lost comes back as a conflict with
 * itself; when the server holds just what was sent, it is none.
 */
export function useSavedDraft(page: {
  readonly caseId: string;
  readonly version: number;
  readonly draft: RequestDraft;
  /** False: the draft breaks a limit, so the server would refuse it. */
  readonly canSave: boolean;
  readonly onTheirs: (theirs: RequestDraft) => void;
}): SavedDraft {
  const { caseId, draft, canSave } = page;
  const version = useRef(page.version);
  const sent = useRef<RequestDraft[]>([]);
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [isGone, setIsGone] = useState(false);

  const send = async (value: RequestDraft): Promise<void> => {
    sent.current = [...sent.current.slice(-4), value];
    const reply = await put(`/api/cases/${caseId}/draft`, DraftSaved, {
      version: version.current,
      draft: value,
    });
    version.current = reply.version;
    setSavedAt(reply.savedAt);
  };
  const save = async (value: RequestDraft): Promise<void> => {
    try {
      await send(value);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 409) throw error;
      if (error.code === "not_editable") {
        setIsGone(true);
        throw error;
      }
      const now = await get(`/api/cases/${caseId}`, CaseView);
      if (now.draft === null) {
        setIsGone(true);
        throw error;
      }
      const theirs = now.draft;
      if (!sent.current.some((one) => isSameDraft(one, theirs))) {
        setConflict({ version: now.version, theirs });
        throw error;
      }
      version.current = now.version;
      await send(value);
    }
  };
  const { state, saveNow } = useAutosave({
    value: draft,
    save,
    isEnabled: canSave && conflict === null && !isGone,
  });

  const warn = useEffectEvent((event: BeforeUnloadEvent) => {
    if (!isGone && (state === "unsaved" || state === "saving" || state === "failed")) event.preventDefault();
  });
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent) => {
      warn(event);
    };
    addEventListener("beforeunload", onLeave);
    return () => {
      removeEventListener("beforeunload", onLeave);
    };
  }, []);

  return {
    state,
    savedAt,
    conflict,
    isGone,
    saveNow: async () => {
      await saveNow();
      return version.current;
    },
    keepMine: () => {
      if (conflict !== null) version.current = conflict.version;
      setConflict(null);
      saveNow().catch(() => undefined);
    },
    takeTheirs: () => {
      if (conflict === null) return;
      version.current = conflict.version;
      page.onTheirs(conflict.theirs);
      setConflict(null);
    },
    stop: () => setIsGone(true),
  };
}
