import type { SupplyView } from "../api.js";
import { provinceTiles } from "./province-tiles.js";
import { toneOf } from "./shortage-tone.js";
import { useInsightTexts } from "./texts.js";

/** Each province a square, coloured by its worst cell. A square with requests is a button that narrows the page to it. */
export function ProvinceMap(props: {
  data: SupplyView;
  chosen: string;
  onChoose: (province: string) => void;
}) {
  const { data, chosen, onChoose } = props;
  const t = useInsightTexts();
  const worst = new Map<string, number>();
  for (const { regionCode, shortage } of data.cells) {
    const province = `${regionCode.slice(0, 2)}0000`;
    worst.set(province, Math.max(worst.get(province) ?? 0, shortage));
  }
  return (
    <>
      <p className="c-quiet">{t("map.note")}</p>
      <div className="ins-tiles">
        {provinceTiles.map(([code, name, column, row]) => {
          const score = worst.get(code);
          const place = { gridColumn: column + 1, gridRow: row + 1 };
          return score === undefined ? (
            <span key={code} className="ins-tile" style={place} title={t("map.none")}>
              {name}
            </span>
          ) : (
            <button
              key={code}
              type="button"
              className="ins-tile"
              style={place}
              data-tone={toneOf(score)}
              aria-pressed={chosen === code}
              onClick={() => onChoose(chosen === code ? "" : code)}
            >
              {name}
              <small>{score}</small>
            </button>
          );
        })}
      </div>
      {chosen !== "" && (
        <button type="button" className="c-link" onClick={() => onChoose("")}>
          {t("map.all")}
        </button>
      )}
    </>
  );
}
