import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { EmptyState } from "../../web/components/states.js";
import type { RegionView } from "../api.js";
import { useInsightTexts } from "./texts.js";

/** Whether a patient's place decides how soon he is helped: the regions side by side. */
export function Fairness({ regions }: { regions: readonly RegionView[] }) {
  const t = useInsightTexts();
  const share = (count: number, of: number) => (of === 0 ? "–" : `${Math.round((count / of) * 100)}%`);
  const columns: DataColumn<RegionView>[] = [
    {
      key: "region",
      title: t("fairness.region"),
      render: ({ name, province }) => (name === province ? name : `${province} ${name}`),
      isAlways: true,
      card: "head",
    },
    { key: "requests", title: t("fairness.requests"), align: "right", render: ({ requests }) => requests },
    {
      key: "met",
      title: t("fairness.met"),
      align: "right",
      render: ({ met, requests }) => share(met, requests),
      compare: (a, b) => a.met / a.requests - b.met / b.requests,
    },
    {
      key: "late",
      title: t("fairness.late"),
      align: "right",
      render: ({ late, met }) => share(late, met),
      compare: (a, b) => a.late / Math.max(1, a.met) - b.late / Math.max(1, b.met),
    },
    {
      key: "wait",
      title: t("fairness.wait"),
      align: "right",
      render: ({ p90WaitMinutes: minutes }) =>
        minutes === null ? t("fairness.none") : t("fairness.minutes", { count: minutes }),
      compare: (a, b) => (a.p90WaitMinutes ?? 0) - (b.p90WaitMinutes ?? 0),
    },
  ];
  return (
    <DataTable
      id="insight.fairness"
      label={t("fairness.title")}
      rows={regions}
      rowKey={({ code }) => code}
      columns={columns}
      empty={<EmptyState title={t("emptyTitle")} />}
      isFixed
    />
  );
}
