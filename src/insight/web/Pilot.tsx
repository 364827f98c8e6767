import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { EmptyState } from "../../web/components/states.js";
import { PilotProgress } from "../api.js";
import { useInsightTexts } from "./texts.js";

type Line = PilotProgress["lines"][number];

/** 试点进展: how the pilot goes, line by line of its scope; nothing while there is none. */
export function Pilot() {
  const t = useInsightTexts();
  const query = useQuery({
    queryKey: ["insight", "pilot"],
    queryFn: () => get("/api/insight/pilot", PilotProgress),
    staleTime: 60_000,
  });
  const since = query.data?.since ?? null;
  if (!query.isError && since === null) return null;
  const count = (value: number | null) => value ?? t("pilot.few");
  const of = (part: number | null, whole: number | null) =>
    part === null || whole === null ? t("pilot.few") : t("pilot.of", { part, whole });
  const columns: DataColumn<Line>[] = [
    { key: "line", title: t("pilot.line"), isAlways: true, card: "head", render: ({ words }) => words },
    { key: "requests", title: t("pilot.requests"), align: "right", render: (one) => count(one.requests) },
    {
      key: "accepted",
      title: t("pilot.accepted"),
      align: "right",
      render: (one) => of(one.accepted, one.requests),
    },
    { key: "late", title: t("pilot.late"), align: "right", render: (one) => of(one.late, one.accepted) },
    {
      key: "median",
      title: t("pilot.median"),
      align: "right",
      render: ({ medianAcceptMinutes: minutes }) =>
        minutes === null ? "–" : t("pilot.minutes", { count: Math.round(minutes) }),
    },
    { key: "opinions", title: t("pilot.opinions"), align: "right", render: (one) => count(one.opinions) },
    {
      key: "adopted",
      title: t("pilot.adopted"),
      align: "right",
      render: (one) => of(one.adopted, one.decided),
    },
  ];
  return (
    <Card title={t("pilot.title")}>
      {since !== null && (
        <p className="c-quiet">
          {t("pilot.since")} <LocalTime at={since} />
        </p>
      )}
      <DataTable
        id="insight.pilot"
        label={t("pilot.title")}
        rows={query.data?.lines}
        rowKey={({ words }) => words}
        columns={columns}
        error={query.error}
        onRetry={() => query.refetch()}
        empty={<EmptyState title={t("pilot.empty")} />}
        isFixed
      />
    </Card>
  );
}
