import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { get, withQuery } from "../../web/api-client.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { SearchBox } from "../../web/components/SearchBox.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useDebounced } from "../../web/hooks/use-debounced.js";
import { AppLink, useGo } from "../../web/navigation.js";
import { useOrganizationTexts } from "./texts.js";

/** As much of an expert's line as is shown here: the registry stands above this module. */
const Experts = z.object({
  total: z.number(),
  items: z.array(
    z.object({
      practitionerId: z.uuid(),
      practitionerRoleId: z.uuid(),
      name: z.string(),
      titleName: z.string().nullable(),
      departmentName: z.string(),
      specialties: z.array(z.object({ code: z.string(), name: z.string() })),
      status: z.enum(["active", "paused", "retired"]),
      dailyCap: z.number(),
      weeklyCap: z.number(),
      hasAccount: z.boolean(),
    }),
  ),
});
type HouseExpert = z.infer<typeof Experts>["items"][number];

const pageSize = 20;
const tones = { active: "good", paused: "warn", retired: "neutral" } as const;

/** The house's own experts: who takes cases, how many, and who cannot yet. */
export function HouseExperts({ institutionId }: { institutionId: string }) {
  const t = useOrganizationTexts();
  const go = useGo();
  const [typed, setTyped] = useState("");
  const [number, setNumber] = useState(1);
  const q = useDebounced(typed.trim());
  const experts = useQuery({
    queryKey: ["experts", { house: institutionId, q, number }],
    queryFn: () =>
      get(
        withQuery("/api/experts", { institutionId, q, limit: pageSize, offset: (number - 1) * pageSize }),
        Experts,
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <DataTable
      id="organizations.experts"
      isFixed
      label={t("experts.label")}
      rows={experts.data?.items}
      rowKey={({ practitionerRoleId }) => practitionerRoleId}
      columns={useColumns()}
      error={experts.error}
      onRetry={() => experts.refetch()}
      onOpen={({ practitionerId }) => go(`/experts/${practitionerId}`)}
      empty={<EmptyState title={t("office.noExperts")} note={t("office.noExpertsNote")} />}
      page={{ number, size: pageSize, total: experts.data?.total ?? 0, onChange: setNumber }}
      toolbar={
        <>
          <SearchBox
            value={typed}
            onChange={(value) => {
              setTyped(value);
              setNumber(1);
            }}
            placeholder={t("experts.search")}
            label={t("experts.search")}
          />
          {experts.data !== undefined && (
            <span className="c-quiet">{t("experts.total", { count: experts.data.total })}</span>
          )}
        </>
      }
    />
  );
}

function useColumns(): DataColumn<HouseExpert>[] {
  const t = useOrganizationTexts();
  return [
    {
      key: "name",
      title: t("experts.name"),
      isAlways: true,
      card: "head",
      render: ({ practitionerId, name, titleName }) => (
        <>
          <AppLink to={`/experts/${practitionerId}`}>{name}</AppLink>
          {titleName !== null && <span className="c-quiet">{` ${titleName}`}</span>}
        </>
      ),
    },
    { key: "department", title: t("experts.department"), render: ({ departmentName }) => departmentName },
    {
      key: "specialties",
      title: t("experts.specialties"),
      render: ({ specialties }) =>
        specialties.length === 0 ? (
          <AppLink to="/terminology/review">{t("experts.noSpecialty")}</AppLink>
        ) : (
          specialties.map(({ name }) => name).join("、")
        ),
    },
    {
      key: "status",
      title: t("experts.status"),
      card: "aside",
      render: ({ status }) => <StatusTag tone={tones[status]}>{t(`experts.states.${status}`)}</StatusTag>,
    },
    {
      key: "caps",
      title: t("experts.caps"),
      render: ({ dailyCap, weeklyCap }) => (
        <span className="c-num">{t("experts.capsValue", { day: dailyCap, week: weeklyCap })}</span>
      ),
    },
    {
      key: "account",
      title: t("experts.account"),
      render: ({ hasAccount }) =>
        hasAccount ? t("experts.hasAccount") : <span className="c-quiet">{t("experts.noAccount")}</span>,
    },
  ];
}
