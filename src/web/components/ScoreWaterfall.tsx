import type { ReactNode } from "react";
import { waterfallBars } from "./waterfall-bars.js";
import { useComponentTexts } from "./texts.js";

export interface ScoreFactor {
  readonly key: string;
  readonly label: string;
  /** Signed contribution in the unit of the total. */
  readonly value: number;
  /** The reason behind the number, in words. */
  readonly detail?: ReactNode;
}

/**
 * 评分构成: a table whose bars start where the last one ended. The table is the text alternative of the picture.
 * @param props.start where the score begins before any factor (default 0)
 */
export function ScoreWaterfall(props: { factors: readonly ScoreFactor[]; start?: number; digits?: number }) {
  const { factors, start = 0, digits = 1 } = props;
  const t = useComponentTexts();
  const bars = waterfallBars(
    factors.map(({ value }) => value),
    start,
  );
  const total = factors.reduce((sum, { value }) => sum + value, start);
  const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(digits)}`;
  return (
    <table className="c-waterfall">
      <caption className="c-sr-only">{t("waterfall.label")}</caption>
      <thead className="c-sr-only">
        <tr>
          <th scope="col">{t("waterfall.factor")}</th>
          <th scope="col">{t("waterfall.contribution")}</th>
        </tr>
      </thead>
      <tbody>
        {start !== 0 && (
          <tr>
            <th scope="row">{t("waterfall.start")}</th>
            <td>
              <div>
                <span className="c-waterfall-value">{start.toFixed(digits)}</span>
              </div>
            </td>
          </tr>
        )}
        {factors.map(({ key, label, value, detail }, index) => (
          <tr key={key}>
            <th scope="row">
              {label}
              {detail !== undefined && <div className="c-waterfall-detail">{detail}</div>}
            </th>
            <td>
              <div>
                <span className="c-waterfall-track" aria-hidden="true">
                  <span
                    className="c-waterfall-bar"
                    data-side={value < 0 ? "against" : "for"}
                    style={{
                      left: `${bars[index]?.fromPercent ?? 0}%`,
                      width: `${bars[index]?.widthPercent ?? 0}%`,
                    }}
                  />
                </span>
                <span className="c-waterfall-value">{signed(value)}</span>
              </div>
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t("waterfall.total")}</th>
          <td>
            <div>
              <span className="c-waterfall-value">{total.toFixed(digits)}</span>
            </div>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
