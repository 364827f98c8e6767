import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useId, useState } from "react";
import { get } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { useWords } from "../../web/i18n/index.js";
import { useIsOperator } from "../../web/institutions.js";
import { useSearchParam } from "../../web/navigation.js";
import { CompletenessGroups, type CompletenessGroupView } from "../api/completeness.js";
import { CompletenessEditor } from "./CompletenessEditor.js";
import { CompletenessVersions } from "./CompletenessVersions.js";
import { useCompletenessTexts } from "./completeness-texts.js";
import "./triage.css";

const newKey = "new";
const emptyGroup: CompletenessGroupView = {
  id: "",
  content: {
    zh: "",
    en: "",
    icd: [],
    complaints: [],
    source: "",
    items: [{ zh: "", en: "", whyZh: "", whyEn: "", words: [] }],
  },
  origin: "built_in",
  ownVersion: 0,
  editedBy: null,
  editedAt: null,
};

/** 质控: what a good request of each disease group carries; list, edit, history, undo. */
export function CompletenessPage() {
  const t = useCompletenessTexts();
  const words = useWords();
  const isOperator = useIsOperator();
  const [chosen, choose] = useSearchParam("group");
  const editorId = useId();
  // On a phone the form stands below the whole list.
  const open = (id: string) => {
    choose(id);
    if (!window.matchMedia("(max-width: 999px)").matches) return;
    requestAnimationFrame(() => document.getElementById(editorId)?.scrollIntoView({ block: "start" }));
  };
  const [sought, setSought] = useState("");
  const groups = useQuery({
    queryKey: ["completeness-groups"],
    queryFn: () => get("/api/completeness/groups", CompletenessGroups),
  });
  return (
    <>
      <PageHeader
        title={t("pageTitle")}
        note={`${t("pageNote")} ${t(isOperator ? "scopePlatform" : "scopeOwn")}`}
        extra={<Button onClick={() => open(newKey)}>{t("newGroup")}</Button>}
      />
      <QueryView query={groups} lines={10}>
        {({ items, complaints }) => {
          const shown = items.filter(({ id, content }) =>
            `${id} ${content.zh} ${content.en} ${content.icd.join(" ")}`
              .toLowerCase()
              .includes(sought.trim().toLowerCase()),
          );
          const group = chosen === newKey ? emptyGroup : items.find(({ id }) => id === chosen);
          return (
            <div className="c-columns-2 triage-editor-columns">
              <Card>
                <Input
                  aria-label={t("find")}
                  placeholder={t("find")}
                  allowClear
                  value={sought}
                  onChange={(event) => setSought(event.target.value)}
                />
                {shown.length === 0 && <p className="c-quiet">{t("none")}</p>}
                <ul className="triage-lists">
                  {shown.map(({ id, content, origin }) => (
                    <li key={id}>
                      <button type="button" aria-current={id === chosen} onClick={() => open(id)}>
                        {words(content)}{" "}
                        <span className="c-quiet">
                          {t("itemCount", { count: content.items.length })} · {t(`origin.${origin}`)}
                        </span>
                      </button>
                    </li>
                  ))}
                </ul>
              </Card>
              {group === undefined ? (
                <Card>
                  <EmptyState title={t("choose")} />
                </Card>
              ) : (
                <div className="c-stack" id={editorId}>
                  <CompletenessEditor
                    key={`${group.id} ${group.ownVersion}`}
                    group={group}
                    complaints={complaints}
                    onSaved={choose}
                  />
                  {group.id !== "" && <CompletenessVersions group={group} />}
                </div>
              )}
            </div>
          );
        }}
      </QueryView>
    </>
  );
}
