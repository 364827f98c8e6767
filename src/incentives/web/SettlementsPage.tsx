import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { get } from "../../web/api-client.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { AppLink, useGo, useSearchParam } from "../../web/navigation.js";
import { useSession } from "../../web/session.js";
import { BatchList, batchStatuses, batchStatusNames, type BatchView } from "../api.js";
import "./incentives.css";
import { yuanWords } from "./money-words.js";
import { useIncentivesTexts } from "./texts.js";
import { batchTones } from "./tones.js";

/** 结算: every month with every hospital, and what is next. */
export function SettlementsPage() {
  const t = useIncentivesTexts();
  const words = useWords();
  const go = useGo();
  const { institution } = useSession();
  const [status, setStatus] = useSearchParam("status");
  // What is paid is history: it shows when it is asked for.
  const shown = status === "all" ? "all" : (batchStatuses.find((one) => one === status) ?? "");
  const query = useQuery({ queryKey: ["settlements"], queryFn: () => get("/api/settlements", BatchList) });
  const items = query.data?.items.filter(
    (one) => shown === "all" || (shown === "" ? one.status !== "paid" : one.status === shown),
  );
  const open = (query.data?.items ?? []).filter((one) => one.status !== "paid");
  const due = (side: "payerId" | "payeeId") =>
    open.filter((one) => one[side] === institution.id).reduce((sum, one) => sum + one.toInviteeFen, 0);
  const columns: DataColumn<BatchView>[] = [
    {
      key: "month",
      title: t("settlements.month"),
      isAlways: true,
      card: "head",
      render: (row) => (
        <AppLink
          to={`/settlements/${row.id}`}
          aria-label={t("settlements.open", { month: row.month, payer: row.payerName, payee: row.payeeName })}
        >
          {row.month}
        </AppLink>
      ),
    },
    { key: "payer", title: t("settlements.payer"), render: (row) => row.payerName },
    { key: "payee", title: t("settlements.payee"), render: (row) => row.payeeName },
    { key: "lines", title: t("settlements.lines"), align: "right", render: (row) => row.lines },
    { key: "price", title: t("settlements.price"), align: "right", render: (row) => yuanWords(row.priceFen) },
    {
      key: "toInvitee",
      title: t("settlements.toInvitee"),
      align: "right",
      render: (row) => yuanWords(row.toInviteeFen),
    },
    {
      key: "status",
      title: t("settlements.status"),
      isAlways: true,
      card: "aside",
      render: (row) => (
        <StatusTag tone={batchTones[row.status]}>
          {row.openDisputes > 0
            ? t("settlements.disputes", { count: row.openDisputes })
            : words(batchStatusNames[row.status])}
        </StatusTag>
      ),
    },
  ];
  return (
    <>
      <PageHeader title={t("settlements.title")} note={t("settlements.note")} />
      <div className="c-stack">
        {due("payerId") !== 0 || due("payeeId") !== 0 ? (
          <dl className="c-figures">
            <div className="c-figure">
              <dt>{t("settlements.wePay")}</dt>
              <dd className="c-figure-value">{yuanWords(due("payerId"))}</dd>
            </div>
            <div className="c-figure">
              <dt>{t("settlements.weGet")}</dt>
              <dd className="c-figure-value">{yuanWords(due("payeeId"))}</dd>
            </div>
          </dl>
        ) : null}
        <DataTable
          id="incentives.settlements"
          label={t("settlements.label")}
          rows={items}
          rowKey={(row) => row.id}
          columns={columns}
          error={query.error}
          onRetry={() => query.refetch()}
          onOpen={(row) => go(`/settlements/${row.id}`)}
          empty={<EmptyState title={t("settlements.empty")} note={t("settlements.emptyNote")} />}
          toolbar={
            <Select
              aria-label={t("settlements.status")}
              value={shown}
              style={{ minWidth: 180 }}
              onChange={(value: string) => setStatus(value)}
              options={[
                { value: "", label: t("settlements.unpaid") },
                { value: "all", label: t("settlements.allStatuses") },
                ...batchStatuses.map((one) => ({ value: one, label: words(batchStatusNames[one]) })),
              ]}
            />
          }
        />
      </div>
    </>
  );
}
