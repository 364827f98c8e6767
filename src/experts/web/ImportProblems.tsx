import { Segmented } from "antd";
import { useState } from "react";
import { Card } from "../../web/components/Card.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import type { ImportProblem, ImportRunDetail } from "../api.js";
import { useImportTexts } from "./import-texts.js";

const severities = ["error", "ask", "warning"] as const;
const tones = { error: "bad", ask: "warn", warning: "neutral" } as const;
const pageSize = 20;

/** 逐行问题: where, what, and how to mend it. */
export function ImportProblems({ run }: { run: ImportRunDetail }) {
  const t = useImportTexts();
  const words = useWords();
  const [severity, setSeverity] = useState<"all" | (typeof severities)[number]>("all");
  const [number, setNumber] = useState(1);
  const { problems, problemTotal } = run;
  const chosen = severity === "all" ? problems : problems.filter((one) => one.severity === severity);
  const page = chosen
    .map((problem, at) => ({ ...problem, key: `${at}` }))
    .slice((number - 1) * pageSize, number * pageSize);
  const columns: DataColumn<ImportProblem & { key: string }>[] = [
    {
      key: "row",
      title: t("problems.row"),
      isAlways: true,
      align: "right",
      width: 64,
      render: ({ row }) => <span className="c-num">{row}</span>,
    },
    {
      key: "severity",
      title: t("first.outcome"),
      isAlways: true,
      card: "aside",
      render: (one) => (
        <StatusTag tone={tones[one.severity]}>{t(`problems.severity.${one.severity}`)}</StatusTag>
      ),
    },
    { key: "column", title: t("problems.column"), render: ({ column }) => column },
    {
      key: "value",
      title: t("problems.value"),
      render: ({ value }) =>
        value === "" ? <span className="c-quiet">{t("problems.empty")}</span> : <span>{value}</span>,
    },
    {
      key: "problem",
      title: t("problems.problem"),
      isAlways: true,
      card: "head",
      render: ({ zh, en }) => words({ zh, en }),
    },
    {
      key: "remedy",
      title: t("problems.remedy"),
      isAlways: true,
      render: ({ remedyZh, remedyEn }) => words({ zh: remedyZh, en: remedyEn }),
    },
  ];
  return (
    <Card title={t("problems.title")}>
      <DataTable
        id="experts.import.problems"
        isFixed
        label={t("problems.label")}
        rows={page}
        rowKey={({ key }) => key}
        columns={columns}
        empty={<p className="c-good">{t("problems.none")}</p>}
        page={{ number, size: pageSize, total: chosen.length, onChange: setNumber }}
        toolbar={
          problems.length > 0 && (
            <Segmented
              aria-label={t("problems.title")}
              value={severity}
              options={[
                { value: "all" as const, label: t("problems.all", { count: problemTotal }) },
                ...severities
                  .map((value) => ({
                    value,
                    count: problems.filter((one) => one.severity === value).length,
                  }))
                  .filter(({ count }) => count > 0)
                  .map(({ value, count }) => ({
                    value,
                    label: `${t(`problems.severity.${value}`)} ${count}`,
                  })),
              ]}
              onChange={(value) => {
                setSeverity(value);
                setNumber(1);
              }}
            />
          )
        }
      />
      {problemTotal > problems.length && (
        <p className="c-quiet">{t("problems.more", { count: problems.length })}</p>
      )}
    </Card>
  );
}
