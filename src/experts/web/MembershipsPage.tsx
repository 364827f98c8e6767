import { UserAddOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Segmented, Select } from "antd";
import { useState } from "react";
import { get, withQuery } from "../../web/api-client.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { SearchBox } from "../../web/components/SearchBox.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useDebounced } from "../../web/hooks/use-debounced.js";
import { useInstitutions, useIsOperator } from "../../web/institutions.js";
import { AppLink, useGo, useSearchParam } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { type MembershipLine, MembershipList } from "../api/membership.js";
import { InviteForm } from "./InviteForm.js";
import { useMembershipTexts } from "./membership-texts.js";
import { membershipTones } from "./membership-tones.js";

const views = ["open", "members", "ending", "paused", "left", "all"] as const;
type View = (typeof views)[number];
const pageSize = 20;

/** 专家参与审批 / 聘任审核: what waits for the reader's decision, and everybody's term. */
export function MembershipsPage() {
  const t = useMembershipTexts();
  const may = useMay();
  const go = useGo();
  const isOperator = useIsOperator();
  const institutions = useInstitutions();
  const [shown, setShown] = useSearchParam("view");
  const [institutionId, setInstitutionId] = useSearchParam("institution");
  const [typed, setTyped] = useState("");
  const [number, setNumber] = useState(1);
  const [isInviting, setIsInviting] = useState(false);
  const view: View = views.find((one) => one === shown) ?? "open";
  const q = useDebounced(typed.trim());
  const list = useQuery({
    queryKey: ["experts", { memberships: view, institutionId, q, number }],
    queryFn: () =>
      get(
        withQuery("/api/memberships", {
          view,
          institutionId,
          q,
          limit: pageSize,
          offset: (number - 1) * pageSize,
        }),
        MembershipList,
      ),
    placeholderData: keepPreviousData,
  });
  const side = isOperator ? "platform" : "office";
  return (
    <>
      <PageHeader
        title={t(`title.${side}`)}
        note={t(`note.${side}`)}
        {...(may("membership.invite") && {
          primary: { label: t("invite"), icon: <UserAddOutlined />, onClick: () => setIsInviting(true) },
        })}
      />
      <div className="c-scroll-x">
        <Segmented
          value={view}
          options={views.map((one) => ({ value: one, label: t(`views.${one}`) }))}
          onChange={(next) => {
            setShown(next === "open" ? "" : next);
            setNumber(1);
          }}
          aria-label={t("status")}
        />
      </div>
      <DataTable
        id="experts.memberships"
        label={t("list")}
        rows={list.data?.items}
        rowKey={({ membershipId }) => membershipId}
        columns={useColumns(isOperator)}
        error={list.error}
        onRetry={() => list.refetch()}
        onOpen={({ membershipId }) => go(`/memberships/${membershipId}`)}
        empty={
          view === "open" && q === "" ? (
            <EmptyState title={t("empty.open")} note={t("empty.openNote")} />
          ) : (
            <EmptyState title={t("empty.other")} note={t("empty.otherNote")} />
          )
        }
        page={{ number, size: pageSize, total: list.data?.total ?? 0, onChange: setNumber }}
        toolbar={
          <>
            <SearchBox
              value={typed}
              onChange={(value) => {
                setTyped(value);
                setNumber(1);
              }}
              placeholder={t("search")}
              label={t("search")}
            />
            {isOperator && (
              <Select
                aria-label={t("institution")}
                value={institutionId}
                style={{ width: 220, maxWidth: "100%" }}
                options={[
                  { value: "", label: t("anyInstitution") },
                  ...(institutions ?? [])
                    .filter(({ kind }) => kind === "hospital")
                    .map(({ id, name }) => ({ value: id, label: name })),
                ]}
                onChange={(next) => {
                  setInstitutionId(next);
                  setNumber(1);
                }}
              />
            )}
            {list.data !== undefined && (
              <span className="c-quiet">{t("total", { count: list.data.total })}</span>
            )}
          </>
        }
      />
      {isInviting && <InviteForm onClose={() => setIsInviting(false)} />}
    </>
  );
}

function useColumns(isOperator: boolean): DataColumn<MembershipLine>[] {
  const t = useMembershipTexts();
  return [
    {
      key: "name",
      title: t("name"),
      isAlways: true,
      card: "head",
      render: ({ membershipId, name, titleName }) => (
        <>
          <AppLink to={`/memberships/${membershipId}`}>{name}</AppLink>
          {titleName !== null && <span className="c-quiet">{` ${titleName}`}</span>}
        </>
      ),
    },
    { key: "department", title: t("department"), render: ({ departmentName }) => departmentName || "—" },
    ...(isOperator
      ? [
          {
            key: "institution",
            title: t("institution"),
            render: ({ institutionName }: MembershipLine) => institutionName,
          },
        ]
      : []),
    {
      key: "status",
      title: t("status"),
      card: "aside",
      render: ({ status }) => <StatusTag tone={membershipTones[status]}>{t(`states.${status}`)}</StatusTag>,
    },
    {
      key: "term",
      title: t("term"),
      compare: (a, b) => ((a.termTo ?? "") < (b.termTo ?? "") ? -1 : 1),
      render: ({ termFrom, termTo }) =>
        termFrom === null || termTo === null ? (
          <span className="c-quiet">{t("noTerm")}</span>
        ) : (
          <span className="c-num">{t("termValue", { from: termFrom, to: termTo })}</span>
        ),
    },
    {
      key: "since",
      title: t("since"),
      render: ({ statusSince }) => <LocalTime at={statusSince} form="date" />,
    },
  ];
}
