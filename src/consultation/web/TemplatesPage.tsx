import { PageHeader } from "../../web/components/PageHeader.js";
import "./consultation.css";
import "./talk.css";
import { Templates } from "./Templates.js";
import { useTalkTexts } from "./talk-texts.js";

/** 意见模板: what the institution's physicians write from. */
export function TemplatesPage() {
  const t = useTalkTexts();
  return (
    <>
      <PageHeader title={t("template.title")} note={t("template.note")} />
      <Templates />
    </>
  );
}
