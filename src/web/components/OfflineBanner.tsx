import { useLiveState } from "../live.js";
import { useShellTexts } from "../shell/texts.js";

/** Says that the network is gone, once, at the top of the page. */
export function OfflineBanner() {
  const t = useShellTexts();
  const state = useLiveState();
  return (
    <div role="status">{state === "offline" && <div className="c-offline">{t("offlineBanner")}</div>}</div>
  );
}
