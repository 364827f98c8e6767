import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { useWords } from "../../web/i18n/index.js";
import { ResponseView } from "../api/response.js";
import { blocksOf, extremesOf, hoursInBlock, type RhythmBlock, shadeOf } from "./rhythm-words.js";
import { useRhythmTexts } from "./rhythm-texts.js";
import "./response-rhythm.css";

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** 应答规律: when the expert himself usually answers, as dispatch foretells it. Nothing is drawn until it is there. */
export function ResponseRhythm() {
  const t = useRhythmTexts();
  const response = useQuery({
    queryKey: ["offers", "response"],
    queryFn: () => get("/api/dispatch/response", ResponseView.nullable()),
    staleTime: 5 * 60_000,
  });
  const data = response.data;
  if (!data) return null;
  return (
    <Card title={t("title")}>
      <Week view={data} />
      <p className="c-quiet">{t("use")}</p>
    </Card>
  );
}

function Week({ view }: { view: ResponseView }) {
  const t = useRhythmTexts();
  const words = useWords();
  const blocks = blocksOf(view.week);
  const extremes = extremesOf(blocks);
  const when = (block: RhythmBlock): string =>
    t("when", {
      day: t(`days.${days[block.weekday] ?? "mon"}`),
      from: block.hour,
      to: block.hour + hoursInBlock,
    });
  const percent = (block: RhythmBlock): string => `${Math.round(100 * block.answers)}%`;
  const { offers, answered, timedOut } = view.recent;
  return (
    <>
      <p>
        {t("now")} {words(view.words)}。
      </p>
      {offers > 0 && <p className="c-quiet">{t("recent", { offers, answered, timedOut })}</p>}
      {extremes && (
        <figure className="d-rhythm">
          <div
            className="d-rhythm-week"
            role="img"
            aria-label={t("picture", {
              minutes: view.withinMinutes,
              best: when(extremes.best),
              bestShare: percent(extremes.best),
              worst: when(extremes.worst),
              worstShare: percent(extremes.worst),
            })}
          >
            <span />
            {Array.from({ length: 8 }, (_, i) => (
              <small key={i}>{i * hoursInBlock}</small>
            ))}
            {days.map((day, weekday) => [
              <small key={day}>{t(`days.${day}`)}</small>,
              ...blocks
                .filter((block) => block.weekday === weekday)
                .map((block) => (
                  <i
                    key={block.hour}
                    data-shade={shadeOf(block, blocks)}
                    title={`${when(block)} ${percent(block)}`}
                  />
                )),
            ])}
          </div>
          <figcaption className="c-quiet">
            {t("caption", {
              minutes: view.withinMinutes,
              best: when(extremes.best),
              bestShare: percent(extremes.best),
              worst: when(extremes.worst),
              worstShare: percent(extremes.worst),
            })}
          </figcaption>
        </figure>
      )}
    </>
  );
}
