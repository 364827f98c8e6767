import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { get, ProblemError, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { AppLink, usePathParam } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { ExpertProfile } from "../api.js";
import { AvailabilityForm } from "./AvailabilityForm.js";
import { AvailabilityView } from "./AvailabilityView.js";
import { Abilities, type PreviewAs, RecordTools, RegisteredFacts } from "./ExpertRecord.js";
import "./experts.css";
import { TermOfRole } from "./TermOfRole.js";
import { OpenAccount } from "./OpenAccount.js";
import { statusTones } from "./status-tones.js";
import { useExpertTexts } from "./texts.js";

type Role = ExpertProfile["roles"][number];

/** 专家档案: who this is, what is claimed and on what ground, and when offers reach him. */
export function ExpertPage() {
  const practitionerId = usePathParam("practitionerId");
  const t = useExpertTexts();
  const expert = useQuery({
    queryKey: ["experts", practitionerId],
    queryFn: () => get(`/api/experts/${practitionerId}`, ExpertProfile),
  });
  const back = { label: t("page.back"), to: "/experts" };
  return (
    <>
      {expert.data === undefined && <PageHeader title={t("page.expert")} back={back} />}
      <QueryView query={expert} lines={10}>
        {(data) => <Profile expert={data} back={back} />}
      </QueryView>
    </>
  );
}

/** 我的档案: what the system goes by when it recommends the expert who looks. */
export function MyProfilePage() {
  const t = useExpertTexts();
  const mine = useQuery({
    queryKey: ["experts", { mine: true }],
    queryFn: () => get("/api/experts/mine", ExpertProfile),
  });
  if (mine.error instanceof ProblemError && mine.error.code === "not_an_expert")
    return <EmptyState isPage title={t("page.noMine")} note={t("page.noMineNote")} />;
  return (
    <QueryView query={mine} lines={10}>
      {(data) => <Profile expert={data} note={t("page.mineNote")} />}
    </QueryView>
  );
}

/** The page, as the viewer sees it or, for the expert and those close to him, as somebody else does. */
function Profile(props: { expert: ExpertProfile; back?: { label: string; to: string }; note?: string }) {
  const [as, setAs] = useState<PreviewAs>();
  const { practitionerId, viewedAs } = props.expert;
  const preview = useQuery({
    queryKey: ["experts", practitionerId, { as }],
    queryFn: () => get(withQuery(`/api/experts/${practitionerId}`, { as }), ExpertProfile),
    enabled: as !== undefined,
  });
  const isClose = viewedAs === "self" || viewedAs === "close";
  const tools = isClose ? <RecordTools expert={props.expert} as={as} onAs={setAs} /> : null;
  if (as === undefined) return <ProfileBody {...props} as={as} tools={tools} />;
  return (
    <QueryView query={preview} lines={10}>
      {(data) => <ProfileBody {...props} expert={data} as={as} tools={tools} />}
    </QueryView>
  );
}

function ProfileBody(props: {
  expert: ExpertProfile;
  as: PreviewAs;
  tools: ReactNode;
  back?: { label: string; to: string };
  note?: string;
}) {
  const { expert, back, note, as, tools } = props;
  const t = useExpertTexts();
  const may = useMay();
  const [editing, setEditing] = useState<Role>();
  const [first] = expert.roles;
  const about = [first?.titleName, first?.departmentName, first?.institutionName].filter(
    (part): part is string => typeof part === "string" && part !== "",
  );
  return (
    <>
      <PageHeader
        title={note === undefined ? expert.name : t("page.mine")}
        note={note ?? about.join(" · ")}
        {...(back !== undefined && { back })}
        extra={<AppLink to={`/experts/${expert.practitionerId}/profile`}>{t("page.capabilities")}</AppLink>}
      />
      {tools}
      <div className="c-columns-2">
        <div className="c-stack">
          {!expert.hasAccount && (
            <div className="c-notice-line c-actions">
              <span>{t("page.noAccount")}</span>
              {may("expert.open-account") && <OpenAccount expert={expert} />}
            </div>
          )}
          <Card title={t("page.roles")}>
            {expert.roles.map((role) => (
              <RoleBlock key={role.practitionerRoleId} role={role} />
            ))}
          </Card>
          <Abilities expert={expert} as={as} />
        </div>
        <div className="c-stack">
          <RegisteredFacts expert={expert} as={as} />
          {(as === "public" ? [] : expert.roles).map((role) => (
            <Card
              key={role.practitionerRoleId}
              title={
                expert.roles.length > 1
                  ? `${t("availability.title")} · ${role.institutionName}`
                  : t("availability.title")
              }
              extra={
                as === undefined && role.canSetAvailability && role.status !== "retired" ? (
                  <Button size="small" onClick={() => setEditing(role)}>
                    {t("availability.edit")}
                  </Button>
                ) : undefined
              }
            >
              <AvailabilityView role={role} />
              <TermOfRole role={role} />
            </Card>
          ))}
        </div>
      </div>
      {editing !== undefined && (
        <AvailabilityForm
          practitionerId={expert.practitionerId}
          role={editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}

const detailKeys = [
  "post",
  "supervisor",
  "subspecialty",
  "introduction",
  "education",
  "societies",
  "research",
  "honours",
  "languages",
  "availability",
  "practiceCategory",
  "staffNumber",
] as const;

function RoleBlock({ role }: { role: Role }) {
  const t = useExpertTexts();
  const may = useMay();
  const titles = [role.titleName, role.teachingTitleName].filter((one) => one !== null).join("、");
  const details = detailKeys.flatMap((key) => {
    const text = role.details[key];
    return text === undefined || text === "" ? [] : [[key, text] as const];
  });
  return (
    <div className="c-role-block">
      <div className="c-role-block-head">
        <h3>{`${role.institutionName} · ${role.departmentName}`}</h3>
        {titles !== "" && <span>{titles}</span>}
        <StatusTag tone={statusTones[role.status]}>{t(`status.${role.status}`)}</StatusTag>
      </div>
      <dl className="c-dl">
        <div>
          <dt>{t("page.specialties")}</dt>
          <dd>
            {role.specialties.length === 0 ? (
              <span className="c-bad">
                {t("page.noSpecialty")}{" "}
                {may("term.review") && <AppLink to="/terminology/review">{t("page.review")}</AppLink>}
              </span>
            ) : (
              <span className="c-specialties">
                {role.specialties.map(({ code, name, relation }) => (
                  <span key={code}>
                    <span className="c-specialty">{`${name} ${code}`}</span>{" "}
                    <span className="c-quiet">{t(`relation.${relation}`)}</span>
                  </span>
                ))}
              </span>
            )}
          </dd>
        </div>
        {role.skillsText !== "" && (
          <div>
            <dt>{t("page.skills")}</dt>
            <dd>{role.skillsText}</dd>
          </div>
        )}
        {details.map(([key, text]) => (
          <div key={key}>
            <dt>{t(`detail.${key}`)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
