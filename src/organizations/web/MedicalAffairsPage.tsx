import { UploadOutlined } from "@ant-design/icons";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { AppLink } from "../../web/navigation.js";
import { useMay, useSession } from "../../web/session.js";
import { AgreementTable } from "./AgreementTable.js";
import { HouseCases } from "./HouseCases.js";
import { HouseExperts } from "./HouseExperts.js";
import "./organizations.css";
import { useOrganizationTexts } from "./texts.js";

/** 医务部: what goes on in one's own house, with whom it may be done, and who does it. */
export function MedicalAffairsPage() {
  const t = useOrganizationTexts();
  const may = useMay();
  const { institution } = useSession();
  return (
    <>
      <PageHeader
        title={t("office.title")}
        note={t("office.note", { name: institution.name })}
        {...(may("expert.import") && {
          primary: { label: t("office.import"), icon: <UploadOutlined />, to: "/experts/import" },
        })}
      />
      <div className="c-stack">
        <Card
          title={t("office.cases")}
          extra={may("case.list") && <AppLink to="/cases">{t("office.allCases")}</AppLink>}
        >
          <HouseCases />
        </Card>
        <Card title={t("office.agreements")}>
          <AgreementTable emptyNote={t("agreements.noneOffice")} />
        </Card>
        <Card
          title={t("office.experts")}
          extra={<AppLink to={`/experts?institution=${institution.id}`}>{t("office.allExperts")}</AppLink>}
        >
          <HouseExperts institutionId={institution.id} />
        </Card>
      </div>
    </>
  );
}
