import { Card } from "../../web/components/Card.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import type { ImportRunDetail } from "../api.js";
import { useImportTexts } from "./import-texts.js";

/** Department names nobody can be sure of: their rows land, and a person is asked. */
export function Questions({ run }: { run: ImportRunDetail }) {
  const t = useImportTexts();
  return (
    <Card title={t("questions.title")}>
      <p className="c-quiet">{t("questions.note")}</p>
      <ul className="c-questions">
        {run.questions.map(({ label, institutionName, rows, candidates }) => (
          <li key={`${institutionName} ${label}`}>
            <strong>{label}</strong>
            <span className="c-quiet">{institutionName}</span>
            <span className="c-quiet c-num">{t("questions.rows", { count: rows })}</span>
            <span>
              {candidates.length === 0
                ? t("questions.unknown")
                : t("questions.maybe", { names: candidates.map(({ name }) => name).join("、") })}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

type Row = ImportRunDetail["firstRows"][number];
const tones = { imported: "good", unchanged: "neutral", review: "warn", rejected: "bad" } as const;

/** How the first rows are understood: the quickest way to see a wrong column. */
export function FirstRows({ run }: { run: ImportRunDetail }) {
  const t = useImportTexts();
  const nothing = <span className="c-quiet">–</span>;
  const columns: DataColumn<Row>[] = [
    {
      key: "row",
      title: t("first.row"),
      align: "right",
      width: 56,
      render: ({ row }) => <span className="c-num">{row}</span>,
    },
    {
      key: "name",
      title: t("first.name"),
      isAlways: true,
      card: "head",
      render: ({ name }) => (name === "" ? nothing : name),
    },
    {
      key: "outcome",
      title: t("first.outcome"),
      card: "aside",
      render: ({ outcome }) => <StatusTag tone={tones[outcome]}>{t(`first.outcomes.${outcome}`)}</StatusTag>,
    },
    {
      key: "institution",
      title: t("first.institution"),
      render: ({ institutionName }) => (institutionName === "" ? nothing : institutionName),
    },
    {
      key: "departments",
      title: t("first.departments"),
      render: ({ departments, outcome }) =>
        departments.length === 0
          ? nothing
          : departments.map(({ label, name }) => (
              <div key={label}>
                {label}
                {name !== null && ` → ${name}`}
                {name === null && outcome === "review" && (
                  <span className="c-bad">{` → ${t("first.uncoded")}`}</span>
                )}
              </div>
            )),
    },
    {
      key: "title",
      title: t("first.jobTitle"),
      render: ({ titleName }) => (titleName === "" ? nothing : titleName),
    },
    {
      key: "diseases",
      title: t("first.diseases"),
      align: "right",
      render: ({ diseases }) => <span className="c-num">{diseases}</span>,
    },
  ];
  return (
    <Card title={t("first.title")}>
      <DataTable
        id="experts.import.first"
        isFixed
        label={t("first.label")}
        rows={run.firstRows}
        rowKey={({ row }) => String(row)}
        columns={columns}
        empty={nothing}
      />
    </Card>
  );
}
