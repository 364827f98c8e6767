import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal, Select } from "antd";
import { useId, useState } from "react";
import { get, postOnce, showDone, showProblem, withQuery } from "../../web/api-client.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { useSearchParam } from "../../web/navigation.js";
import { useSession } from "../../web/session.js";
import { CreditList, creditStatuses, creditStatusNames, type CreditView, StepDone } from "../api.js";
import { AccreditedBodies } from "./AccreditedBodies.js";
import "./incentives.css";
import { creditWords } from "./money-words.js";
import { useRecognitionTexts } from "./recognition-texts.js";
import { creditTones } from "./tones.js";

const pageSize = 50;
type Asked = { readonly credit: CreditView; readonly act: "confirm" | "revoke" };

/** 学分: proposals with their evidence; an accredited body confirms or revokes. */
export function CreditsPage() {
  const t = useRecognitionTexts();
  const words = useWords();
  const { roles } = useSession();
  const [chosen, choose] = useSearchParam("status");
  const status = creditStatuses.find((one) => one === chosen);
  const [page, setPage] = useState(1);
  const [asked, setAsked] = useState<Asked>();
  const query = useQuery({
    queryKey: ["credits", { status, page }],
    queryFn: () => get(withQuery("/api/credits", { status, offset: (page - 1) * pageSize }), CreditList),
  });
  const isBody = query.data?.isAccredited === true;
  const columns: DataColumn<CreditView>[] = [
    {
      key: "person",
      title: t("credits.person"),
      isAlways: true,
      card: "head",
      render: (row) => row.personName,
    },
    { key: "year", title: t("credits.year"), render: (row) => row.year },
    {
      key: "credits",
      title: t("credits.credits"),
      align: "right",
      render: (row) => (
        <>
          {creditWords(row.creditCents)}
          {row.creditCents < row.uncappedCents && (
            <div className="c-quiet">{t("credits.capped", { count: creditWords(row.uncappedCents) })}</div>
          )}
        </>
      ),
    },
    {
      key: "class",
      title: t("credits.class"),
      render: (row) => (row.class === null ? t("credits.single") : row.class),
    },
    {
      key: "evidence",
      title: t("credits.evidence"),
      width: 360,
      render: (row) => (
        <span className="c-quiet">
          {t("credits.minutes", { count: row.minutes })} ·{" "}
          {t("credits.evidenceText", {
            number: row.evidence["caseNumber"] ?? "",
            on: row.evidence["servedOn"] ?? "",
            hash: String(row.evidence["opinionSha256"] ?? "").slice(0, 10),
          })}
        </span>
      ),
    },
    {
      key: "rules",
      title: t("credits.rules"),
      render: (row) => `${row.ruleTitle} v${row.ruleVersion}`,
    },
    {
      key: "status",
      title: t("credits.status"),
      isAlways: true,
      card: "aside",
      render: (row) => (
        <>
          <StatusTag tone={creditTones[row.status]}>{words(creditStatusNames[row.status])}</StatusTag>
          {row.certificateNumber !== null && <div className="c-quiet">{row.certificateNumber}</div>}
          {row.reason !== "" && <div className="c-quiet">{row.reason}</div>}
        </>
      ),
    },
    {
      key: "act",
      title: t("credits.act"),
      isAlways: true,
      render: (row) =>
        isBody &&
        row.status !== "revoked" && (
          <span className="c-actions">
            {row.status === "provisional" && (
              <Button size="small" type="primary" onClick={() => setAsked({ credit: row, act: "confirm" })}>
                {t("credits.confirm")}
              </Button>
            )}
            <Button size="small" onClick={() => setAsked({ credit: row, act: "revoke" })}>
              {t("credits.revoke")}
            </Button>
          </span>
        ),
    },
  ];
  const isOffice = roles.includes("medical_affairs");
  return (
    <>
      <PageHeader
        title={t("credits.title")}
        note={t(isBody ? "credits.noteBody" : isOffice ? "credits.noteOther" : "credits.noteMine")}
      />
      <div className="c-stack">
        <DataTable
          id="incentives.credits"
          label={t("credits.label")}
          rows={query.data?.items}
          rowKey={(row) => row.id}
          columns={isBody ? columns : columns.slice(0, -1)}
          error={query.error}
          onRetry={() => query.refetch()}
          empty={<EmptyState title={t("credits.empty")} note={t("credits.emptyNote")} />}
          page={{ number: page, size: pageSize, total: query.data?.total ?? 0, onChange: setPage }}
          toolbar={
            <>
              <Select
                aria-label={t("credits.status")}
                value={status ?? ""}
                style={{ minWidth: 140 }}
                onChange={(value: string) => {
                  setPage(1);
                  choose(value);
                }}
                options={[
                  { value: "", label: t("credits.all") },
                  ...creditStatuses.map((one) => ({ value: one, label: words(creditStatusNames[one]) })),
                ]}
              />
              <EvidenceFile status={status} />
            </>
          }
        />
        <AccreditedBodies />
      </div>
      {asked !== undefined && <Decide asked={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

const yearsShown = 5;

/** 证据包: a year's credits with what proves them, for the accredited body's own file. */
function EvidenceFile({ status }: { status: CreditView["status"] | undefined }) {
  const t = useRecognitionTexts();
  const [thisYear] = useState(() => new Date().getFullYear());
  const [year, setYear] = useState(thisYear);
  return (
    <>
      <Select
        aria-label={t("credits.year")}
        value={year}
        onChange={setYear}
        options={Array.from({ length: yearsShown }, (_, n) => ({
          value: thisYear - n,
          label: String(thisYear - n),
        }))}
      />
      <Button href={withQuery("/api/credits/evidence.xlsx", { year, status })}>{t("credits.pack")}</Button>
    </>
  );
}

function Decide({ asked: { credit, act }, onClose }: { asked: Asked; onClose: () => void }) {
  const t = useRecognitionTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const [certificate, setCertificate] = useState("");
  const decide = useMutation({
    mutationFn: (body: object) => postOnce(`/api/credits/${credit.id}/${act}`, StepDone, body),
    onError: showProblem,
    onSuccess: () => {
      showDone(t(act === "confirm" ? "credits.confirmed" : "credits.revoked"));
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["credits"] }),
  });
  if (act === "revoke")
    return (
      <ConfirmReason
        isOpen
        isDanger
        title={t("credits.revokeTitle")}
        consequence={t("credits.revokeNote")}
        reasons={[]}
        isNoteRequired
        confirmLabel={t("credits.revoke")}
        isPending={decide.isPending}
        onConfirm={({ note }) => decide.mutate({ reason: note })}
        onClose={onClose}
      />
    );
  return (
    <Modal
      open
      title={t("credits.confirmTitle")}
      okText={t("credits.confirm")}
      cancelText={t("credits.cancel")}
      okButtonProps={{ loading: decide.isPending, disabled: certificate.trim().length < 2 }}
      onOk={() => decide.mutate({ certificateNumber: certificate.trim() })}
      onCancel={onClose}
    >
      <label className="c-label" htmlFor={`${ids}-certificate`}>
        {t("credits.certificate")}
      </label>
      <Input
        id={`${ids}-certificate`}
        value={certificate}
        maxLength={64}
        onChange={(event) => setCertificate(event.target.value)}
      />
    </Modal>
  );
}
