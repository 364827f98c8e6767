import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Popconfirm } from "antd";
import { get, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { useSpecialtyNames } from "../../web/components/SpecialtySelect.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag, type Tone } from "../../web/components/StatusTag.js";
import { useNow } from "../../web/hooks/use-now.js";
import { useMay } from "../../web/session.js";
import { useWords } from "../../web/i18n/index.js";
import { agreementServiceNames, AgreementList, AgreementView, type AgreementStatus } from "../api.js";
import { PartySignature } from "./SignAgreement.js";
import { useOrganizationTexts } from "./texts.js";

const tones: Readonly<Record<AgreementStatus, Tone>> = {
  drafting: "neutral",
  in_force: "good",
  suspended: "warn",
  ended: "neutral",
};
const moves = ["in_force", "suspended", "ended"] as const;
const dayMs = 86_400_000;
const warnedDays = 60;

/** Agreements this person may see, with the moves the operator may make. */
export function AgreementTable({ emptyNote }: { emptyNote: string }) {
  const t = useOrganizationTexts();
  const agreements = useQuery({
    queryKey: ["agreements"],
    queryFn: () => get("/api/agreements", AgreementList),
  });
  return (
    <DataTable
      id="organizations.agreements"
      isFixed
      label={t("agreements.label")}
      rows={agreements.data?.items}
      rowKey={({ id }) => id}
      columns={useColumns()}
      error={agreements.error}
      onRetry={() => agreements.refetch()}
      empty={<EmptyState title={t("agreements.none")} note={emptyNote} />}
    />
  );
}

function useColumns(): DataColumn<AgreementView>[] {
  const t = useOrganizationTexts();
  const mayManage = useMay()("agreement.manage");
  const names = useSpecialtyNames();
  const words = useWords();
  const now = useNow(60_000);
  const shown: DataColumn<AgreementView>[] = [
    { key: "name", title: t("agreements.name"), isAlways: true, card: "head", render: ({ name }) => name },
    {
      key: "parties",
      title: t("agreements.parties"),
      render: (agreement) => (
        <ul>
          {agreement.parties.map(({ organizationId, name, side }) => (
            <li key={organizationId}>
              {name} <span className="c-quiet">{t(`agreements.sides.${side}`)}</span>
              <PartySignature agreement={agreement} organizationId={organizationId} />
            </li>
          ))}
        </ul>
      ),
    },
    {
      key: "validity",
      title: t("agreements.validity"),
      render: ({ validFrom, validTo, isInForce }) => {
        const days = Math.ceil((Date.parse(`${validTo}T23:59:59+08:00`) - now) / dayMs);
        return (
          <>
            <span className="c-num">{`${validFrom} – ${validTo}`}</span>
            {isInForce && days <= warnedDays && (
              <div className="c-bad">{t("agreements.daysLeft", { count: days })}</div>
            )}
          </>
        );
      },
    },
    {
      key: "scope",
      title: t("agreements.scope"),
      render: ({ specialtyCodes, services, split }) => (
        <>
          {specialtyCodes.length === 0 ? (
            t("agreements.everything")
          ) : (
            <span title={specialtyCodes.map((code) => names.get(code) ?? code).join("、")}>
              {specialtyCodes.length <= 3
                ? specialtyCodes.map((code) => names.get(code) ?? code).join("、")
                : t("agreements.some", { count: specialtyCodes.length })}
            </span>
          )}
          {services.length > 0 && (
            <div className="c-quiet">
              {services.map((one) => words(agreementServiceNames[one])).join("、")}
            </div>
          )}
          {split !== null && (
            <div className="c-quiet c-num">
              {(["inviter", "invitee", "platform", "expert"] as const)
                .map((share) => `${t(`newAgreement.splits.${share}`)} ${split[share]}%`)
                .join(" · ")}
            </div>
          )}
        </>
      ),
    },
    {
      key: "status",
      title: t("agreements.status"),
      isAlways: true,
      card: "aside",
      render: ({ status, isInForce, paperReference }) => (
        <>
          <StatusTag tone={status === "in_force" && !isInForce ? "warn" : tones[status]}>
            {t(`agreements.states.${status}`)}
          </StatusTag>
          {paperReference !== null && (
            <div className="c-quiet">{t("agreements.onPaper", { reference: paperReference })}</div>
          )}
          {status === "in_force" && !isInForce && <div className="c-quiet">{t("agreements.outOfDate")}</div>}
        </>
      ),
    },
  ];
  if (!mayManage) return shown;
  return [
    ...shown,
    {
      key: "acts",
      title: t("agreements.acts"),
      isAlways: true,
      render: (agreement) => <Moves agreement={agreement} />,
    },
  ];
}

function Moves({ agreement }: { agreement: AgreementView }) {
  const t = useOrganizationTexts();
  const queryClient = useQueryClient();
  const move = useMutation({
    mutationFn: (status: (typeof moves)[number]) =>
      postOnce(`/api/agreements/${agreement.id}/status`, AgreementView, { status }),
    onSuccess: (_reply, status) =>
      showDone(t("agreements.changed", { name: agreement.name, state: t(`agreements.states.${status}`) })),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["agreements"] }),
  });
  return (
    <span className="c-actions">
      {moves
        .filter((status) => agreement.nextStatuses.includes(status))
        .map((status) => (
          <Popconfirm
            key={status}
            title={`${t(`agreements.asks.${status}`)}：${agreement.name}`}
            description={<div style={{ maxWidth: 320 }}>{t(`agreements.consequences.${status}`)}</div>}
            okText={t(`agreements.moves.${status}`)}
            cancelText={t("agreements.cancel")}
            okButtonProps={{ danger: status === "ended" }}
            onConfirm={() => move.mutate(status)}
          >
            <Button
              size="small"
              type={status === "in_force" ? "primary" : "default"}
              ghost={status === "in_force"}
              loading={move.isPending && move.variables === status}
            >
              {t(`agreements.moves.${status}`)}
            </Button>
          </Popconfirm>
        ))}
    </span>
  );
}
