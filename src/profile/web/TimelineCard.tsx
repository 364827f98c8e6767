import { Card } from "../../web/components/Card.js";
import { useWords } from "../../web/i18n/index.js";
import type { ProfileView } from "../api.js";
import { dimensions } from "../domain/model.js";
import { dimensionNames, subNames } from "../domain/words.js";
import { useProfileTexts } from "./texts.js";

const width = 640;
const height = 200;
const left = 34;
const bottom = 24;

/** 变化: how the dimensions would have stood at the ends of quarters, and the evidence that moved them, newest first. */
export function TimelineCard({ timeline }: { timeline: NonNullable<ProfileView["timeline"]> }) {
  const t = useProfileTexts();
  const words = useWords();
  const { points, events } = timeline;
  const x = (at: number): number => left + (at / Math.max(1, points.length - 1)) * (width - left - 8);
  const y = (score: number): number => (1 - score / 100) * (height - bottom - 8) + 8;
  const lines = dimensions.flatMap((dimension, order) => {
    const marks = points.flatMap(({ scores }, at) => {
      const score = scores.find((one) => one.dimension === dimension)?.score;
      return score === undefined ? [] : [{ at, score }];
    });
    return marks.length === 0 ? [] : [{ dimension, order, marks }];
  });
  if (lines.length === 0)
    return (
      <Card title={t("timeline.card")}>
        <p className="c-quiet">{t("timeline.none")}</p>
      </Card>
    );
  return (
    <Card title={t("timeline.card")}>
      <p className="c-quiet">{t("timeline.note")}</p>
      <svg
        className="c-history"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t("timeline.label")}
      >
        {[0, 25, 50, 75, 100].map((grid) => (
          <g key={grid}>
            <line className="c-radar-ring" x1={left} x2={width - 8} y1={y(grid)} y2={y(grid)} />
            <text className="c-history-text" x={left - 6} y={y(grid) + 4} textAnchor="end">
              {grid}
            </text>
          </g>
        ))}
        {points.map(({ asOf }, at) =>
          at % 4 === 0 || at === points.length - 1 ? (
            <text
              key={asOf}
              className="c-history-text"
              x={x(at)}
              y={height - 6}
              textAnchor={at === 0 ? "start" : at === points.length - 1 ? "end" : "middle"}
            >
              {asOf.slice(0, 7)}
            </text>
          ) : null,
        )}
        {lines.map(({ dimension, order, marks }) => (
          <g key={dimension} data-line={order}>
            <path
              className="c-history-line"
              d={`M${marks.map(({ at, score }) => `${x(at).toFixed(1)},${y(score).toFixed(1)}`).join("L")}`}
            />
            {marks.slice(-1).map(({ at, score }) => (
              <circle key={at} className="c-history-dot" cx={x(at)} cy={y(score)} r={3.5} />
            ))}
          </g>
        ))}
      </svg>
      <ul className="c-history-legend">
        {lines.map(({ dimension, order, marks }) => (
          <li key={dimension} data-line={order}>
            <svg viewBox="0 0 28 8" aria-hidden="true">
              <path className="c-history-line" d="M0,4L28,4" />
            </svg>
            {words(dimensionNames[dimension])}{" "}
            <span className="c-num">{`${marks[0]?.score.toFixed(0) ?? ""} → ${marks.at(-1)?.score.toFixed(0) ?? ""}`}</span>
          </li>
        ))}
      </ul>
      <details className="c-sub">
        <summary>{t("timeline.table")}</summary>
        <div className="c-sub-body c-scroll">
          <table className="c-history-table">
            <thead>
              <tr>
                <th scope="col">{t("timeline.date")}</th>
                {lines.map(({ dimension }) => (
                  <th key={dimension} scope="col">
                    {words(dimensionNames[dimension])}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.toReversed().map(({ asOf, scores }) => (
                <tr key={asOf}>
                  <th scope="row">{asOf}</th>
                  {lines.map(({ dimension }) => (
                    <td key={dimension} className="c-num">
                      {scores.find((one) => one.dimension === dimension)?.score.toFixed(1) ?? "–"}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
      {events.length > 0 && (
        <>
          <h3 className="c-events-head">{t("timeline.events")}</h3>
          <ul className="c-events">
            {events.map((event) => (
              <li key={`${event.on} ${event.sub}`}>
                <span className="c-num c-quiet">{event.on}</span>{" "}
                <strong>
                  {t("timeline.event", {
                    sub: words(subNames[event.sub]),
                    points: `${event.points < 0 ? "−" : "+"}${Math.abs(event.points).toFixed(1)}`,
                  })}
                </strong>{" "}
                <span className="c-quiet">
                  {words(event.words)}
                  {event.pieces > 1 ? ` ${t("timeline.pieces", { count: event.pieces })}` : ""}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
