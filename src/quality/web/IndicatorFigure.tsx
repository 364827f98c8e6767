import type { IndicatorFigures } from "../api/indicators.js";
import { percentOf } from "../domain/figure-words.js";
import "./office.css";
import { useOfficeTexts } from "./office-texts.js";
import { useTime } from "./use-time.js";

/** Result of an indicator in words: a share, or median and P90. */
export function Figure({ value, type }: { value: IndicatorFigures; type: "share" | "duration" }) {
  const t = useOfficeTexts();
  const time = useTime();
  if (value.isSuppressed) return <span className="c-quiet">{t("indicators.small")}</span>;
  const percent = percentOf({ count: value.hits, of: value.of });
  if (percent === null) return <span className="c-quiet">{t("indicators.none")}</span>;
  if (type === "share") return <span className="q-number">{percent}%</span>;
  return (
    <>
      <span className="q-number">{t("indicators.inTime", { percent })}</span>
      {value.median !== null && value.p90 !== null && (
        <div className="c-quiet">
          {t(value.isDrawn ? "indicators.medianDrawn" : "indicators.median", {
            median: time(value.median),
            p90: time(value.p90),
          })}
        </div>
      )}
    </>
  );
}
