import { useQuery } from "@tanstack/react-query";
import { get, withQuery } from "../../web/api-client.js";
import { QueryView } from "../../web/components/states.js";
import { PeakView } from "../api.js";
import { useInsightTexts } from "./texts.js";

/** Seven days of twenty-four hours; the darkest square is the busiest. */
export function PeakHours({ months }: { months: number }) {
  const t = useInsightTexts();
  const peaks = useQuery({
    queryKey: ["insight", "peaks", months],
    queryFn: () => get(withQuery("/api/insight/peaks", { months }), PeakView),
    staleTime: 60_000,
  });
  const days = t("peak.days").split(",");
  return (
    <QueryView query={peaks} lines={7}>
      {({ hours }) => {
        const most = Math.max(1, ...hours.map(({ requests }) => requests));
        const busiest = hours.reduce((a, b) => (b.requests > a.requests ? b : a));
        const words = (one: PeakView["hours"][number]) =>
          t("peak.hour", { day: days[one.weekday - 1] ?? "", hour: one.hour, count: one.requests }) +
          (one.waitMinutes === null ? "" : t("peak.waited", { minutes: one.waitMinutes }));
        return (
          <>
            <p className="c-quiet">{t("peak.note")}</p>
            <div
              className="ins-peaks"
              role="img"
              aria-label={t("peak.busiest", {
                day: days[busiest.weekday - 1] ?? "",
                hour: busiest.hour,
                next: busiest.hour + 1,
                count: busiest.requests,
              })}
            >
              {days.map((day, n) => (
                <span key={day} className="ins-day" style={{ gridRow: n + 1 }}>
                  {day}
                </span>
              ))}
              {hours.map((one) => (
                <span
                  key={`${one.weekday} ${one.hour}`}
                  className="ins-hour"
                  title={words(one)}
                  style={{
                    gridRow: one.weekday,
                    gridColumn: one.hour + 2,
                    opacity: one.requests === 0 ? 0.06 : 0.15 + (0.85 * one.requests) / most,
                  }}
                />
              ))}
              {[0, 6, 12, 18].map((hour) => (
                <span key={hour} className="ins-clock" style={{ gridColumn: hour + 2 }}>
                  {hour}
                </span>
              ))}
            </div>
            <p>
              {t("peak.busiest", {
                day: days[busiest.weekday - 1] ?? "",
                hour: busiest.hour,
                next: busiest.hour + 1,
                count: busiest.requests,
              })}
            </p>
          </>
        );
      }}
    </QueryView>
  );
}
