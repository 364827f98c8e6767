import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState } from "../../web/components/states.js";
import { EchoList } from "../api/results.js";
import { useResultsTexts } from "./results-texts.js";

type Echo = EchoList["items"][number];

/** 会诊回音: what became of the patients one advised on. */
export function EchoesPage() {
  const t = useResultsTexts();
  const echoes = useQuery({
    queryKey: ["case", { echoes: true }],
    queryFn: () => get("/api/echoes", EchoList),
  });
  const changes = (one: Echo): string =>
    [
      one.hasChangedManagement === true ? t("echoes.management") : "",
      one.agreement === null
        ? ""
        : `${t("evaluation.agreement")} ${t(`evaluation.agreements.${one.agreement}`)}`,
      one.transfer === null || one.transfer === "none" ? "" : t(`evaluation.transfers.${one.transfer}`),
    ]
      .filter((part) => part !== "")
      .join(" · ");
  const columns: DataColumn<Echo>[] = [
    {
      key: "case",
      title: t("echoes.case"),
      isAlways: true,
      card: "head",
      render: (one) => `${one.institutionName} ${one.number}`,
    },
    { key: "disease", title: t("echoes.disease"), render: (one) => one.categoryName },
    {
      key: "decision",
      title: t("echoes.decision"),
      card: "aside",
      render: (one) => (one.decision === null ? "–" : t(`echoes.decisions.${one.decision}`)),
    },
    { key: "changed", title: t("echoes.changed"), render: (one) => changes(one) || "–" },
    {
      key: "usefulness",
      title: t("echoes.usefulness"),
      render: (one) => (one.usefulness === null ? "–" : `${one.usefulness}/5`),
    },
    {
      key: "course",
      title: t("echoes.course"),
      render: (one) =>
        one.course.length === 0
          ? "–"
          : one.course
              .map(({ day, outcome }) => `${t("results.day", { day })} ${t(`followUp.outcomes.${outcome}`)}`)
              .join("；"),
    },
    {
      key: "closed",
      title: t("echoes.closed"),
      render: (one) => <LocalTime at={one.closedAt} form="date" />,
    },
  ];
  return (
    <>
      <PageHeader title={t("echoes.title")} note={t("echoes.note")} />
      <DataTable
        id="quality.echoes"
        isFixed
        label={t("echoes.title")}
        rows={echoes.data?.items}
        rowKey={(one) => `${one.institutionName} ${one.number}`}
        columns={columns}
        error={echoes.error}
        onRetry={() => echoes.refetch()}
        empty={<EmptyState title={t("echoes.none")} note={t("echoes.noneNote")} />}
      />
    </>
  );
}
