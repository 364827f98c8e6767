import { PlusOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { get, withQuery } from "../../web/api-client.js";
import { Countdown } from "../../web/components/Countdown.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { UrgencyTag } from "../../web/components/UrgencyTag.js";
import { AppLink, useGo, useSearchParam } from "../../web/navigation.js";
import { useMay, useSession } from "../../web/session.js";
import { CaseList, type CaseSummary } from "../api.js";
import { nextWords, statusTones } from "./case-words.js";
import "./cases.css";
import { useCaseTexts } from "./texts.js";

const pageSize = 20;
type Scope = "open" | "closed";

/** A draft is its author's alone, so whoever sees one goes on writing it. */
const placeOf = ({ id, status }: CaseSummary): string =>
  status === "draft" ? `/cases/${id}/edit` : `/cases/${id}`;

/** 我的申请: what waits for whom, and what has ended. The server lists what this person may read. */
export function MyCasesPage() {
  const t = useCaseTexts();
  const may = useMay();
  const go = useGo();
  const { roles } = useSession();
  const [scopeText] = useSearchParam("scope");
  const [pageText, setPage] = useSearchParam("page");
  const scope: Scope = scopeText === "closed" ? "closed" : "open";
  const number = Math.max(1, Number.parseInt(pageText, 10) || 1);
  const cases = useQuery({
    queryKey: ["case", { scope, number }],
    queryFn: () =>
      get(withQuery("/api/cases", { scope, limit: pageSize, offset: (number - 1) * pageSize }), CaseList),
    placeholderData: keepPreviousData,
  });
  const mayCreate = may("case.create");
  const create = { label: t("list.create"), to: "/cases/new", icon: <PlusOutlined /> };
  const isReaderOfMany = roles.some((role) => ["medical_affairs", "quality", "dispatcher"].includes(role));
  const title = isReaderOfMany
    ? t("list.titleInstitution")
    : roles.includes("expert") && !mayCreate
      ? t("list.titleExpert")
      : t("list.title");
  return (
    <>
      <PageHeader title={title} {...(mayCreate && { primary: create })} />
      <DataTable
        id="cases.list"
        label={t("list.label")}
        rows={cases.data?.items}
        rowKey={({ id }) => id}
        columns={useColumns(!mayCreate || isReaderOfMany)}
        error={cases.error}
        onRetry={() => cases.refetch()}
        onOpen={(one) => go(placeOf(one))}
        toolbar={
          <Segmented<Scope>
            aria-label={t("list.scope")}
            value={scope}
            // The other list begins at its first page.
            onChange={(next) => go(next === "open" ? "/cases" : "/cases?scope=closed", { replace: true })}
            options={[
              { value: "open", label: t("list.open") },
              { value: "closed", label: t("list.closed") },
            ]}
          />
        }
        page={{
          number,
          size: pageSize,
          total: cases.data?.total ?? 0,
          onChange: (next) => setPage(next === 1 ? "" : String(next)),
        }}
        empty={
          scope === "closed" ? (
            <EmptyState title={t("list.emptyClosed")} />
          ) : (
            <EmptyState
              title={t("list.emptyOpen")}
              note={mayCreate ? t("list.emptyOpenNote") : t("list.emptyOpenReader")}
              {...(mayCreate && { action: <AppLink to={create.to}>{create.label}</AppLink> })}
            />
          )
        }
      />
    </>
  );
}

function useColumns(showsRequester: boolean): readonly DataColumn<CaseSummary>[] {
  const t = useCaseTexts();
  const may = useMay();
  const isMine = (one: CaseSummary) => one.nextActor === "requester" && may("case.create");
  const levelOf = (one: CaseSummary) =>
    one.urgencyLevel === null ? (
      <span className="c-quiet">{t("list.untriaged")}</span>
    ) : (
      <UrgencyTag level={one.urgencyLevel} />
    );
  return [
    { key: "level", title: t("list.level"), width: 112, card: "aside", isAlways: true, render: levelOf },
    {
      key: "question",
      title: t("list.question"),
      card: "head",
      isAlways: true,
      render: (one) => (
        <div className="cases-question">
          <AppLink to={placeOf(one)}>{one.question || t("list.noQuestion")}</AppLink>
          <span className="c-quiet">{one.patientLabel}</span>
        </div>
      ),
    },
    {
      key: "state",
      title: t("list.state"),
      width: 132,
      card: "aside",
      render: (one) => <StatusTag tone={statusTones[one.status]}>{t(`status.${one.status}`)}</StatusTag>,
    },
    {
      key: "next",
      title: t("list.nextStep"),
      width: 190,
      render: (one) => {
        const next = nextWords(one, isMine(one), t);
        if (next === null) return <span className="c-quiet">{t("next.none")}</span>;
        return (
          <span className={next.isYou ? "cases-yours" : undefined}>
            {`${next.isYou ? t("next.you") : next.who} · ${next.what}`}
          </span>
        );
      },
    },
    {
      key: "clock",
      title: t("list.clock"),
      width: 160,
      render: (one) => (one.dueAt === null ? "—" : <Countdown dueAt={one.dueAt} />),
    },
    {
      key: "from",
      title: t("list.from"),
      isOffAtFirst: !showsRequester,
      card: showsRequester ? "line" : "none",
      render: (one) => `${one.institutionName} · ${one.requesterName}`,
    },
    {
      key: "specialty",
      title: t("list.specialty"),
      isOffAtFirst: true,
      card: "none",
      render: (one) => one.wantedSpecialtyName ?? "—",
    },
    {
      key: "submittedAt",
      title: t("list.submittedAt"),
      width: 140,
      card: "none",
      render: (one) => (one.submittedAt === null ? "—" : <LocalTime at={one.submittedAt} />),
    },
    {
      key: "number",
      title: t("list.number"),
      width: 124,
      card: "none",
      render: (one) => <span className="c-num">{one.number ?? "—"}</span>,
    },
  ];
}
