import { useWords } from "../../web/i18n/index.js";
import type { ProfileView } from "../api.js";
import { type Dimension, dimensions } from "../domain/model.js";
import { confidenceNames, dimensionNames, levelNames } from "../domain/words.js";
import { BandBar } from "./BandBar.js";
import { useProfileTexts } from "./texts.js";

/** Dimensions that the viewer is not shown, whatever the evidence. */
export const hiddenDimensions = ({ showing }: ProfileView): readonly Dimension[] =>
  showing.service === "hide" ? ["peer", "service"] : [];

/** The radar's numbers as a list: score, band, how much evidence, how new. */
export function DimensionTable({ profile }: { profile: ProfileView }) {
  const t = useProfileTexts();
  const words = useWords();
  const hidden = hiddenDimensions(profile);
  return (
    <ul className="c-dimensions">
      {dimensions.map((dimension) => {
        const found = profile.dimensions.find((one) => one.dimension === dimension);
        return (
          <li key={dimension} className="c-dimension">
            <span className="c-dimension-name">{words(dimensionNames[dimension])}</span>
            {found === undefined ? (
              <span className="c-quiet">
                {hidden.includes(dimension) ? t("table.hidden") : t("insufficient")}
              </span>
            ) : found.score === null || found.low === null || found.high === null ? (
              <span>
                {words(levelNames[found.level])}{" "}
                <span className="c-quiet">{words(confidenceNames[found.confidence])}</span>
              </span>
            ) : (
              <>
                <span className="c-dimension-score c-num">{found.score.toFixed(1)}</span>
                <BandBar score={found.score} low={found.low} high={found.high} />
                <span className="c-quiet c-num">
                  {`${found.low.toFixed(0)}–${found.high.toFixed(0)} · ${t("table.effective", {
                    confidence: words(confidenceNames[found.confidence]),
                    count: (found.effective ?? 0).toFixed(1),
                  })} · ${t("table.newest")} ${found.newestOn}`}
                </span>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}
