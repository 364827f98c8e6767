import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Checkbox, Select } from "antd";
import { useId, useState } from "react";
import { get, upload, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { FileDrop } from "../../web/components/FileDrop.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useInstitutions, useIsOperator } from "../../web/institutions.js";
import { useGo, useSearchParam } from "../../web/navigation.js";
import { ImportRunDetail, ImportRunList, type ImportRunView } from "../api.js";
import "./import.css";
import { ImportRun } from "./ImportRun.js";
import { useImportTexts } from "./import-texts.js";
import { runTones } from "./run-tones.js";

const maxBytes = 20 * 1_048_576;
const pageSize = 10;

/** 导入专家: send a list, see what it would do, let it land. The import on show is named in the address. */
export function ImportPage() {
  const [run] = useSearchParam("run");
  return run === "" ? <NewImport /> : <ImportRun key={run} importId={run} />;
}

function NewImport() {
  const t = useImportTexts();
  const go = useGo();
  const queryClient = useQueryClient();
  const isOperator = useIsOperator();
  const [defaultId, setDefaultId] = useState("");
  const [creates, setCreates] = useState(false);
  const send = async (file: File, onProgress: (share: number) => void) => {
    const run = await upload("/api/experts/imports", ImportRunDetail, file, {
      onProgress,
      fields: {
        ...(defaultId !== "" && { defaultOrganizationId: defaultId }),
        ...(isOperator && { createInstitutions: String(creates) }),
      },
    });
    queryClient.setQueryData(["experts", { run: run.importId }], run);
    go(`/experts/import?run=${run.importId}`);
  };
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} back={{ label: t("back"), to: "/experts" }} />
      <div className="c-stack">
        <Card>
          {isOperator && (
            <Options
              defaultId={defaultId}
              setDefaultId={setDefaultId}
              creates={creates}
              setCreates={setCreates}
            />
          )}
          <FileDrop
            label={t("drop")}
            accept={[".xlsx", ".xlsm", ".csv", ".txt"]}
            kinds={t("kinds")}
            maxBytes={maxBytes}
            send={send}
            showsSent={false}
          />
          <p className="c-quiet" style={{ marginTop: 8 }}>
            {t("formats")}
          </p>
        </Card>
        <Card title={t("earlier")}>
          <EarlierImports />
        </Card>
      </div>
    </>
  );
}

function Options(props: {
  defaultId: string;
  setDefaultId: (id: string) => void;
  creates: boolean;
  setCreates: (creates: boolean) => void;
}) {
  const t = useImportTexts();
  const id = useId();
  const institutions = useInstitutions();
  return (
    <fieldset className="c-fieldset c-import-options">
      <legend>{t("options")}</legend>
      <label htmlFor={id}>
        {t("defaultInstitution")}{" "}
        <Select
          id={id}
          style={{ width: 260, maxWidth: "100%" }}
          value={props.defaultId}
          showSearch={{ optionFilterProp: "label" }}
          options={[
            { value: "", label: t("noDefault") },
            ...(institutions ?? [])
              .filter(({ kind }) => kind === "hospital")
              .map((one) => ({ value: one.id, label: one.name })),
          ]}
          onChange={props.setDefaultId}
        />
      </label>
      <Checkbox checked={props.creates} onChange={(event) => props.setCreates(event.target.checked)}>
        {t("createInstitutions")}
      </Checkbox>
    </fieldset>
  );
}

function EarlierImports() {
  const t = useImportTexts();
  const go = useGo();
  const [number, setNumber] = useState(1);
  const runs = useQuery({
    queryKey: ["experts", { runs: number }],
    queryFn: () =>
      get(
        withQuery("/api/experts/imports", { limit: pageSize, offset: (number - 1) * pageSize }),
        ImportRunList,
      ),
  });
  const columns: DataColumn<ImportRunView>[] = [
    { key: "file", title: t("file"), isAlways: true, card: "head", render: ({ fileName }) => fileName },
    {
      key: "state",
      title: t("state"),
      card: "aside",
      render: ({ status }) => <StatusTag tone={runTones[status]}>{t(`status.${status}`)}</StatusTag>,
    },
    {
      key: "result",
      title: t("result"),
      render: ({ status, counts }) => {
        const { imported, review, unchanged, rejected } = counts;
        return status === "applied" ? (
          <span className="c-num">{t("summary", { imported, review, unchanged, rejected })}</span>
        ) : (
          <span className="c-quiet">{t("rows", { count: counts.rows })}</span>
        );
      },
    },
    { key: "when", title: t("when"), render: ({ createdAt }) => <LocalTime at={createdAt} /> },
  ];
  return (
    <DataTable
      id="experts.imports"
      isFixed
      label={t("earlierLabel")}
      rows={runs.data?.items}
      rowKey={({ importId }) => importId}
      columns={columns}
      error={runs.error}
      onRetry={() => runs.refetch()}
      onOpen={({ importId }) => go(`/experts/import?run=${importId}`)}
      empty={<p className="c-quiet">{t("none")}</p>}
      page={{ number, size: pageSize, total: runs.data?.total ?? 0, onChange: setNumber }}
    />
  );
}
