import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { get, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { useSearchParam } from "../../web/navigation.js";
import { type CellView, SupplyView } from "../api.js";
import { CellDrawer } from "./CellDrawer.js";
import { DiseaseGroups } from "./DiseaseGroups.js";
import { Fairness } from "./Fairness.js";
import "./insight.css";
import { Matrix } from "./Matrix.js";
import { PeakHours } from "./PeakHours.js";
import { Pilot } from "./Pilot.js";
import { PolicyEffect } from "./PolicyEffect.js";
import { ProvinceMap } from "./ProvinceMap.js";
import { ShortageList } from "./ShortageList.js";
import { useInsightTexts } from "./texts.js";

const periods = [6, 12, 18] as const;

/** 洞察 / 供需: where patients wait in vain, why, and whom to ask. */
export function InsightPage() {
  const t = useInsightTexts();
  const [chosen, choose] = useSearchParam("months");
  const [province, setProvince] = useSearchParam("province");
  const [open, setOpen] = useState<CellView | undefined>(undefined);
  const months = periods.find((one) => String(one) === chosen) ?? 12;
  const supply = useQuery({
    queryKey: ["insight", "supply", months],
    queryFn: () => get(withQuery("/api/insight/supply", { months }), SupplyView),
    staleTime: 60_000,
  });
  return (
    <>
      <PageHeader
        title={t("title")}
        note={t("note")}
        extra={
          <>
            <Segmented
              aria-label={t("months")}
              value={months}
              options={periods.map((count) => ({ value: count, label: t("lastMonths", { count }) }))}
              onChange={(value) => choose(String(value))}
            />
            <Button href={withQuery("/api/insight/supply/export", { months, format: "xlsx" })} download>
              {t("export")}
            </Button>
          </>
        }
      />
      <QueryView query={supply} lines={12}>
        {(data) => {
          if (data.requests === 0) return <EmptyState title={t("emptyTitle")} note={t("emptyNote")} />;
          const isShown = (code: string) => province === "" || code.startsWith(province.slice(0, 2));
          const shown: SupplyView = {
            ...data,
            regions: data.regions.filter(({ code }) => isShown(code)),
            cells: data.cells.filter(({ regionCode }) => isShown(regionCode)),
          };
          return (
            <div className="c-stack">
              <Figures data={data} />
              <div className="ins-top">
                <Card title={t("map.title")}>
                  <ProvinceMap data={data} chosen={province} onChoose={setProvince} />
                </Card>
                <Card title={t("list.title")}>
                  <ShortageList data={shown} onOpen={setOpen} />
                </Card>
              </div>
              <Card title={t("matrix.title")}>
                <Matrix data={shown} onOpen={setOpen} />
              </Card>
              <div className="c-columns-2">
                <Card title={t("peak.title")}>
                  <PeakHours months={months} />
                </Card>
                <Card title={t("groups.title")}>
                  <DiseaseGroups groups={data.groups} />
                </Card>
              </div>
              <Card title={t("fairness.title")}>
                <Fairness regions={shown.regions} />
              </Card>
              <Pilot />
              <PolicyEffect />
            </div>
          );
        }}
      </QueryView>
      <CellDrawer cell={open} months={months} onClose={() => setOpen(undefined)} />
    </>
  );
}

function Figures({ data }: { data: SupplyView }) {
  const t = useInsightTexts();
  const rows = [
    ["requests", data.requests, false],
    ["met", data.met, true],
    ["unmet", data.unmet, true],
    ["late", data.late, true],
  ] as const;
  return (
    <dl className="c-figures" aria-label={t("figures.label")}>
      {rows.map(([key, count, isShare]) => (
        <div className="c-figure" key={key}>
          <dt>{t(`figures.${key}`)}</dt>
          <dd className="c-figure-value">
            {isShare ? `${Math.round((count / data.requests) * 1000) / 10}%` : count}{" "}
            {!isShare && <span>{t("figures.cases")}</span>}
          </dd>
          {isShare && <dd>{t("figures.of", { count, of: data.requests })}</dd>}
        </div>
      ))}
    </dl>
  );
}
