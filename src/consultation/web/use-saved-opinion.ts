import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { ProblemError, put } from "../../web/api-client.js";
import { type SaveState, useAutosave } from "../../web/hooks/use-autosave.js";
import { OpinionSaved, type OpinionText, type OpinionView } from "../api.js";
import { fetchOpinion, noteSaved } from "./opinion-query.js";
import { forgetText, isSameText } from "./unsaved-texts.js";

/** Another window saved another text first; the expert chooses. */
export interface Conflict {
  readonly revision: number;
  readonly theirs: OpinionText;
}

export interface SavedOpinion {
  readonly state: SaveState;
  /** The revision on the server that this page stands on. */
  readonly revision: () => number;
  /** When the server last had it, by its clock; null: never. */
  readonly savedAt: string | null;
  readonly conflict: Conflict | null;
  /** The case ended or was given to someone else: nothing more can be saved. */
  readonly isGone: boolean;
  /** Saves what is on the screen; answers the revision the server has then. Rejects when it could not. */
  readonly saveNow: () => Promise<number>;
  /** Looks whether another window has overtaken this one. */
  readonly compare: () => Promise<void>;
  /** Ends a conflict: what is on the screen goes over the other window's text. */
  readonly keepMine: () => void;
  /** Ends a conflict: the page shows the other window's text. */
  readonly takeTheirs: () => void;
}

const sentRemembered = 4;

/**
 * Autosaves the opinion over the revision this page last saw. A save whose answer was lost comes back as a conflict with
 * itself; when the server holds just what was sent, it is none.
 */
export function useSavedOpinion(page: {
  readonly opinion: OpinionView;
  readonly text: OpinionText;
  /** The revision on the server that the text was begun from; an older one than the server's is told as a conflict. */
  readonly writtenOver: number;
  readonly onTheirs: (theirs: OpinionText) => void;
}): SavedOpinion {
  const { opinion, text } = page;
  const { caseId } = opinion;
  const queryClient = useQueryClient();
  const revision = useRef(page.writtenOver);
  const sent = useRef<OpinionText[]>([]);
  const [savedAt, setSavedAt] = useState(opinion.draftSavedAt);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [isGone, setIsGone] = useState(false);
  const [decisions, setDecisions] = useState(0);

  const send = async (value: OpinionText): Promise<void> => {
    sent.current = [...sent.current.slice(-sentRemembered), value];
    const reply = await put(`/api/cases/${caseId}/opinion`, OpinionSaved, {
      revision: revision.current,
      text: value,
    });
    take(value, reply.revision, reply.savedAt);
  };
  const take = (value: OpinionText, newRevision: number, at: string) => {
    revision.current = newRevision;
    setSavedAt(at);
    forgetText(queryClient, caseId, value);
    noteSaved(queryClient, caseId, { draft: value, draftRevision: newRevision, draftSavedAt: at });
  };
  /** True when nobody else has written: the page stands on the newest revision again. */
  const standsAlone = async (value: OpinionText): Promise<boolean> => {
    const now = await fetchOpinion(caseId);
    const theirs = now.draft;
    if (theirs === null) {
      setIsGone(true);
      return false;
    }
    const isMine =
      now.draftRevision === revision.current ||
      [...sent.current, value].some((one) => isSameText(one, theirs));
    if (isMine) revision.current = now.draftRevision;
    else setConflict({ revision: now.draftRevision, theirs });
    return isMine;
  };
  const save = async (value: OpinionText): Promise<void> => {
    try {
      await send(value);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (error.code === "opinion_not_open" || error.status === 404) setIsGone(true);
      if (error.code !== "opinion_changed_elsewhere" || !(await standsAlone(value))) throw error;
      await send(value);
    }
  };
  const { state, saveNow } = useAutosave({
    value: text,
    ...(opinion.draft !== null && { saved: opinion.draft }),
    save,
    isEnabled: conflict === null && !isGone,
  });

  // A conflict that was decided is settled at once: the page must not go on saying that it could not save.
  const saveDecided = useEffectEvent(() => {
    saveNow().catch(() => undefined);
  });
  useEffect(() => {
    if (decisions > 0) saveDecided();
  }, [decisions]);

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
    revision: () => revision.current,
    savedAt,
    conflict,
    isGone,
    saveNow: async () => {
      await saveNow();
      return revision.current;
    },
    compare: async () => {
      await standsAlone(text);
    },
    keepMine: () => {
      if (conflict !== null) revision.current = conflict.revision;
      setConflict(null);
      setDecisions(decisions + 1);
    },
    takeTheirs: () => {
      if (conflict === null) return;
      revision.current = conflict.revision;
      page.onTheirs(conflict.theirs);
      setConflict(null);
      setDecisions(decisions + 1);
    },
  };
}
