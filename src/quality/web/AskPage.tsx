import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Input, Tag } from "antd";
import { useState } from "react";
import { post, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { QueryView } from "../../web/components/states.js";
import { useWords } from "../../web/i18n/index.js";
import { AppLink, useSearchParam } from "../../web/navigation.js";
import { AskView } from "../api/ask.js";
import { DrillView } from "../api/indicators.js";
import { longestQuestion } from "../domain/question.js";
import "./ask.css";
import { useAskTexts } from "./ask-texts.js";
import { DrillList } from "./DrillList.js";
import { Figure } from "./IndicatorFigure.js";
import "./office.css";
import "./results.css";
import { useOfficeTexts } from "./office-texts.js";
import { QualityNav } from "./QualityNav.js";
import { useTime } from "./use-time.js";

type Answer = NonNullable<AskView["answer"]>;

/** 提问: a sentence becomes an indicator, a period and whom it is about; shown are the words that were understood and not. */
export function AskPage() {
  const t = useAskTexts();
  const [asked, setAsked] = useSearchParam("q");
  const [typed, setTyped] = useState(asked);
  const question = asked.trim().slice(0, longestQuestion);
  const answer = useQuery({
    queryKey: ["case", { question }],
    queryFn: () => post("/api/quality/ask", AskView, { question }),
    enabled: question.length >= 2,
    staleTime: 60_000,
  });
  const ask = (text: string) => {
    setTyped(text);
    setAsked(text);
  };
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      <QualityNav />
      <div className="c-stack">
        <Card>
          <form
            className="q-ask"
            onSubmit={(event) => {
              event.preventDefault();
              if (typed.trim().length >= 2) setAsked(typed.trim());
            }}
          >
            <Input
              aria-label={t("label")}
              placeholder={t("placeholder")}
              maxLength={longestQuestion}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
            <Button type="primary" htmlType="submit" disabled={typed.trim().length < 2}>
              {t("ask")}
            </Button>
          </form>
          {question.length < 2 && (
            <div className="q-ask-examples">
              <span className="c-quiet">{t("examples")}</span>
              {(["a", "b", "c", "d"] as const).map((key) => (
                <Button key={key} onClick={() => ask(t(`example.${key}`))}>
                  {t(`example.${key}`)}
                </Button>
              ))}
            </div>
          )}
        </Card>
        {question.length >= 2 && (
          <QueryView query={answer} lines={8}>
            {(view) => (
              <>
                <WhatWasRead view={view} onAsk={ask} />
                {view.answer !== null && (
                  <AnswerCard
                    key={question}
                    answer={view.answer}
                    view={view}
                    question={question}
                    onAsk={ask}
                  />
                )}
              </>
            )}
          </QueryView>
        )}
      </div>
    </>
  );
}

function WhatWasRead({ view, onAsk }: { view: AskView; onAsk: (text: string) => void }) {
  const t = useAskTexts();
  const words = useWords();
  return (
    <Card>
      <div className="c-stack">
        <div className="q-row">
          <b>{t("understood")}</b>
          {view.understood.map((one, i) => (
            <Tag key={`${one.text} ${i}`} color="blue">
              {t(`kinds.${one.kind}`)} · {one.kind === "period" ? one.text : words(one.name)}
            </Tag>
          ))}
          <span className="c-quiet">
            {view.period.isAssumed ? `${t("assumed")}: ` : ""}
            {t("period", { from: view.period.from, until: view.period.until })}
          </span>
        </div>
        {view.notUnderstood.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={`${t("notUnderstood")}: ${view.notUnderstood.join(" · ")}`}
            description={view.answer === null ? undefined : t("notUnderstoodNote")}
          />
        )}
        {view.status !== "answered" && (
          <div className="q-row">
            <span>{t(view.status === "no_indicator" ? "noIndicator" : "several")}</span>
            {view.suggestions.length > 0 && <span className="c-quiet">{t("perhaps")}</span>}
            {view.suggestions.map(({ code, name }) => (
              <Button key={code} onClick={() => onAsk(words(name))}>
                {words(name)}
              </Button>
            ))}
            <AppLink to="/quality/indicators">{t("all")}</AppLink>
          </div>
        )}
      </div>
    </Card>
  );
}

function AnswerCard(props: {
  answer: Answer;
  view: AskView;
  question: string;
  onAsk: (text: string) => void;
}) {
  const { answer, view, question, onAsk } = props;
  const t = useAskTexts();
  const office = useOfficeTexts();
  const words = useWords();
  const time = useTime();
  const { indicator, value, chart } = answer;
  const wanted =
    view.statistic === "median" || view.statistic === "p90"
      ? view.statistic
      : indicator.type === "duration"
        ? "median"
        : "share";
  const minutes = wanted === "p90" ? value.p90 : value.median;
  const isTime = indicator.type === "duration" && wanted !== "share" && view.statistic !== "share";
  const [set, setSet] = useState<"hit" | "missed" | "pending">();
  const cases = useQuery({
    queryKey: ["case", { question, set }],
    queryFn: () => post("/api/quality/ask/cases", DrillView, { question, set }),
    enabled: set !== undefined,
    staleTime: 60_000,
  });
  return (
    <Card
      title={words(indicator.name)}
      extra={<AppLink to={withQuery("/quality/indicators", { code: indicator.code })}>{t("all")}</AppLink>}
    >
      <div className="c-stack">
        {value.isSuppressed ? (
          <div>
            <p className="q-ask-figure">{t("small")}</p>
            <span className="c-quiet">{t("whySmall")}</span>
          </div>
        ) : value.of + value.pending === 0 ? (
          <p className="q-ask-figure">{t("none")}</p>
        ) : (
          <div>
            {isTime && minutes !== null && (
              <p className="q-ask-figure">{t(wanted === "p90" ? "nine" : "half", { time: time(minutes) })}</p>
            )}
            <div className={isTime && minutes !== null ? undefined : "q-ask-figure"}>
              <Figure value={value} type={indicator.type} />
            </div>
            <span className="c-quiet">
              {t("of", { hits: value.hits, of: value.of, pending: value.pending })}
            </span>
          </div>
        )}
        {answer.wider.length > 0 && (
          <div className="q-row">
            <span>{t("wider")}</span>
            {answer.wider.map((one) => (
              <Button key={one.question} onClick={() => onAsk(one.question)}>
                {one.kind === "period" ? words(one.name) : t("without", { name: words(one.name) })}
              </Button>
            ))}
          </div>
        )}
        <p className="c-quiet">
          {t("definition", {
            numerator: words(indicator.numerator),
            denominator: words(indicator.denominator),
            exclusions: words(indicator.exclusions),
          })}
        </p>
        <Bars chart={chart} isTime={isTime} statistic={wanted === "p90" ? "p90" : "median"} />
        <div className="q-row">
          <span id="q-ask-cases">{office("indicators.drill")}</span>
          <div role="group" aria-labelledby="q-ask-cases" className="q-row">
            {(["missed", "pending", "hit"] as const).map((one) => (
              <Button
                key={one}
                aria-pressed={set === one}
                type={set === one ? "primary" : "default"}
                onClick={() => setSet(one)}
              >
                {office(`indicators.sets.${one}`)}
              </Button>
            ))}
          </div>
        </div>
        {set !== undefined && (
          <QueryView query={cases} lines={3}>
            {({ items }) => <DrillList items={items} />}
          </QueryView>
        )}
      </div>
    </Card>
  );
}

/** One bar a stratum, with its figure and denominator beside it; a stratum too small has none. */
function Bars(props: { chart: Answer["chart"]; isTime: boolean; statistic: "median" | "p90" }) {
  const { chart, isTime, statistic } = props;
  const t = useAskTexts();
  const office = useOfficeTexts();
  const time = useTime();
  const by = office(`indicators.by.${chart.by}`);
  if (chart.items.length === 0) return null;
  const sizeOf = ({ value }: (typeof chart.items)[number]) =>
    value.isSuppressed ? 0 : isTime ? (value[statistic] ?? 0) : value.of === 0 ? 0 : value.hits / value.of;
  const most = isTime ? Math.max(1e-9, ...chart.items.map(sizeOf)) : 1;
  return (
    <figure className="q-ask-chart" aria-label={t("chart", { by })}>
      <figcaption className="c-quiet">{t("chart", { by })}</figcaption>
      <table className="q-ask-bars">
        <tbody>
          {chart.items.map((one) => {
            const { value } = one;
            const minutes = value[statistic];
            return (
              <tr key={one.key}>
                <th scope="row">{one.label}</th>
                <td>
                  <span className="q-ask-bar" style={{ inlineSize: `${(100 * sizeOf(one)) / most}%` }} />
                </td>
                <td>
                  {value.isSuppressed
                    ? t("small")
                    : isTime
                      ? minutes === null
                        ? "–"
                        : time(minutes)
                      : value.of === 0
                        ? "–"
                        : `${Math.round((100 * value.hits) / value.of)}%`}
                  {!value.isSuppressed && <span className="c-quiet">{` ${value.hits}/${value.of}`}</span>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </figure>
  );
}
