import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { TimelineList } from "../../web/components/TimelineList.js";
import { useWords } from "../../web/i18n/index.js";
import { AppLink, usePathParam } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { MembershipView } from "../api/membership.js";
import { ApplicationEditor } from "./ApplicationEditor.js";
import "./experts.css";
import "./membership.css";
import { AppointForm } from "./AppointForm.js";
import { MembershipActs } from "./MembershipActs.js";
import { useMembershipTexts } from "./membership-texts.js";
import { membershipTones } from "./membership-tones.js";
import { SignOffCard } from "./SignOffCard.js";

/** 成员记录: one expert's application, consent, term and history; the reader's next step stands on top. */
export function MembershipPage() {
  const membershipId = usePathParam("membershipId");
  const t = useMembershipTexts();
  const may = useMay();
  const membership = useQuery({
    queryKey: ["experts", { membership: membershipId }],
    queryFn: () => get(`/api/memberships/${membershipId}`, MembershipView),
  });
  const back = may("membership.list")
    ? { label: t("page.back"), to: "/memberships" }
    : { label: t("page.profile"), to: "/experts/mine" };
  return (
    <>
      {membership.data === undefined && <PageHeader title={t("page.record")} back={back} />}
      <QueryView query={membership} lines={10}>
        {(data) => <Record membership={data} back={back} />}
      </QueryView>
    </>
  );
}

function Record(props: { membership: MembershipView; back: { label: string; to: string } }) {
  const { membership, back } = props;
  const t = useMembershipTexts();
  const words = useWords();
  const about = [membership.titleName, membership.departmentName, membership.institutionName].filter(
    (part) => part !== null && part !== "",
  );
  return (
    <>
      <PageHeader
        title={membership.name}
        note={about.join(" · ")}
        back={back}
        extra={
          <StatusTag tone={membershipTones[membership.status]}>{t(`states.${membership.status}`)}</StatusTag>
        }
      />
      <div className="c-columns-2">
        <div className="c-stack">
          <Facts membership={membership} />
          <SignOffCard membership={membership} />
          {membership.may.includes("appoint") && <AppointForm membership={membership} act="appoint" />}
        </div>
        <div className="c-stack">
          <Card title={t("page.termCard")}>
            <dl className="c-dl">
              <div>
                <dt>{t("term")}</dt>
                <dd className="c-num">
                  {membership.termFrom === null || membership.termTo === null
                    ? t("noTerm")
                    : t("termValue", { from: membership.termFrom, to: membership.termTo })}
                </dd>
                {(membership.status === "invited" ||
                  membership.status === "applied" ||
                  membership.status === "hospital_approved") && (
                  <dd className="c-quiet">{t(`page.waiting.${membership.status}`)}</dd>
                )}
              </div>
              {membership.reason !== null && (
                <div>
                  <dt>{t("page.reason")}</dt>
                  <dd>
                    {words(membership.reason)}
                    {membership.reason.note !== "" && `：${membership.reason.note}`}
                  </dd>
                </div>
              )}
              <div>
                <dt>{t("page.origin")}</dt>
                <dd>{t(`origins.${membership.origin}`)}</dd>
              </div>
            </dl>
            {membership.practitionerRoleId !== null && membership.practitionerId !== null && (
              <p>
                <AppLink to={`/experts/${membership.practitionerId}`}>{t("page.profile")}</AppLink>
              </p>
            )}
            {membership.may.includes("renew") && <AppointForm membership={membership} act="renew" />}
            <MembershipActs membership={membership} />
          </Card>
          <Card title={t("page.history")}>
            <TimelineList
              entries={[...membership.steps].reverse().map((step) => ({
                id: String(step.sequence),
                at: step.at,
                what: t(`acts.${step.act}`),
                who: step.by === "" ? undefined : step.by,
                why: step.reason && [words(step.reason), step.reason.note].filter(Boolean).join("："),
                tone: membershipTones[step.toStatus],
              }))}
            />
          </Card>
        </div>
      </div>
    </>
  );
}

function Facts({ membership }: { membership: MembershipView }) {
  const t = useMembershipTexts();
  const words = useWords();
  const [isEditing, setIsEditing] = useState(false);
  const { application, missing, specialties } = membership;
  const isOpen = membership.status === "applied" || membership.status === "hospital_approved";
  // Who came in with a list never applied.
  if (application.name === "" && !isOpen) return null;
  const or = (text: string | null) =>
    text === null || text === "" ? <span className="c-quiet">{t("page.none")}</span> : text;
  const facts: [label: string, value: string | null, isWide?: boolean][] = [
    [t("department"), application.departmentName],
    [t("page.title"), application.titleText],
    [t("page.specialties"), specialties.map(({ name }) => name).join("、")],
    [t("page.licence"), application.licenceNumber],
    [t("page.since"), application.independentSinceOn],
    ...(isOpen ? ([[t("page.phone"), membership.phone]] as [string, string | null][]) : []),
    [t("page.skills"), application.skillsText, true],
  ];
  return (
    <Card
      title={t("page.facts")}
      extra={
        membership.may.includes("complete") ? (
          <Button size="small" onClick={() => setIsEditing(true)}>
            {t("page.edit")}
          </Button>
        ) : undefined
      }
    >
      <div className="c-stack">
        {!isOpen && <p className="c-quiet">{t("page.factsOnRecord")}</p>}
        <dl className="c-facts-grid">
          {facts.map(([label, value, isWide]) => (
            <div key={label} className={isWide === true ? "c-facts-wide" : undefined}>
              <dt>{label}</dt>
              <dd>{or(value)}</dd>
            </div>
          ))}
        </dl>
        {isOpen && (
          <section aria-label={t("page.missing")}>
            {missing.length === 0 ? (
              <StatusTag tone="good">{t("page.complete")}</StatusTag>
            ) : (
              <ul className="c-missing">
                {missing.map((item) => (
                  <li key={item.code}>
                    <StatusTag tone={item.isBlocking ? "bad" : "warn"}>
                      {t(item.isBlocking ? "page.needed" : "page.advised")}
                    </StatusTag>
                    <span>{words(item)}</span>
                  </li>
                ))}
              </ul>
            )}
          </section>
        )}
      </div>
      {isEditing && <ApplicationEditor membership={membership} onClose={() => setIsEditing(false)} />}
    </Card>
  );
}
