import { ReloadOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Modal, Select } from "antd";
import { type ReactNode, useId, useState } from "react";
import { get, postOnce, showDone, showProblem, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useInstitutions, useIsOperator } from "../../web/institutions.js";
import { AppLink, useSearchParam } from "../../web/navigation.js";
import { useMay, useSession } from "../../web/session.js";
import { type CampaignView, freshnessBands, PoolHealth, StartedCampaign } from "../api/freshness.js";
import { FindingsCard } from "./FindingsCard.js";
import "./freshness.css";
import { useFreshnessTexts } from "./freshness-texts.js";
import { TasksCard } from "./TasksCard.js";

/** 专家库健康: terms, freshness, campaigns and findings at a glance, each with its way to the list behind it. */
export function PoolHealthPage() {
  const t = useFreshnessTexts();
  const may = useMay();
  const isOperator = useIsOperator();
  const institutions = useInstitutions();
  const [institutionId, setInstitutionId] = useSearchParam("institution");
  const [isStarting, setIsStarting] = useState(false);
  const health = useQuery({
    queryKey: ["experts", { health: institutionId }],
    queryFn: () => get(withQuery("/api/pool-health", { institutionId }), PoolHealth),
    placeholderData: (before) => before,
  });
  return (
    <>
      <PageHeader
        title={t("health.title")}
        note={t(isOperator ? "health.notePlatform" : "health.noteOffice")}
        extra={
          isOperator ? (
            <Select
              aria-label={t("health.institution")}
              value={institutionId}
              style={{ width: 220, maxWidth: "100%" }}
              options={[
                { value: "", label: t("health.anyInstitution") },
                ...(institutions ?? [])
                  .filter(({ kind }) => kind === "hospital")
                  .map(({ id, name }) => ({ value: id, label: name })),
              ]}
              onChange={setInstitutionId}
            />
          ) : undefined
        }
        {...(may("campaign.start") && {
          primary: { label: t("health.start"), icon: <ReloadOutlined />, onClick: () => setIsStarting(true) },
        })}
      />
      <QueryView query={health} lines={10}>
        {(data) => <Health health={data} institutionId={institutionId} />}
      </QueryView>
      {isStarting && <StartForm institutionId={institutionId} onClose={() => setIsStarting(false)} />}
    </>
  );
}

function Health({ health, institutionId }: { health: PoolHealth; institutionId: string }) {
  const t = useFreshnessTexts();
  const states = health.states;
  const count = (...names: string[]) => names.reduce((sum, name) => sum + (states[name] ?? 0), 0);
  const members = (view: string) => withQuery("/memberships", { view, institution: institutionId });
  const figures: [label: string, value: string, note?: ReactNode][] = [
    [
      t("health.appointed"),
      String(count("appointed")),
      <AppLink key="a" to={members("members")} aria-label={`${t("health.see")}：${t("health.appointed")}`}>
        {t("health.see")}
      </AppLink>,
    ],
    [t("health.freshness"), `${Math.round(health.freshness * 100)}%`],
    [
      t("health.overdue"),
      String(health.facts.overdue + health.facts.expired),
      `${t("health.overdueOf", { count: health.facts.all })}；${t("health.soon", { count: health.facts.dueIn30Days })}`,
    ],
    [t("health.findings"), String(health.openFindings)],
    [
      t("health.applications"),
      String(count("applied", "hospital_approved")),
      <AppLink key="o" to={members("")} aria-label={`${t("health.see")}：${t("health.applications")}`}>
        {t("health.see")}
      </AppLink>,
    ],
    [
      t("health.ending"),
      String(health.endingIn90Days),
      <AppLink key="e" to={members("ending")} aria-label={`${t("health.see")}：${t("health.ending")}`}>
        {t("health.see")}
      </AppLink>,
    ],
    [
      t("health.paused"),
      String(count("paused")),
      <AppLink key="p" to={members("paused")} aria-label={`${t("health.see")}：${t("health.paused")}`}>
        {t("health.see")}
      </AppLink>,
    ],
  ];
  const all = freshnessBands.reduce((sum, band) => sum + health.bands[band], 0);
  return (
    <>
      <dl className="c-health-figures">
        {figures.map(([label, value, note]) => (
          <div className="c-health-figure" key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
            {note !== undefined && <dd>{note}</dd>}
          </div>
        ))}
      </dl>
      <div className="c-columns-2">
        <div className="c-stack">
          <FindingsCard institutionId={institutionId} />
          <TasksCard institutionId={institutionId} />
        </div>
        <div className="c-stack">
          <Card title={t("health.campaigns")}>
            {health.campaigns.length === 0 ? (
              <EmptyState title={t("health.noCampaign")} note={t("health.noCampaignNote")} />
            ) : (
              <ul className="c-health-lines">
                {health.campaigns.map((campaign) => (
                  <Campaign key={campaign.campaignId} campaign={campaign} />
                ))}
              </ul>
            )}
          </Card>
          <Card title={t("health.bandsTitle")}>
            <ul className="c-health-lines">
              {freshnessBands.map((band) => (
                <li key={band}>
                  <span>{t(`health.bands.${band}`)}</span>
                  <span className="c-num">{t("health.people", { count: health.bands[band] })}</span>
                  <meter
                    min={0}
                    max={Math.max(1, all)}
                    value={health.bands[band]}
                    aria-label={t(`health.bands.${band}`)}
                  />
                </li>
              ))}
            </ul>
          </Card>
          {health.institutions.length > 1 && (
            <Lines title={t("health.byInstitution")} lines={health.institutions} />
          )}
          {health.specialties.length > 0 && (
            <Lines title={t("health.bySpecialty")} lines={health.specialties.slice(0, 12)} />
          )}
        </div>
      </div>
    </>
  );
}

function Campaign({ campaign }: { campaign: CampaignView }) {
  const t = useFreshnessTexts();
  const { counts } = campaign;
  const all = counts.open + counts.lapsed + counts.suspended + counts.confirmed;
  const progress = t("health.progress", { confirmed: counts.confirmed, all });
  return (
    <li>
      <strong>{campaign.institutionName ?? t("health.whole")}</strong>
      <StatusTag tone={campaign.status === "running" ? "progress" : "neutral"}>
        {t(campaign.status === "running" ? "health.running" : "health.closed")}
      </StatusTag>
      <span className="c-quiet">
        {campaign.origin === "schedule"
          ? t("health.bySchedule")
          : t("health.byPerson", { name: campaign.startedBy })}{" "}
        <LocalTime at={campaign.startedAt} form="date" />
      </span>
      <span className="c-num">{progress}</span>
      <meter min={0} max={Math.max(1, all)} value={counts.confirmed} aria-label={progress} />
      <span className="c-quiet c-num">
        {t("health.waiting", { open: counts.open, lapsed: counts.lapsed, suspended: counts.suspended })}
      </span>
    </li>
  );
}

function Lines({ title, lines }: { title: string; lines: PoolHealth["institutions"] }) {
  const t = useFreshnessTexts();
  return (
    <Card title={title}>
      <ul className="c-health-lines">
        {lines.map((line) => (
          <li key={line.key}>
            <span>{line.name}</span>
            <span className="c-num">{`${Math.round(line.freshness * 100)}%`}</span>
            <meter
              min={0}
              max={1}
              value={line.freshness}
              aria-label={`${line.name} ${t("health.freshness")}`}
            />
            <span className="c-quiet c-num">
              {t("health.line", { experts: line.experts, overdue: line.overdueFacts })}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function StartForm({ institutionId, onClose }: { institutionId: string; onClose: () => void }) {
  const t = useFreshnessTexts();
  const id = useId();
  const queryClient = useQueryClient();
  const isOperator = useIsOperator();
  const { institution } = useSession();
  const institutions = useInstitutions();
  const [scope, setScope] = useState(isOperator ? institutionId : institution.id);
  const start = useMutation({
    mutationFn: () =>
      postOnce("/api/campaigns", StartedCampaign, { organizationId: scope === "" ? null : scope }),
    onSuccess: ({ asked }) => {
      showDone(t("health.started", { count: asked }));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  return (
    <Modal
      open
      title={t("health.startTitle")}
      okText={t("health.start")}
      cancelText={t("health.cancel")}
      okButtonProps={{ loading: start.isPending }}
      mask={{ closable: false }}
      onOk={() => start.mutate()}
      onCancel={onClose}
    >
      <div className="c-form-gap">
        <p className="c-quiet">{t("health.startNote")}</p>
        {isOperator && (
          <div>
            <label className="c-label" htmlFor={id}>
              {t("health.startScope")}
            </label>
            <Select
              id={id}
              style={{ width: "100%" }}
              value={scope}
              options={[
                { value: "", label: t("health.startWhole") },
                ...(institutions ?? [])
                  .filter(({ kind }) => kind === "hospital")
                  .map((one) => ({ value: one.id, label: one.name })),
              ]}
              onChange={setScope}
            />
          </div>
        )}
      </div>
    </Modal>
  );
}
