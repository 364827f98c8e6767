import { Tabs } from "antd";
import { PageHeader } from "../../web/components/PageHeader.js";
import { useMay } from "../../web/session.js";
import "./consultation.css";
import { SigningSetting } from "./SigningSetting.js";
import "./talk.css";
import { Templates } from "./Templates.js";
import { useTalkTexts } from "./talk-texts.js";

/** 电子签名与意见模板: how the institution's physicians sign, and what they write from. */
export function SigningSettingsPage() {
  const t = useTalkTexts();
  const may = useMay();
  return (
    <>
      <PageHeader title={t("setting.title")} note={t("setting.note")} />
      <Tabs
        items={[
          { key: "signing", label: t("setting.tab"), children: <SigningSetting /> },
          ...(may("template.manage")
            ? [{ key: "templates", label: t("template.title"), children: <Templates /> }]
            : []),
        ]}
      />
    </>
  );
}
