import { clockWords } from "../../web/components/clock-words.js";
import { serverNow } from "../../web/server-clock.js";
import { useLanguage } from "../../web/i18n/index.js";
import { useSession } from "../../web/session.js";
import { useFormTexts } from "./form-texts.js";
import type { SavedDraft } from "./use-saved-draft.js";

/** 已保存 10:32, or why not. `isHeld`: a text is too long to be saved. `isQuiet`: shown a second time, not spoken again. */
export function SaveText(props: { saved: SavedDraft; isHeld: boolean; isQuiet?: boolean }) {
  const { saved, isHeld, isQuiet = false } = props;
  const t = useFormTexts();
  const language = useLanguage();
  const { institution } = useSession();
  const { state, savedAt, conflict } = saved;
  const said = () => {
    if (conflict !== null) return t("save.conflict");
    if (isHeld) return t("save.held");
    if (state === "saved" && savedAt !== null)
      return t("save.savedAt", {
        time: clockWords(Date.parse(savedAt), serverNow(), institution.timeZone, "time", language),
      });
    return state === "saved" ? t("save.clean") : t(`save.${state}`);
  };
  const isBad = conflict !== null || isHeld || state === "failed";
  return (
    <span
      className="c-save"
      data-state={isBad ? "failed" : state}
      role={isQuiet ? undefined : "status"}
      aria-hidden={isQuiet ? true : undefined}
    >
      {said()}
    </span>
  );
}
