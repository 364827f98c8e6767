import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { get, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { useLanguage, useWords } from "../../web/i18n/index.js";
import { useSearchParam } from "../../web/navigation.js";
import { IndicatorList } from "../api/indicators.js";
import { Figure } from "./IndicatorFigure.js";
import { IndicatorDetail } from "./IndicatorDetail.js";
import "./office.css";
import { useOfficeTexts } from "./office-texts.js";
import { QualityNav } from "./QualityNav.js";

const periods = [3, 6, 12, 18] as const;
type Item = IndicatorList["items"][number];

/** 质量指标: every figure with its denominator and what is not completed; each opens into strata and cases. */
export function IndicatorsPage() {
  const t = useOfficeTexts();
  const language = useLanguage();
  const [chosen, choose] = useSearchParam("months");
  const [code, setCode] = useSearchParam("code");
  const months = periods.find((one) => String(one) === chosen) ?? 12;
  const list = useQuery({
    queryKey: ["case", { indicators: months }],
    queryFn: () => get(withQuery("/api/quality/indicators", { months }), IndicatorList),
    staleTime: 60_000,
  });
  const file = (format: string) =>
    withQuery("/api/quality/indicators-export", {
      months,
      format,
      language: language === "en" ? "en" : "zh",
    });
  const open = list.data?.items.find((one) => one.code === code);
  return (
    <>
      <PageHeader
        title={t("indicators.title")}
        note={t("indicators.note")}
        extra={
          <>
            <Button href={file("xlsx")}>{t("indicators.xlsx")}</Button>
            <Button href={file("csv")}>{t("indicators.csv")}</Button>
            <Segmented
              aria-label={t("indicators.months")}
              value={months}
              options={periods.map((count) => ({
                value: count,
                label: t("indicators.lastMonths", { count }),
              }))}
              onChange={(value) => choose(String(value))}
            />
          </>
        }
      />
      <QualityNav />
      <QueryView query={list} lines={10}>
        {(data) =>
          data.cases === 0 ? (
            <EmptyState title={t("indicators.empty")} />
          ) : (
            <div className="c-stack">
              <p className="c-quiet">{t("indicators.cases", { count: data.cases })}</p>
              {open !== undefined && (
                <IndicatorDetail item={open} months={months} onClose={() => setCode("")} />
              )}
              {(["access", "process", "effect", "experience"] as const).map((group) => (
                <Card key={group} title={t(`indicators.groups.${group}`)}>
                  <Group items={data.items.filter((one) => one.group === group)} onOpen={setCode} />
                </Card>
              ))}
            </div>
          )
        }
      </QueryView>
    </>
  );
}

function Group({ items, onOpen }: { items: readonly Item[]; onOpen: (code: string) => void }) {
  const t = useOfficeTexts();
  const words = useWords();
  return (
    <table className="q-table q-stacks">
      <thead>
        <tr>
          <th scope="col">{t("indicators.name")}</th>
          <th scope="col">{t("indicators.value")}</th>
          <th scope="col">{t("indicators.of")}</th>
          <th scope="col">{t("indicators.pending")}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.code}>
            <th scope="row">
              <Button
                type="link"
                style={{ padding: 0, height: "auto", whiteSpace: "normal", textAlign: "left" }}
                onClick={() => {
                  onOpen(item.code);
                  scrollTo({ top: 0 });
                }}
              >
                {words(item.name)}
              </Button>
              <div className="c-quiet">{t(`indicators.directions.${item.direction}`)}</div>
            </th>
            <td>
              <Figure value={item.value} type={item.type} />
            </td>
            <td>{item.value.isSuppressed ? "–" : `${item.value.hits} / ${item.value.of}`}</td>
            <td>
              {item.value.isSuppressed ? (
                "–"
              ) : (
                <span className="c-quiet">{`${t("indicators.pending")} ${item.value.pending}`}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
