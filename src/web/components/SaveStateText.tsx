import type { SaveState } from "../hooks/use-autosave.js";
import { useComponentTexts } from "./texts.js";

/** 已保存 / 正在保存… beside a form that saves itself. */
export function SaveStateText({ state }: { state: SaveState }) {
  const t = useComponentTexts();
  return (
    <span className="c-save" data-state={state} role="status">
      {state === "clean" ? "" : t(`save.${state}`)}
    </span>
  );
}
