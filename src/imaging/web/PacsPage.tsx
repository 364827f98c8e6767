import { PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get, post, showDone, showProblem } from "../../web/api-client.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { PacsList, PacsTested, type PacsView } from "../api.js";
import "./imaging.css";
import { PacsForm } from "./PacsForm.js";
import { useImagingTexts } from "./texts.js";

/** 影像系统: the PACS of the hospitals, for whoever runs the platform. */
export function PacsPage() {
  const t = useImagingTexts();
  const [editing, setEditing] = useState<PacsView | "new">();
  const list = useQuery({ queryKey: ["pacs"], queryFn: () => get("/api/pacs", PacsList) });
  return (
    <>
      <PageHeader
        title={t("pacsPage.title")}
        note={t("pacsPage.note")}
        primary={{ label: t("pacsPage.add"), icon: <PlusOutlined />, onClick: () => setEditing("new") }}
      />
      <QueryView query={list} lines={6}>
        {({ items, networks }) => (
          <div className="c-stack">
            {items.length === 0 && <EmptyState title={t("pacsPage.empty")} note={t("pacsPage.emptyNote")} />}
            {items.length > 0 && (
              <ul className="im-pacs" aria-label={t("pacsPage.label")}>
                {items.map((one) => (
                  <PacsItem key={one.id} pacs={one} onEdit={() => setEditing(one)} />
                ))}
              </ul>
            )}
            <p className="c-quiet">
              {networks.length > 0
                ? t("pacsPage.networks", { networks: networks.join("、") })
                : t("pacsPage.noNetworks")}
            </p>
          </div>
        )}
      </QueryView>
      {editing !== undefined && (
        <PacsForm
          {...(editing !== "new" && { pacs: editing })}
          onClose={() => setEditing(undefined)}
          onSaved={() => void list.refetch()}
        />
      )}
    </>
  );
}

function PacsItem({ pacs, onEdit }: { pacs: PacsView; onEdit: () => void }) {
  const t = useImagingTexts();
  const words = useWords();
  const test = useMutation({
    mutationFn: () => post(`/api/pacs/${pacs.id}/test`, PacsTested),
    onSuccess: (found) => {
      if (found.ok) showDone(t("pacsPage.testOk", { ms: found.milliseconds }));
    },
    onError: showProblem,
  });
  return (
    <li className="c-card">
      <div className="im-pacs-head">
        <strong>{pacs.name}</strong>
        <StatusTag tone={pacs.status === "enabled" ? "good" : "neutral"}>
          {t(`pacsPage.status.${pacs.status}`)}
        </StatusTag>
        <span className="c-quiet">{pacs.institutionName}</span>
      </div>
      <p className="im-address">{pacs.baseUrl}</p>
      <p className="c-quiet">
        {t("pacsPage.auth")}：{t(`pacsPage.auths.${pacs.auth}`)}
        {pacs.username !== "" && ` · ${pacs.username}`}
      </p>
      {test.data?.failure && (
        <p className="c-bad" role="alert">
          {words(test.data.failure)}
        </p>
      )}
      <div className="c-actions">
        <Button aria-label={t("pacsPage.editOf", { name: pacs.name })} onClick={onEdit}>
          {t("pacsPage.edit")}
        </Button>
        <Button
          aria-label={t("pacsPage.testOf", { name: pacs.name })}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t("pacsPage.test")}
        </Button>
      </div>
    </li>
  );
}
