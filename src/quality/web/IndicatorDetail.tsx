import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { get, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { QueryView } from "../../web/components/states.js";
import { useWords } from "../../web/i18n/index.js";
import { DrillView, type IndicatorList, StrataView } from "../api/indicators.js";
import { type StratifierKey, stratifierKeys } from "../domain/indicator.js";
import { DrillList } from "./DrillList.js";
import { Figure } from "./IndicatorFigure.js";
import { useOfficeTexts } from "./office-texts.js";
import "./results.css";

type Item = IndicatorList["items"][number];

/** One indicator: its definition, its strata, and the cases behind a stratum. */
export function IndicatorDetail({
  item,
  months,
  onClose,
}: {
  item: Item;
  months: number;
  onClose: () => void;
}) {
  const t = useOfficeTexts();
  const words = useWords();
  const [by, setBy] = useState<StratifierKey>("institution");
  const [drill, setDrill] = useState<{ key: string; label: string }>();
  const strata = useQuery({
    queryKey: ["case", { strata: item.code, by, months }],
    queryFn: () => get(withQuery(`/api/quality/indicators/${item.code}/strata`, { months, by }), StrataView),
    staleTime: 60_000,
  });
  const facts = (["numerator", "denominator", "exclusions"] as const).map((key) => [
    t(`indicators.${key}`),
    words(item[key]),
  ]);
  return (
    <Card
      title={words(item.name)}
      extra={
        <Button type="text" onClick={onClose}>
          {t("indicators.close")}
        </Button>
      }
    >
      <div className="c-form-gap">
        <dl className="q-facts">
          {[...facts, [t("indicators.source"), item.source]].map(([label, text]) => (
            <div key={label} style={{ display: "contents" }}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        <div style={{ overflowX: "auto" }}>
          <Segmented
            aria-label={t("indicators.strata")}
            value={by}
            options={stratifierKeys.map((key) => ({ value: key, label: t(`indicators.by.${key}`) }))}
            onChange={(value) => {
              setBy(value);
              setDrill(undefined);
            }}
          />
        </div>
        <QueryView query={strata} lines={4}>
          {(data) => (
            <table className="q-table q-stacks">
              <thead>
                <tr>
                  <th scope="col">{t(`indicators.by.${data.by}`)}</th>
                  <th scope="col">{t("indicators.value")}</th>
                  <th scope="col">{t("indicators.of")}</th>
                  <th scope="col">{t("indicators.pending")}</th>
                  <th scope="col">{t("indicators.drill")}</th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((one) => (
                  <tr key={one.key}>
                    <th scope="row">{one.label}</th>
                    <td>
                      <Figure value={one.value} type={item.type} />
                      {one.adjusted !== null && (
                        <div className="c-quiet">{`${t("indicators.adjusted")} ${Math.round(100 * one.adjusted)}%`}</div>
                      )}
                    </td>
                    <td>{one.value.isSuppressed ? "–" : `${one.value.hits} / ${one.value.of}`}</td>
                    <td>{one.value.isSuppressed ? "–" : one.value.pending}</td>
                    <td>
                      <Button
                        size="small"
                        onClick={() => setDrill(one)}
                        aria-label={`${t("indicators.drill")} ${one.label}`}
                      >
                        {t("indicators.drill")}
                      </Button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </QueryView>
        {drill !== undefined && <Drill code={item.code} by={by} stratum={drill} months={months} />}
      </div>
    </Card>
  );
}

function Drill(props: {
  code: string;
  by: StratifierKey;
  stratum: { key: string; label: string };
  months: number;
}) {
  const { code, by, stratum, months } = props;
  const t = useOfficeTexts();
  const [set, setSet] = useState<"hit" | "missed" | "pending">("missed");
  const cases = useQuery({
    queryKey: ["case", { drill: code, by, key: stratum.key, set, months }],
    queryFn: () =>
      get(
        withQuery(`/api/quality/indicators/${code}/cases`, { months, by, key: stratum.key, set }),
        DrillView,
      ),
    staleTime: 60_000,
  });
  return (
    <section className="c-form-gap" aria-label={`${t("indicators.drill")} ${stratum.label}`}>
      <div className="q-line">
        <b>{stratum.label}</b>
        <Segmented
          aria-label={t("indicators.drill")}
          value={set}
          options={(["missed", "pending", "hit"] as const).map((value) => ({
            value,
            label: t(`indicators.sets.${value}`),
          }))}
          onChange={setSet}
        />
      </div>
      <QueryView query={cases} lines={3}>
        {({ items }) => <DrillList items={items} />}
      </QueryView>
    </section>
  );
}
