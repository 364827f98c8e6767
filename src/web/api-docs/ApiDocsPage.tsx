import { DownloadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { groupBy } from "../../kernel/collections.js";
import { get } from "../api-client.js";
import { Card } from "../components/Card.js";
import { PageHeader } from "../components/PageHeader.js";
import { SearchBox } from "../components/SearchBox.js";
import { EmptyState, QueryView } from "../components/states.js";
import "./api-docs.css";
import { OpenApi, operationsOf } from "./openapi.js";
import { OperationView } from "./OperationView.js";
import { useApiTexts } from "./texts.js";

/** 接口文档: the server's own description of itself, made readable. */
export function ApiDocsPage() {
  const t = useApiTexts();
  const document = useQuery({
    queryKey: ["openapi"],
    queryFn: () => get("/api/openapi.json", OpenApi),
    staleTime: Infinity,
    meta: { still: true },
  });
  return (
    <>
      <PageHeader
        title={t("title")}
        note={t("note", { version: document.data?.info.version ?? "" })}
        extra={
          <Button icon={<DownloadOutlined />} href="/api/openapi.json" download="consilium-openapi.json">
            {t("download")}
          </Button>
        }
      />
      <QueryView query={document} lines={10}>
        {(data) => <Operations document={data} />}
      </QueryView>
    </>
  );
}

function Operations({ document }: { document: OpenApi }) {
  const t = useApiTexts();
  const [typed, setTyped] = useState("");
  const words = typed.toLowerCase().split(/\s+/u);
  const found = operationsOf(document).filter((one) => {
    const text = [one.method, one.path, one.summary.zh, one.summary.en, one.action].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const groups = [...groupBy(found, ({ group }) => group)];
  return (
    <>
      <Card title={t("rules.title")}>
        <ul className="c-stack" style={{ gap: 4 }}>
          <li>{t("rules.session")}</li>
          <li>{t("rules.key")}</li>
          <li>{t("rules.problem")}</li>
          <li>{t("rules.time")}</li>
        </ul>
      </Card>
      <div className="c-actions" style={{ margin: "16px 0" }}>
        <SearchBox value={typed} onChange={setTyped} placeholder={t("search")} label={t("search")} />
        <span className="c-quiet" role="status">
          {t("count", { count: found.length })}
        </span>
      </div>
      {groups.length === 0 && <EmptyState title={t("none")} />}
      <div className="c-api">
        <nav className="c-api-contents" aria-label={t("contents")}>
          <ul>
            {groups.map(([group, operations]) => (
              <li key={group}>
                <a href={`#api-${group}`}>
                  {group} <span>{operations.length}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div>
          {groups.map(([group, operations]) => (
            <section key={group} id={`api-${group}`} className="c-api-group" aria-label={group}>
              <h2>{group}</h2>
              {operations.map((one) => (
                <OperationView key={one.key} operation={one} schemas={document.components.schemas} />
              ))}
            </section>
          ))}
        </div>
      </div>
    </>
  );
}
