import { useWords } from "../../web/i18n/index.js";
import type { LabResultView } from "../api/policy-lab.js";
import { barOf, type LabMetric, verdictOf } from "./lab-metrics.js";
import { useLabTexts } from "./lab-texts.js";

/** One figure, policy by policy: bar, interval, and the baseline's mark. Every number stands beside its bar. */
export function MetricBars({ result, metric }: { result: LabResultView; metric: LabMetric }) {
  const t = useLabTexts();
  const words = useWords();
  const none = { mean: 0, half: null };
  // Few repeats make wide intervals: they are cut off at the edge rather than pressing the bars together.
  const most = 1.15 * Math.max(...result.rows.map((row) => (row.figures[metric.path] ?? none).mean));
  const baseline = result.rows.find((row) => row.id === result.baseline)?.figures[metric.path];
  const unit =
    metric.unit === "percent"
      ? "%"
      : metric.unit === "minutes"
        ? t("metric.minutes")
        : metric.unit === "times"
          ? t("metric.times")
          : "";
  return (
    <section className="d-metric">
      <h3>
        {t(`metric.${metric.name}`)} <span>{t(metric.isMoreBetter ? "metric.more" : "metric.less")}</span>
      </h3>
      <ul>
        {result.rows.map((row) => {
          const value = row.figures[metric.path] ?? none;
          const bar = barOf(value, most);
          const verdict =
            row.id === result.baseline ? "same" : verdictOf(row.difference[metric.path], metric);
          return (
            <li key={row.id} data-kind={row.kind} data-verdict={verdict}>
              <span className="d-metric-name">{words(row)}</span>
              <span className="d-metric-box" aria-hidden="true">
                <span className="d-metric-bar" style={{ width: `${bar.width}%` }} />
                {value.half !== null && (
                  <span
                    className="d-metric-range"
                    style={{ left: `${bar.from}%`, width: `${Math.max(0.4, bar.to - bar.from)}%` }}
                  />
                )}
                {baseline && (
                  <span className="d-metric-mark" style={{ left: `${barOf(baseline, most).width}%` }} />
                )}
              </span>
              <span className="d-metric-value">
                {(value.mean * metric.scale).toFixed(metric.digits)}
                {unit}
                {value.half !== null && <small> ±{(value.half * metric.scale).toFixed(metric.digits)}</small>}
                {verdict !== "same" && (
                  <small className="d-metric-verdict">{verdict === "better" ? " ↑" : " ↓"}</small>
                )}
                {verdict !== "same" && <span className="c-sr-only">{t(`result.${verdict}`)}</span>}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
