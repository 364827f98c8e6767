import { PlusOutlined } from "@ant-design/icons";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Popconfirm } from "antd";
import { useState } from "react";
import { get, Nothing, put, showDone, showProblem, withQuery } from "../../web/api-client.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { SearchBox } from "../../web/components/SearchBox.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useDebounced } from "../../web/hooks/use-debounced.js";
import { useWords } from "../../web/i18n/index.js";
import { useMay, useSession } from "../../web/session.js";
import { AccountList, type AccountView, roleNames } from "../api.js";
import "./admin.css";
import { useAdminTexts } from "./admin-texts.js";
import { GrantRoles } from "./GrantRoles.js";
import { NewAccountForm } from "./NewAccountForm.js";

const pageSize = 50;

/** 账号: who may sign in and as what. Which acts are offered follows the person's own actions. */
export function AccountsPage() {
  const t = useAdminTexts();
  const may = useMay();
  const [q, setQ] = useState("");
  const [number, setNumber] = useState(1);
  const [isCreating, setIsCreating] = useState(false);
  const [granting, setGranting] = useState<AccountView>();
  const rested = useDebounced(q.trim());
  const accounts = useQuery({
    queryKey: ["accounts", { q: rested, number }],
    queryFn: () =>
      get(
        withQuery("/api/accounts", { q: rested, limit: pageSize, offset: (number - 1) * pageSize }),
        AccountList,
      ),
    placeholderData: keepPreviousData,
  });
  const columns = useColumns(setGranting);
  return (
    <>
      <PageHeader
        title={t("accounts.title")}
        note={t("accounts.note")}
        {...(may("account.create") && {
          primary: {
            label: t("accounts.create"),
            icon: <PlusOutlined />,
            onClick: () => setIsCreating(true),
          },
        })}
      />
      <DataTable
        id="identity.accounts"
        label={t("accounts.label")}
        rows={accounts.data?.items}
        rowKey={({ personId }) => personId}
        columns={columns}
        error={accounts.error}
        onRetry={() => accounts.refetch()}
        empty={<EmptyState title={t("accounts.empty")} note={t("accounts.emptyNote")} />}
        page={{ number, size: pageSize, total: accounts.data?.total ?? 0, onChange: setNumber }}
        toolbar={
          <SearchBox
            value={q}
            onChange={(value) => {
              setQ(value);
              setNumber(1);
            }}
            placeholder={t("accounts.search")}
          />
        }
      />
      {isCreating && <NewAccountForm onClose={() => setIsCreating(false)} />}
      {granting !== undefined && <GrantRoles account={granting} onClose={() => setGranting(undefined)} />}
    </>
  );
}

function useColumns(grant: (account: AccountView) => void): DataColumn<AccountView>[] {
  const t = useAdminTexts();
  const words = useWords();
  return [
    {
      key: "name",
      title: t("accounts.name"),
      isAlways: true,
      card: "head",
      render: ({ name }) => <strong>{name}</strong>,
    },
    {
      key: "username",
      title: t("accounts.username"),
      render: ({ username }) => username ?? <span className="c-quiet">{t("accounts.noUsername")}</span>,
    },
    {
      key: "institution",
      title: t("accounts.institution"),
      render: ({ institutionName }) => institutionName,
    },
    {
      key: "roles",
      title: t("accounts.roles"),
      isAlways: true,
      render: ({ roles }) =>
        roles.length === 0 ? (
          <span className="c-quiet">{t("accounts.noRoles")}</span>
        ) : (
          <span className="c-role-list">
            {roles.map((role) => (
              <span key={role} className="c-role">
                {words(roleNames[role])}
              </span>
            ))}
          </span>
        ),
    },
    {
      key: "status",
      title: t("accounts.status"),
      card: "aside",
      render: ({ status }) => (
        <StatusTag tone={status === "active" ? "good" : "neutral"}>{t(`accounts.${status}`)}</StatusTag>
      ),
    },
    {
      key: "acts",
      title: t("accounts.acts"),
      isAlways: true,
      render: (account) => <Acts account={account} onGrant={() => grant(account)} />,
    },
  ];
}

/** What may be done with this account: only at one's own institution, and never to oneself. */
function Acts({ account, onGrant }: { account: AccountView; onGrant: () => void }) {
  const t = useAdminTexts();
  const may = useMay();
  const session = useSession();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (status: "active" | "disabled") =>
      put(`/api/accounts/${account.personId}/status`, Nothing, { status }),
    onSuccess: (_reply, status) =>
      showDone(t(status === "active" ? "status.enabled" : "status.disabled", { name: account.name })),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["accounts"] }),
  });
  if (account.personId === session.personId) return <span className="c-quiet">{t("accounts.you")}</span>;
  if (account.institutionId !== session.institution.id) return null;
  return (
    <span className="c-actions">
      {may("account.set-roles") && (
        <Button size="small" onClick={onGrant}>
          {t("accounts.setRoles")}
        </Button>
      )}
      {may("account.set-status") &&
        (account.status === "active" ? (
          <Popconfirm
            title={t("status.disableTitle", { name: account.name })}
            description={<div style={{ maxWidth: 320 }}>{t("status.disableNote")}</div>}
            okText={t("accounts.disable")}
            cancelText={t("grant.cancel")}
            okButtonProps={{ danger: true }}
            onConfirm={() => change.mutate("disabled")}
          >
            <Button size="small" loading={change.isPending}>
              {t("accounts.disable")}
            </Button>
          </Popconfirm>
        ) : (
          <Button size="small" loading={change.isPending} onClick={() => change.mutate("active")}>
            {t("accounts.enable")}
          </Button>
        ))}
    </span>
  );
}
