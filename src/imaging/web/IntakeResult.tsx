import { useWords } from "../../web/i18n/index.js";
import type { IntakeDetail } from "../api.js";
import { useImagingTexts } from "./texts.js";

const shownAtOnce = 20;

/** What became of a lot of files: what came in, and of each that did not, why and what to do. */
export function IntakeResult({ intake }: { intake: IntakeDetail }) {
  const t = useImagingTexts();
  const words = useWords();
  const { outcomes, refused } = intake;
  return (
    <div role="status">
      <p>
        {t("upload.done", { kept: outcomes.kept, attached: outcomes.attached })}
        {outcomes.duplicate > 0 && `，${t("upload.duplicates", { count: outcomes.duplicate })}`}
      </p>
      {outcomes.refused > 0 && (
        <>
          <p className="c-bad">{t("upload.refused", { count: outcomes.refused })}</p>
          <ul className="im-refused">
            {refused.slice(0, shownAtOnce).map((one, n) => (
              <li key={n}>
                <span className="c-file-name">{one.name}</span> {words(one)}
              </li>
            ))}
            {outcomes.refused > shownAtOnce && (
              <li>{t("upload.moreRefused", { count: outcomes.refused - shownAtOnce })}</li>
            )}
          </ul>
        </>
      )}
    </div>
  );
}
