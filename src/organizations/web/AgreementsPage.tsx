import { PlusOutlined } from "@ant-design/icons";
import { useState } from "react";
import { PageHeader } from "../../web/components/PageHeader.js";
import { AgreementTable } from "./AgreementTable.js";
import { NewAgreementForm } from "./NewAgreementForm.js";
import "./organizations.css";
import { useOrganizationTexts } from "./texts.js";

/** 协作协议: which institutions may ask which, written and put in force by the operator. */
export function AgreementsPage() {
  const t = useOrganizationTexts();
  const [isWriting, setIsWriting] = useState(false);
  return (
    <>
      <PageHeader
        title={t("agreements.title")}
        note={t("agreements.note")}
        primary={{
          label: t("agreements.create"),
          icon: <PlusOutlined />,
          onClick: () => setIsWriting(true),
        }}
      />
      <AgreementTable emptyNote={t("agreements.noneNote")} />
      {isWriting && <NewAgreementForm onClose={() => setIsWriting(false)} />}
    </>
  );
}
