import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useState } from "react";
import { post, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { type ChooseMapping, ImportRunDetail } from "../api.js";
import { useImportTexts } from "./import-texts.js";

type Column = ImportRunDetail["columns"][number];
type Field = ChooseMapping["columns"][number]["field"];

/** A column a person should look at: guessed, or unknown though it holds something. */
const isUnsure = (column: Column): boolean =>
  column.field === null ? column.reason === "unknown" : !column.isSure;

/** 每一列代表什么: what was recognised, open for correction while the list is a preview. */
export function ImportMapping({ run }: { run: ImportRunDetail }) {
  const t = useImportTexts();
  const words = useWords();
  const queryClient = useQueryClient();
  const isEditable = run.status === "preview";
  const unsure = isEditable ? run.columns.filter(isUnsure) : [];
  const [isWhole, setIsWhole] = useState(false);
  const choose = useMutation({
    mutationFn: (changed: { columnIndex: number; field: Field }) => {
      const held = run.columns
        .filter(({ how, reason }) => how === "chosen" || reason === "switched_off")
        .map(({ columnIndex, field }) => ({ columnIndex, field }));
      // What a column is given, another loses: a field stands in one column.
      const others = held.filter(
        (one) =>
          one.columnIndex !== changed.columnIndex && (one.field === null || one.field !== changed.field),
      );
      return post(`/api/experts/imports/${run.importId}/mapping`, ImportRunDetail, {
        columns: [...others, changed],
      } satisfies ChooseMapping);
    },
    onSuccess: (next) => queryClient.setQueryData(["experts", { run: run.importId }], next),
    onError: showProblem,
  });
  const shown = isWhole || run.missing.length > 0 ? run.columns : unsure;
  const missing = run.missing.map((field) => {
    const known = run.fields.find((one) => one.field === field);
    return known === undefined ? field : words(known);
  });
  return (
    <Card
      title={t("mapping.title")}
      extra={
        isEditable ? (
          <StatusTag tone={missing.length > 0 ? "bad" : unsure.length > 0 ? "warn" : "good"}>
            {unsure.length > 0 ? t("mapping.unsure", { count: unsure.length }) : t("mapping.sure")}
          </StatusTag>
        ) : undefined
      }
    >
      {missing.length > 0 && (
        <p className="c-bad" role="alert">
          {t("mapping.missing", { fields: missing.join("、") })}
        </p>
      )}
      {isEditable && <p className="c-quiet">{t("mapping.note")}</p>}
      <ul className="c-mapping" aria-label={t("mapping.label")}>
        {shown.map((column) => (
          <ColumnLine
            key={column.columnIndex}
            column={column}
            fields={run.fields}
            isEditable={isEditable}
            isPending={choose.isPending && choose.variables.columnIndex === column.columnIndex}
            onChoose={(field) => choose.mutate({ columnIndex: column.columnIndex, field })}
          />
        ))}
      </ul>
      {shown.length < run.columns.length && (
        <Button type="link" onClick={() => setIsWhole(true)}>
          {t("mapping.show")}
        </Button>
      )}
    </Card>
  );
}

function ColumnLine(props: {
  column: Column;
  fields: ImportRunDetail["fields"];
  isEditable: boolean;
  isPending: boolean;
  onChoose: (field: Field) => void;
}) {
  const { column, fields, isEditable, isPending, onChoose } = props;
  const t = useImportTexts();
  const words = useWords();
  const needsLook = isEditable && isUnsure(column);
  const state = needsLook
    ? column.field === null
      ? "unknown"
      : "check"
    : column.how === "chosen"
      ? "chosen"
      : column.field === null
        ? column.reason === "taken"
          ? "taken"
          : "skip"
        : "recognised";
  const skip = "";
  return (
    <li data-unsure={needsLook ? "" : undefined}>
      <span className="c-quiet">{column.letters}</span>
      <strong>{column.header === "" ? "–" : column.header}</strong>
      <span className="c-mapping-samples">{column.samples.filter((one) => one !== "").join(" ｜ ")}</span>
      <span className="c-mapping-field">
        <Select
          aria-label={t("mapping.fieldOf", { header: column.header === "" ? column.letters : column.header })}
          style={{ width: "100%" }}
          disabled={!isEditable}
          loading={isPending}
          value={column.field ?? skip}
          showSearch={{ optionFilterProp: "label" }}
          options={[
            { value: skip, label: t("mapping.skip") },
            ...(column.field === "ignored" ? [{ value: "ignored", label: t("mapping.ignored") }] : []),
            ...fields.map((one) => ({
              value: one.field,
              label: one.isRequired ? `${words(one)} *` : words(one),
            })),
          ]}
          onChange={(value: string) => {
            const chosen = fields.find(({ field }) => field === value);
            onChoose(chosen?.field ?? null);
          }}
        />
      </span>
      <span className="c-mapping-state c-quiet">{t(`mapping.${state}`)}</span>
    </li>
  );
}
