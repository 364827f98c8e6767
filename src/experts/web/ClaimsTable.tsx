import { Button } from "antd";
import { useState } from "react";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import type { ClaimView } from "../api/claims.js";
import { useClaimTexts } from "./claim-texts.js";
import { claimTones, countsCases } from "./claim-words.js";
import { useExpertTexts } from "./texts.js";

const shownAtFirst = 12;

/** What an expert can do and has done: every fact with its source and how far it was checked. */
export function ClaimsTable(props: { claims: readonly ClaimView[]; onOpen: (claim: ClaimView) => void }) {
  const { claims, onOpen } = props;
  const t = useExpertTexts();
  const words = useClaimTexts();
  const [isWhole, setIsWhole] = useState(false);
  const nothing = <span className="c-quiet">–</span>;
  const columns: DataColumn<ClaimView>[] = [
    {
      key: "what",
      title: t("claim.what"),
      isAlways: true,
      card: "head",
      render: ({ label, kind }) => (
        <>
          {label} {kind !== "disease_cases" && <span className="c-quiet">{t(`claimKind.${kind}`)}</span>}
        </>
      ),
    },
    {
      key: "quantity",
      title: t("claim.quantity"),
      align: "right",
      compare: (a, b) => (a.quantity ?? 0) - (b.quantity ?? 0),
      render: ({ quantity, kind }) =>
        quantity === null ? (
          nothing
        ) : (
          <span className="c-num">
            {countsCases(kind) ? t("claim.cases", { count: quantity }) : quantity}
          </span>
        ),
    },
    { key: "source", title: t("claim.source"), render: ({ source }) => t(`claimSource.${source}`) },
    {
      key: "state",
      title: t("claim.state"),
      card: "aside",
      render: ({ state }) => <StatusTag tone={claimTones[state]}>{t(`claimState.${state}`)}</StatusTag>,
    },
    {
      key: "asOf",
      title: t("claim.asOf"),
      render: ({ asOf, isOverdue, nextDueOn }) => (
        <span className="c-num">
          {asOf}
          {isOverdue && nextDueOn !== null && (
            <span className="c-warn-text"> {words("line.overdue", { on: nextDueOn })}</span>
          )}
        </span>
      ),
    },
    {
      key: "open",
      title: words("abilities.more"),
      isAlways: true,
      render: (claim) => (
        <Button
          size="small"
          aria-label={words("abilities.openFor", { label: claim.label })}
          onClick={() => onOpen(claim)}
        >
          {words("abilities.open")}
        </Button>
      ),
    },
  ];
  return (
    <>
      <p className="c-quiet" style={{ marginBottom: 8 }}>
        {t("page.claimsNote")}
      </p>
      <DataTable
        id="experts.claims"
        isFixed
        label={t("claim.label")}
        rows={isWhole ? claims : claims.slice(0, shownAtFirst)}
        rowKey={({ claimId }) => claimId}
        columns={columns}
        empty={<p className="c-quiet">{t("page.noClaims")}</p>}
      />
      {!isWhole && claims.length > shownAtFirst && (
        <Button type="link" onClick={() => setIsWhole(true)}>
          {t("claim.more", { count: claims.length })}
        </Button>
      )}
    </>
  );
}
