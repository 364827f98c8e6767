import { Button } from "antd";
import { useState } from "react";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { StatusTag, type Tone } from "../../web/components/StatusTag.js";
import type { ExpertProfile } from "../api.js";
import { useExpertTexts } from "./texts.js";

type Claim = ExpertProfile["claims"][number];

const tones: Readonly<Record<Claim["state"], Tone>> = {
  asserted: "neutral",
  verified: "good",
  disputed: "bad",
  expired: "warn",
  withdrawn: "neutral",
};
const shownAtFirst = 12;

/** 主张: every fact with its source and how far it was checked. */
export function ClaimsTable({ claims }: { claims: readonly Claim[] }) {
  const t = useExpertTexts();
  const [isWhole, setIsWhole] = useState(false);
  const nothing = <span className="c-quiet">–</span>;
  const columns: DataColumn<Claim>[] = [
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
    { key: "code", title: t("claim.code"), render: ({ code }) => code ?? nothing },
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
            {kind === "disease_cases" ? t("claim.cases", { count: quantity }) : quantity}
          </span>
        ),
    },
    { key: "source", title: t("claim.source"), render: ({ source }) => t(`claimSource.${source}`) },
    {
      key: "state",
      title: t("claim.state"),
      card: "aside",
      render: ({ state }) => <StatusTag tone={tones[state]}>{t(`claimState.${state}`)}</StatusTag>,
    },
    { key: "asOf", title: t("claim.asOf"), render: ({ asOf }) => <span className="c-num">{asOf}</span> },
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
        rowKey={({ kind, label, source }) => `${kind} ${label} ${source}`}
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
