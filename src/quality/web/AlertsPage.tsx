import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { get, withQuery } from "../../web/api-client.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { AppLink, useGo, useSearchParam } from "../../web/navigation.js";
import { AlertList, type AlertSummary } from "../api/alerts.js";
import { alertWords } from "../domain/alert-words.js";
import { useOfficeTexts } from "./office-texts.js";
import { QualityNav } from "./QualityNav.js";

export const alertTones = {
  open: "warn",
  taken: "progress",
  cause_found: "progress",
  acting: "progress",
  closed: "good",
  dismissed: "neutral",
} as const;

/** 警示与线索: what stands out, whose it is, and by when. */
export function AlertsPage() {
  const t = useOfficeTexts();
  const words = useWords();
  const go = useGo();
  const [view, setView] = useSearchParam("view");
  const live = view === "settled" ? "no" : "yes";
  const alerts = useQuery({
    queryKey: ["quality", { alerts: live }],
    queryFn: () => get(withQuery("/api/quality/alerts", { live }), AlertList),
  });
  const columns: DataColumn<AlertSummary>[] = [
    {
      key: "what",
      title: t("alerts.what"),
      isAlways: true,
      card: "head",
      render: (alert) => (
        <>
          <AppLink to={`/quality/alerts/${alert.id}`}>{words(alertWords[alert.kind].name)}</AppLink>
          <div className="c-quiet">{words(alert)}</div>
        </>
      ),
    },
    {
      key: "status",
      title: t("alerts.status"),
      isAlways: true,
      card: "aside",
      width: 130,
      render: (alert) => (
        <StatusTag tone={alertTones[alert.status]}>{t(`alerts.statuses.${alert.status}`)}</StatusTag>
      ),
    },
    { key: "family", title: "", width: 70, render: (alert) => t(`alerts.families.${alert.family}`) },
    { key: "owner", title: t("alerts.owner"), width: 110, render: (alert) => alert.ownerName ?? "–" },
    { key: "due", title: t("alerts.due"), width: 110, render: (alert) => alert.dueOn },
    {
      key: "raised",
      title: t("alerts.raised"),
      width: 120,
      render: (alert) => <LocalTime at={alert.raisedAt} form="date" />,
    },
  ];
  return (
    <>
      <PageHeader
        title={t("alerts.title")}
        note={t("alerts.note")}
        extra={
          <Segmented
            aria-label={t("alerts.status")}
            value={live}
            options={[
              { value: "yes", label: t("alerts.live") },
              { value: "no", label: t("alerts.settled") },
            ]}
            onChange={(value) => setView(value === "no" ? "settled" : "")}
          />
        }
      />
      <QualityNav />
      <DataTable
        id="quality.alerts"
        isFixed
        label={t("alerts.title")}
        rows={alerts.data?.items}
        rowKey={({ id }) => id}
        columns={columns}
        error={alerts.error}
        onRetry={() => alerts.refetch()}
        onOpen={({ id }) => go(`/quality/alerts/${id}`)}
        empty={<EmptyState title={t("alerts.none")} note={t("alerts.noneNote")} />}
      />
    </>
  );
}
