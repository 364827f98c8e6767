import { UploadOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Select } from "antd";
import { useState } from "react";
import { TitleList } from "../../terminology/api.js";
import { get, withQuery } from "../../web/api-client.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { Marked } from "../../web/components/Marked.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { RegionSelect } from "../../web/components/RegionSelect.js";
import { SearchBox } from "../../web/components/SearchBox.js";
import { SpecialtySelect } from "../../web/components/SpecialtySelect.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useDebounced } from "../../web/hooks/use-debounced.js";
import { useInstitutions } from "../../web/institutions.js";
import { AppLink, useGo, useSearchParam } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { ExpertList } from "../api.js";
import "./experts.css";
import { statusTones } from "./status-tones.js";
import { useExpertTexts } from "./texts.js";

type Expert = ExpertList["items"][number];
const pageSize = 20;
const statuses = ["active", "paused", "retired"] as const;
const modes = ["written", "video"] as const;
/** Short, so that the list keeps up with the typing; an answer that comes too late is cancelled. */
const restMs = 120;

/** 专家库: everyone in the pool, found by word or filter. */
export function ExpertSearchPage() {
  const t = useExpertTexts();
  const go = useGo();
  const may = useMay();
  const filters = useFilters();
  const q = useDebounced(filters.q.trim(), restMs);
  const { specialty, institution, title, status, region, mode, duty, number } = filters;
  const experts = useQuery({
    queryKey: ["experts", { q, specialty, institution, title, status, region, mode, duty, number }],
    queryFn: ({ signal }) =>
      get(
        withQuery("/api/experts", {
          q,
          specialty,
          institutionId: institution,
          title,
          status,
          region,
          mode,
          duty,
          limit: pageSize,
          offset: (number - 1) * pageSize,
        }),
        ExpertList,
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHeader
        title={t("search.title")}
        note={t("search.note")}
        {...(may("expert.import") && {
          primary: { label: t("search.import"), icon: <UploadOutlined />, to: "/experts/import" },
        })}
      />
      <DataTable
        id="experts.search"
        label={t("search.label")}
        rows={experts.data?.items}
        rowKey={({ practitionerRoleId }) => practitionerRoleId}
        columns={useColumns()}
        error={experts.error}
        onRetry={() => experts.refetch()}
        onOpen={({ practitionerId }) => go(`/experts/${practitionerId}`)}
        empty={<Nothing filters={filters} nearest={experts.data?.nearest ?? []} />}
        page={{ number, size: pageSize, total: experts.data?.total ?? 0, onChange: filters.setNumber }}
        toolbar={
          <Filters
            filters={filters}
            total={experts.data?.total}
            onEnter={() => {
              const [first] = experts.data?.items ?? [];
              // Only what was found for the words as they stand now.
              if (first !== undefined && q === filters.q.trim() && !experts.isPlaceholderData)
                go(`/experts/${first.practitionerId}`);
            }}
          />
        }
      />
    </>
  );
}

/** Nobody fits: names that are spelled or sound nearly so, or a way back to everyone. */
function Nothing(props: { filters: ReturnType<typeof useFilters>; nearest: readonly string[] }) {
  const { filters, nearest } = props;
  const t = useExpertTexts();
  return (
    <EmptyState
      title={t("search.emptyTitle")}
      note={nearest.length > 0 ? t("search.nearest") : t("search.emptyNote")}
      {...(filters.isFiltered && {
        action: (
          <>
            {nearest.map((name) => (
              <Button key={name} onClick={() => filters.setQ(name)}>
                {name}
              </Button>
            ))}
            <Button type={nearest.length > 0 ? "text" : "default"} onClick={filters.clear}>
              {t("search.clear")}
            </Button>
          </>
        ),
      })}
    />
  );
}

/** Codes live in the address, so that a filtered list can be shared; typed words stay on the page. */
function useFilters() {
  const [linked] = useSearchParam("q");
  const [q, setQ] = useState(linked);
  const [specialty, setSpecialty] = useSearchParam("specialty");
  const [institution, setInstitution] = useSearchParam("institution");
  const [title, setTitle] = useSearchParam("title");
  const [status, setStatus] = useSearchParam("status");
  const [region, setRegion] = useSearchParam("region");
  const [mode, setMode] = useSearchParam("mode");
  const [duty, setDuty] = useSearchParam("duty");
  const [number, setNumber] = useState(1);
  const go = useGo();
  const first =
    (change: (value: string) => void) =>
    (value: string): void => {
      change(value);
      setNumber(1);
    };
  return {
    q,
    setQ: first(setQ),
    specialty,
    setSpecialty: first(setSpecialty),
    institution,
    setInstitution: first(setInstitution),
    title,
    setTitle: first(setTitle),
    status: statuses.find((one) => one === status) ?? "",
    setStatus: first(setStatus),
    region: /^\d{6}$/u.test(region) ? region : "",
    setRegion: first(setRegion),
    mode: modes.find((one) => one === mode) ?? "",
    setMode: first(setMode),
    duty: duty === "now" ? duty : "",
    setDuty: first(setDuty),
    number,
    setNumber,
    isFiltered: [q, specialty, institution, title, status, region, mode, duty].some((value) => value !== ""),
    clear: () => {
      setQ("");
      setNumber(1);
      go("/experts", { replace: true });
    },
  };
}

function Filters(props: {
  filters: ReturnType<typeof useFilters>;
  total: number | undefined;
  onEnter: () => void;
}) {
  const { filters, total, onEnter } = props;
  const t = useExpertTexts();
  const institutions = useInstitutions();
  const titles = useQuery({
    queryKey: ["terms", "titles"],
    queryFn: () => get("/api/terms/titles", TitleList),
    staleTime: Infinity,
    meta: { still: true },
  });
  return (
    <>
      <SearchBox
        value={filters.q}
        onChange={filters.setQ}
        placeholder={t("search.placeholder")}
        label={t("search.placeholder")}
        onEnter={onEnter}
      />
      <SpecialtySelect
        label={t("search.specialty")}
        value={filters.specialty}
        onChange={filters.setSpecialty}
      />
      <Choice
        label={t("search.institution")}
        value={filters.institution}
        onChange={filters.setInstitution}
        width={220}
        options={(institutions ?? [])
          .filter(({ kind }) => kind === "hospital")
          .map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Choice
        label={t("search.title_")}
        value={filters.title}
        onChange={filters.setTitle}
        width={140}
        options={(titles.data?.items ?? [])
          .filter(({ group }) => group === "clinical")
          .map(({ code, name }) => ({ value: code, label: name }))}
      />
      <span className="c-expert-region">
        <RegionSelect
          label={t("search.region")}
          value={filters.region}
          onChange={filters.setRegion}
          isClearable
        />
      </span>
      <Choice
        label={t("search.mode")}
        value={filters.mode}
        onChange={filters.setMode}
        width={120}
        options={modes.map((one) => ({ value: one, label: t(`mode.${one}`) }))}
      />
      <Checkbox
        checked={filters.duty === "now"}
        onChange={(event) => filters.setDuty(event.target.checked ? "now" : "")}
      >
        {t("search.onDuty")}
      </Checkbox>
      <Choice
        label={t("search.status")}
        value={filters.status}
        onChange={filters.setStatus}
        width={130}
        options={statuses.map((one) => ({ value: one, label: t(`status.${one}`) }))}
      />
      {total !== undefined && (
        <span className="c-quiet" role="status">
          {t("search.count", { count: total })}
        </span>
      )}
    </>
  );
}

function Choice(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  width: number;
  options: { value: string; label: string }[];
}) {
  const { label, value, onChange, width, options } = props;
  return (
    <Select<string | null>
      aria-label={label}
      placeholder={label}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      style={{ width, maxWidth: "100%" }}
      value={value === "" ? null : value}
      options={options}
      onChange={(next: string | null | undefined) => onChange(next ?? "")}
    />
  );
}

function useColumns(): DataColumn<Expert>[] {
  const t = useExpertTexts();
  return [
    {
      key: "name",
      title: t("search.name"),
      isAlways: true,
      card: "head",
      render: ({ practitionerId, name, titleName, marks }) => (
        <>
          <AppLink to={`/experts/${practitionerId}`}>
            <Marked text={name} marks={marks.name} />
          </AppLink>
          {titleName !== null && <span className="c-quiet">{` ${titleName}`}</span>}
        </>
      ),
    },
    {
      key: "department",
      title: t("search.department"),
      render: ({ departmentName, institutionName, marks }) => (
        <>
          <div>
            <Marked text={departmentName} marks={marks.departmentName} />
          </div>
          <div className="c-quiet">
            <Marked text={institutionName} marks={marks.institutionName} />
          </div>
        </>
      ),
    },
    {
      key: "specialties",
      title: t("search.specialty"),
      render: ({ specialties }) =>
        specialties.length === 0 ? (
          <span className="c-quiet">–</span>
        ) : (
          <span className="c-specialties">
            {specialties.map(({ code, name }) => (
              <span key={code} className="c-specialty" title={code}>
                {name}
              </span>
            ))}
          </span>
        ),
    },
    {
      key: "skills",
      title: t("search.skills"),
      render: ({ skills, marks }) =>
        skills === "" ? (
          <span className="c-quiet">{t("search.noSkills")}</span>
        ) : (
          <span className="c-clamp">
            <Marked text={skills} marks={marks.skills} />
          </span>
        ),
    },
    {
      key: "status",
      title: t("search.status"),
      card: "aside",
      render: ({ status }) => <StatusTag tone={statusTones[status]}>{t(`status.${status}`)}</StatusTag>,
    },
    {
      key: "account",
      title: t("search.account"),
      card: "none",
      render: ({ hasAccount }) =>
        hasAccount ? t("search.hasAccount") : <span className="c-quiet">{t("search.noAccount")}</span>,
    },
  ];
}
