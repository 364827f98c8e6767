import { PlusOutlined } from "@ant-design/icons";
import { useState } from "react";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { SearchBox } from "../../web/components/SearchBox.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useInstitutionsQuery } from "../../web/institutions.js";
import { useMay } from "../../web/session.js";
import type { InstitutionView } from "../api.js";
import { NewInstitutionForm } from "./NewInstitutionForm.js";
import "./organizations.css";
import { useOrganizationTexts } from "./texts.js";

/** 机构: the directory of hospitals on this platform, added to by the operator. */
export function InstitutionsPage() {
  const t = useOrganizationTexts();
  const may = useMay();
  const institutions = useInstitutionsQuery();
  const [typed, setTyped] = useState("");
  const [isAdding, setIsAdding] = useState(false);
  const word = typed.trim().toLowerCase();
  const found = institutions.data?.items.filter(({ name, shortName, aliases, creditCode, provinceName }) =>
    [name, shortName, ...aliases, creditCode ?? "", provinceName].some((text) =>
      text.toLowerCase().includes(word),
    ),
  );
  return (
    <>
      <PageHeader
        title={t("institutions.title")}
        note={t("institutions.note")}
        {...(may("institution.manage") && {
          primary: {
            label: t("institutions.create"),
            icon: <PlusOutlined />,
            onClick: () => setIsAdding(true),
          },
        })}
      />
      <DataTable
        id="organizations.institutions"
        label={t("institutions.label")}
        rows={found}
        rowKey={({ id }) => id}
        columns={useColumns()}
        error={institutions.error}
        onRetry={() => institutions.refetch()}
        empty={<EmptyState title={t("institutions.none")} note={t("institutions.noneNote")} />}
        toolbar={
          <SearchBox
            value={typed}
            onChange={setTyped}
            placeholder={t("institutions.search")}
            label={t("institutions.search")}
          />
        }
      />
      {isAdding && <NewInstitutionForm onClose={() => setIsAdding(false)} />}
    </>
  );
}

function useColumns(): DataColumn<InstitutionView>[] {
  const t = useOrganizationTexts();
  return [
    {
      key: "name",
      title: t("institutions.name"),
      isAlways: true,
      card: "head",
      compare: (a, b) => a.name.localeCompare(b.name, "zh"),
      render: ({ name, shortName }) => (
        <>
          {name} {shortName !== name && <span className="c-quiet">{shortName}</span>}
        </>
      ),
    },
    {
      key: "kind",
      title: t("institutions.kind"),
      render: ({ kind }) => t(`institutions.kinds.${kind}`),
    },
    { key: "level", title: t("institutions.level"), render: ({ level }) => level },
    {
      key: "region",
      title: t("institutions.region"),
      compare: (a, b) => (a.regionCode < b.regionCode ? -1 : 1),
      render: ({ provinceName, regionCode }) => (
        <>
          {provinceName} <span className="c-quiet">{regionCode}</span>
        </>
      ),
    },
    {
      key: "creditCode",
      title: t("institutions.creditCode"),
      render: ({ creditCode }) =>
        creditCode ?? <span className="c-quiet">{t("institutions.noCreditCode")}</span>,
    },
    {
      key: "status",
      title: t("institutions.status"),
      card: "aside",
      render: ({ status }) => (
        <StatusTag tone={status === "active" ? "good" : "warn"}>
          {t(`institutions.states.${status}`)}
        </StatusTag>
      ),
    },
  ];
}
