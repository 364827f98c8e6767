import { auditActions, wordsOfAction } from "../../kernel/audit-actions.js";
import { SafetyCertificateOutlined } from "@ant-design/icons";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { Input, Select } from "antd";
import { useState } from "react";
import type { z } from "zod";
import { get, showProblem, withQuery } from "../../web/api-client.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { useSearchParam } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { AuditPage as AuditReply, AuditVerification } from "../api.js";
import "./admin.css";
import { useAdminTexts } from "./admin-texts.js";

type Line = z.infer<typeof AuditReply>["items"][number];

const pageSize = 50;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const tones = { done: "good", refused: "warn", read: "neutral" } as const;

/** 审计: who did what, when, and proof that nobody changed the record since. */
export function AuditPage() {
  const t = useAdminTexts();
  const words = useWords();
  const may = useMay();
  const [action, setAction] = useSearchParam("action");
  const [caseId, setCaseId] = useSearchParam("case");
  const [typed, setTyped] = useState(caseId);
  const [number, setNumber] = useState(1);
  const isBadId = typed.trim() !== "" && !uuid.test(typed.trim());
  const trail = useQuery({
    queryKey: ["audit", { action, caseId, number }],
    queryFn: () =>
      get(
        withQuery("/api/audit", {
          action,
          caseId: uuid.test(caseId) ? caseId : "",
          limit: pageSize,
          offset: (number - 1) * pageSize,
        }),
        AuditReply,
      ),
    placeholderData: keepPreviousData,
    // Each look is itself an entry of the trail, so the page does not look by itself.
    meta: { still: true },
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const verify = useMutation({
    mutationFn: () => get("/api/audit/verification", AuditVerification),
    onError: showProblem,
  });
  return (
    <>
      <PageHeader
        title={t("audit.title")}
        note={t("audit.note")}
        {...(may("audit.verify") && {
          primary: {
            label: verify.isPending ? t("audit.verifying") : t("audit.verify"),
            icon: <SafetyCertificateOutlined />,
            isPending: verify.isPending,
            onClick: () => verify.mutate(),
          },
        })}
      />
      <div role="status">{verify.data !== undefined && <Verdict result={verify.data} />}</div>
      <DataTable
        id="identity.audit"
        label={t("audit.label")}
        rows={trail.data?.items}
        rowKey={({ hash }) => hash}
        columns={useColumns()}
        error={trail.error}
        onRetry={() => trail.refetch()}
        empty={<EmptyState title={t("audit.empty")} note={t("audit.emptyNote")} />}
        page={{ number, size: pageSize, total: trail.data?.total ?? 0, onChange: setNumber }}
        toolbar={
          <>
            <Select
              aria-label={t("audit.action")}
              style={{ width: 220 }}
              value={action}
              showSearch={{ optionFilterProp: "label" }}
              options={[
                { value: "", label: t("audit.anyAction") },
                ...Object.entries(auditActions).map(([value, label]) => ({ value, label: words(label) })),
              ]}
              onChange={(value) => {
                setAction(value);
                setNumber(1);
              }}
            />
            <Input
              aria-label={t("audit.caseId")}
              placeholder={t("audit.caseId")}
              title={isBadId ? t("audit.badCaseId") : ""}
              style={{ width: 320 }}
              allowClear
              spellCheck={false}
              value={typed}
              {...(isBadId && { status: "error" as const })}
              onChange={(event) => {
                const text = event.target.value.trim();
                setTyped(event.target.value);
                if (text === "" || uuid.test(text)) setCaseId(text);
                setNumber(1);
              }}
            />
          </>
        }
      />
    </>
  );
}

function Verdict({ result }: { result: z.infer<typeof AuditVerification> }) {
  const t = useAdminTexts();
  const { chains, entries, faults } = result;
  if (faults.length === 0) return <p className="c-verdict">{t("audit.intact", { chains, entries })}</p>;
  return (
    <div className="c-verdict" data-tone="bad">
      <p>{t("audit.broken", { count: faults.length })}</p>
      <ul>
        {faults.slice(0, 20).map((fault) => (
          <li key={`${fault.institutionId} ${fault.sequence} ${fault.problem}`}>
            {t("audit.faultAt", {
              institution: fault.institutionId,
              sequence: fault.sequence,
              problem: t(`audit.faults.${fault.problem}`),
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}

function useColumns(): DataColumn<Line>[] {
  const t = useAdminTexts();
  const words = useWords();
  const nothing = <span className="c-quiet">–</span>;
  return [
    { key: "at", title: t("audit.at"), isAlways: true, render: ({ at }) => <LocalTime at={at} /> },
    {
      key: "action",
      title: t("audit.action"),
      isAlways: true,
      card: "head",
      render: ({ action }) => {
        const label = wordsOfAction(action);
        return <span title={action}>{label === undefined ? action : words(label)}</span>;
      },
    },
    {
      key: "outcome",
      title: t("audit.outcome"),
      card: "aside",
      render: ({ outcome }) => <StatusTag tone={tones[outcome]}>{t(`audit.outcomes.${outcome}`)}</StatusTag>,
    },
    { key: "actor", title: t("audit.actor"), isAlways: true, render: ({ actor }) => actor },
    { key: "institution", title: t("audit.institution"), render: ({ institutionName }) => institutionName },
    {
      key: "subject",
      title: t("audit.subject"),
      render: ({ subjectKind, subjectId }) => (
        <span className="c-mono" title={subjectId ?? ""}>
          {subjectId === null ? subjectKind : `${subjectKind} ${subjectId.slice(0, 8)}`}
        </span>
      ),
    },
    {
      key: "details",
      title: t("audit.details"),
      render: ({ details }) => {
        const entries = Object.entries(details);
        if (entries.length === 0) return nothing;
        return (
          <dl className="c-audit-details">
            {entries.map(([name, value]) => (
              <div key={name}>
                <dt>{`${name} `}</dt>
                <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
              </div>
            ))}
          </dl>
        );
      },
    },
    {
      key: "sequence",
      title: t("audit.sequence"),
      align: "right",
      render: ({ sequence }) => <span className="c-num">{sequence}</span>,
    },
    {
      key: "hash",
      title: t("audit.hash"),
      isOffAtFirst: true,
      card: "none",
      render: ({ hash }) => (
        <span className="c-mono" title={hash}>
          {hash.slice(0, 12)}
        </span>
      ),
    },
  ];
}
