import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { get } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { usePathParam } from "../../web/navigation.js";
import { BatchDetail, batchStatusNames } from "../api.js";
import { BatchActs } from "./BatchActs.js";
import { BatchLines } from "./BatchLines.js";
import "./incentives.css";
import { yuanWords } from "./money-words.js";
import { useIncentivesTexts } from "./texts.js";
import { batchTones } from "./tones.js";

/** One month between two hospitals: sums, steps, lines, disputes. */
export function SettlementPage() {
  const t = useIncentivesTexts();
  const words = useWords();
  const batchId = usePathParam("batchId");
  const query = useQuery({
    queryKey: ["settlements", batchId],
    queryFn: () => get(`/api/settlements/${batchId}`, BatchDetail),
  });
  const batch = query.data?.batch;
  return (
    <>
      <PageHeader
        title={t("batch.title", { month: batch?.month ?? "" })}
        note={batch && `${batch.payerName} → ${batch.payeeName}`}
        back={{ label: t("batch.back"), to: "/settlements" }}
        extra={
          batch && (
            <StatusTag tone={batchTones[batch.status]}>{words(batchStatusNames[batch.status])}</StatusTag>
          )
        }
      />
      <QueryView query={query} lines={10}>
        {(detail) => (
          <div className="c-stack">
            <Sums detail={detail} />
            <Card title={t("batch.progress")} extra={<BatchActs detail={detail} />}>
              <Steps detail={detail} />
            </Card>
            <Card title={t("batch.lines")} extra={<Files detail={detail} />}>
              <BatchLines detail={detail} />
              <p className="c-quiet">{t("batch.tax")}</p>
            </Card>
          </div>
        )}
      </QueryView>
    </>
  );
}

function Sums({ detail: { batch } }: { detail: BatchDetail }) {
  const t = useIncentivesTexts();
  const figures = [
    {
      label: t("batch.toInvitee"),
      fen: batch.toInviteeFen,
      note: t("batch.toInviteeNote", { fen: yuanWords(batch.expertFen) }),
    },
    { label: t("batch.price"), fen: batch.priceFen, note: undefined },
    { label: t("batch.inviter"), fen: batch.inviterFen, note: undefined },
    { label: t("batch.platform"), fen: batch.platformFen, note: undefined },
  ];
  return (
    <dl className="c-figures" aria-label={t("batch.sums")}>
      {figures.map(({ label, fen, note }) => (
        <div className="c-figure" key={label}>
          <dt>{label}</dt>
          <dd className="c-figure-value">{yuanWords(fen)}</dd>
          {note !== undefined && <dd>{note}</dd>}
        </div>
      ))}
    </dl>
  );
}

function Steps({ detail: { batch } }: { detail: BatchDetail }) {
  const t = useIncentivesTexts();
  const steps = [
    { key: "closedAt", at: batch.closedAt },
    { key: "firstApproval", at: batch.firstApprovedAt },
    { key: "approvedAt", at: batch.approvedAt },
    { key: "paidAt", at: batch.paidAt },
    { key: "payrollAt", at: batch.payrollAt },
  ] as const;
  return (
    <ol className="c-steps">
      {steps.map(({ key, at }) => (
        <li key={key} data-done={at === null ? undefined : ""}>
          <span>{t(`batch.${key}`)}</span>
          <span className="c-quiet">
            {at === null ? t("batch.notYet") : <LocalTime at={at} />}
            {key === "paidAt" && batch.bankReference !== null && (
              <> {t("batch.reference", { reference: batch.bankReference })}</>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Files({ detail: { batch } }: { detail: BatchDetail }) {
  const t = useIncentivesTexts();
  const base = `/api/settlements/${batch.id}`;
  return (
    <div className="c-actions">
      <Button size="small" href={`${base}/lines.xlsx`}>
        {t("batch.xlsx")}
      </Button>
      <Button size="small" href={`${base}/statement.pdf`} target="_blank">
        {t("batch.pdf")}
      </Button>
      {["approved", "paid"].includes(batch.status) && (
        <Button size="small" href={`${base}/bank.csv`}>
          {t("batch.bank")}
        </Button>
      )}
    </div>
  );
}
