import { useWords } from "../../web/i18n/index.js";
import type { DimensionView } from "../api.js";
import { type Dimension, dimensions } from "../domain/model.js";
import { dimensionNames } from "../domain/words.js";
import { radarBand, radarOutline, radarPoint, type RadarValue } from "./radar-geometry.js";
import { useProfileTexts } from "./texts.js";

const radius = 104;
const rings = [25, 50, 75, 100];

export interface RadarSeries {
  readonly key: "first" | "second";
  readonly name: string;
  readonly dimensions: readonly DimensionView[];
}

const valueOf = (series: RadarSeries, dimension: Dimension): RadarValue | null => {
  const found = series.dimensions.find((one) => one.dimension === dimension);
  return found?.score == null || found.low === null || found.high === null
    ? null
    : { score: found.score, low: found.low, high: found.high };
};

/**
 * 雷达图 of the dimensions, one or two experts, each with its credible band. The picture's name tells every number; an axis
 * without evidence is dashed and says so.
 * @param props.hidden dimensions that are not shown to this viewer; they get no axis
 */
export function Radar(props: { series: readonly RadarSeries[]; hidden?: readonly Dimension[] }) {
  const { series, hidden = [] } = props;
  const t = useProfileTexts();
  const words = useWords();
  const axes = dimensions.filter((one) => !hidden.includes(one));
  const spoken = series
    .map((one) => {
      const parts = axes.map((dimension) => {
        const value = valueOf(one, dimension);
        const named = { dimension: words(dimensionNames[dimension]) };
        return value === null
          ? t("radar.none", named)
          : t("radar.one", {
              ...named,
              score: value.score.toFixed(1),
              low: value.low.toFixed(0),
              high: value.high.toFixed(0),
            });
      });
      return series.length > 1 ? `${one.name} ${parts.join("，")}` : parts.join("，");
    })
    .join("；");
  return (
    <svg
      className="c-radar"
      viewBox="-180 -148 360 290"
      role="img"
      aria-label={t("radar.label", { text: spoken })}
    >
      {rings.map((ring) => (
        <path
          key={ring}
          className="c-radar-ring"
          d={radarOutline(
            axes.map(() => ring),
            radius,
          )}
        />
      ))}
      {axes.map((dimension, at) => {
        const end = radarPoint(at, axes.length, 100, radius);
        const label = radarPoint(at, axes.length, 100, radius + 16);
        const isEmpty = series.every((one) => valueOf(one, dimension) === null);
        const anchor = Math.abs(label.x) < 8 ? "middle" : label.x > 0 ? "start" : "end";
        return (
          <g key={dimension}>
            <line className="c-radar-axis" data-empty={isEmpty ? "" : undefined} x2={end.x} y2={end.y} />
            <text
              className="c-radar-label"
              x={label.x}
              y={label.y + (label.y > 0 ? 10 : 0)}
              textAnchor={anchor}
            >
              {words(dimensionNames[dimension])}
            </text>
            {isEmpty && (
              <text
                className="c-radar-empty"
                x={label.x}
                y={label.y + (label.y > 0 ? 26 : 15)}
                textAnchor={anchor}
              >
                {t("radar.noneMark")}
              </text>
            )}
          </g>
        );
      })}
      {series.map((one) => {
        const values = axes.map((dimension) => valueOf(one, dimension));
        return (
          <g key={one.key} data-series={one.key}>
            <path className="c-radar-band" fillRule="evenodd" d={radarBand(values, radius)} />
            <path
              className="c-radar-line"
              d={radarOutline(
                values.map((value) => value?.score ?? null),
                radius,
              )}
            />
            {values.map((value, at) => {
              if (value === null) return null;
              const low = radarPoint(at, axes.length, value.low, radius);
              const high = radarPoint(at, axes.length, value.high, radius);
              const dot = radarPoint(at, axes.length, value.score, radius);
              return (
                <g key={axes[at]}>
                  <line className="c-radar-reach" x1={low.x} y1={low.y} x2={high.x} y2={high.y} />
                  {one.key === "first" ? (
                    <circle className="c-radar-dot" cx={dot.x} cy={dot.y} r={4} />
                  ) : (
                    <rect className="c-radar-dot" x={dot.x - 4} y={dot.y - 4} width={8} height={8} />
                  )}
                </g>
              );
            })}
          </g>
        );
      })}
    </svg>
  );
}
