import type { Chart } from "../api/alerts.js";
import "./office.css";
import { useOfficeTexts } from "./office-texts.js";

const [width, height] = [640, 240];
const inner = { left: 48, right: 628, top: 14, bottom: 204 };

/** 12 or 0.35 or 83%: shares as percentages, the rest with as many digits as they need. */
const figure = (value: number, type: Chart["type"]): string =>
  type === "p" || type === "funnel"
    ? `${Math.round(value * 100)}%`
    : value >= 10
      ? String(Math.round(value))
      : String(Math.round(value * 100) / 100);

/** A control chart: points, centre line, limits of each point; what broke the rule has a ring. The data stand below as a table. */
export function ControlChart({ chart }: { chart: Chart }) {
  const t = useOfficeTexts();
  const { points, centre, signals, type } = chart;
  const isFunnel = type === "funnel";
  // Of many groups only the one that stands out and the largest others are drawn.
  const shown = isFunnel
    ? [
        ...points.slice(0, 1),
        ...points
          .slice(1)
          .sort((a, b) => b.n - a.n)
          .slice(0, 15),
      ]
    : points;
  const most =
    Math.max(centre, ...shown.flatMap(({ value, high }) => [value, Math.min(high, centre * 4 + value)])) || 1;
  const top = type === "p" || isFunnel ? 1 : most * 1.1;
  const x = (i: number) => inner.left + ((inner.right - inner.left) * (i + 0.5)) / Math.max(1, shown.length);
  const y = (value: number) => inner.bottom - ((inner.bottom - inner.top) * Math.min(value, top)) / top;
  const path = (of: (one: Chart["points"][number]) => number) =>
    shown.map((one, i) => `${i === 0 ? "M" : "L"}${x(i).toFixed(1)} ${y(of(one)).toFixed(1)}`).join(" ");
  const labelEvery = Math.ceil(shown.length / 9);
  return (
    <figure className="c-form-gap" style={{ margin: 0 }}>
      <svg
        className="q-chart"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t("chart.label", { points: shown.length, signals: signals.length })}
      >
        <line className="q-centre" x1={inner.left} x2={inner.right} y1={y(centre)} y2={y(centre)} />
        <text x={inner.left - 6} y={y(centre) + 4} textAnchor="end">
          {figure(centre, type)}
        </text>
        <text x={inner.left - 6} y={inner.bottom + 4} textAnchor="end">
          0
        </text>
        <path className="q-limit" d={path(({ high }) => high)} />
        <path className="q-limit" d={path(({ low }) => Math.max(0, low))} />
        {!isFunnel && <path className="q-path" d={path(({ value }) => value)} />}
        {shown.map((one, i) => (
          <circle
            key={one.label}
            className={signals.includes(i) ? "q-signal" : "q-dot"}
            cx={x(i)}
            cy={y(one.value)}
            r={signals.includes(i) ? 6 : 4}
          />
        ))}
        {shown.map((one, i) =>
          i % labelEvery === 0 ? (
            <text key={one.label} x={x(i)} y={height - 14} textAnchor="middle">
              {one.label}
            </text>
          ) : null,
        )}
      </svg>
      <figcaption className="c-quiet">{`— ${t("chart.centre")} · - - ${t("chart.limits")} · ◯ ${t("chart.signal")}`}</figcaption>
      <details>
        <summary>{t("chart.table")}</summary>
        <table className="q-table">
          <thead>
            <tr>
              <th scope="col">{t("chart.point")}</th>
              <th scope="col">{t("chart.value")}</th>
              <th scope="col">{t("chart.n")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one, i) => (
              <tr key={one.label}>
                <th scope="row">{one.label}</th>
                <td>
                  {figure(one.value, type)}
                  {signals.includes(i) && ` ◯ ${t("chart.signal")}`}
                </td>
                <td>{one.n}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
