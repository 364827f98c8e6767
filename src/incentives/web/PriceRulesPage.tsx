import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { get, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { levelNames, RuleSetList, type RuleSetView, serviceNames, StepDone } from "../api.js";
import "./incentives.css";
import { yuanWords } from "./money-words.js";
import { RuleForm } from "./RuleForm.js";
import { useIncentivesTexts } from "./texts.js";

/** 计价规则: every version, what holds today, and the way to the next by two people. */
export function PriceRulesPage() {
  const t = useIncentivesTexts();
  const [isDrafting, setDrafting] = useState(false);
  const query = useQuery({
    queryKey: ["settlements", "rules"],
    queryFn: () => get("/api/price-rules", RuleSetList),
  });
  const base = query.data?.items.find(({ status }) => status === "published");
  return (
    <>
      <PageHeader
        title={t("rules.title")}
        note={t("rules.note")}
        primary={{
          label: t("rules.new"),
          onClick: () => setDrafting(true),
          isDisabled: base === undefined || isDrafting,
        }}
      />
      <QueryView query={query} lines={10}>
        {({ items }) => (
          <div className="c-stack">
            {isDrafting && base && <RuleForm base={base} onClose={() => setDrafting(false)} />}
            {items.length === 0 && <EmptyState title={t("rules.empty")} />}
            {items.map((set) => (
              <RuleSet key={set.id} set={set} />
            ))}
          </div>
        )}
      </QueryView>
    </>
  );
}

function RuleSet({ set }: { set: RuleSetView }) {
  const t = useIncentivesTexts();
  const tone = set.isToday ? "good" : set.status === "draft" ? "progress" : "neutral";
  return (
    <Card
      title={`${t("rules.version", { version: set.version })} ${set.title}`}
      extra={
        <span className="c-actions">
          <StatusTag tone={tone}>{set.isToday ? t("rules.today") : t(`rules.${set.status}`)}</StatusTag>
          <span className="c-quiet">
            {set.validTo === null
              ? t("rules.valid", { from: set.validFrom })
              : t("rules.validTo", { from: set.validFrom, to: set.validTo })}
          </span>
          {set.status === "draft" && <DraftActs set={set} />}
        </span>
      }
    >
      {set.status === "draft" && set.isMine && <p className="c-quiet">{t("rules.ownDraft")}</p>}
      <RuleText set={set} />
      <details className="c-why" open={set.isToday}>
        <summary>{t("rules.items")}</summary>
        <PriceList set={set} />
      </details>
    </Card>
  );
}

function RuleText({ set: { body } }: { set: RuleSetView }) {
  const t = useIncentivesTexts();
  return (
    <>
      <p>
        {t("rules.supplements", {
          from: body.night.from,
          to: body.night.to,
          night: body.night.percent,
          I: body.urgency.I,
          II: body.urgency.II,
          cap: body.supplementCapPercent,
          max: yuanWords(body.caseCapFen),
        })}
      </p>
      <p>{t("rules.splitText", { ...body.split, ...body.mdt })}</p>
    </>
  );
}

function PriceList({ set: { body, regionNames } }: { set: RuleSetView }) {
  const t = useIncentivesTexts();
  const words = useWords();
  return (
    <div className="c-scroll-x" tabIndex={0} role="region" aria-label={t("rules.items")}>
      {/* What it costs stands beside the name: on a phone the rest is scrolled to. */}
      <table className="c-grid c-price-list">
        <thead>
          <tr>
            {(["item", "price", "unit", "service", "region", "level", "source"] as const).map((key) => (
              <th scope="col" key={key}>
                {t(`rules.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.items.map((item) => (
            <tr key={item.code}>
              <td>{item.name}</td>
              <td className="c-num">{(item.fen / 100).toFixed(2)}</td>
              <td>
                {item.unitMinutes === null
                  ? t("rules.perCase")
                  : t("rules.perMinutes", { minutes: item.unitMinutes })}
              </td>
              <td>{words(serviceNames[item.service])}</td>
              <td>
                {item.region === "" ? t("rules.everywhere") : (regionNames[item.region] ?? item.region)}
              </td>
              <td>{words(levelNames[item.level])}</td>
              <td className="c-quiet">{item.source}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DraftActs({ set }: { set: RuleSetView }) {
  const t = useIncentivesTexts();
  const queryClient = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const act = useMutation({
    mutationFn: (verb: "publish" | "discard") => postOnce(`/api/price-rules/${set.id}/${verb}`, StepDone),
    onError: showProblem,
    onSuccess: (_, verb) => {
      showDone(t(verb === "publish" ? "rules.done" : "rules.gone"));
      setAsked(false);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["settlements", "rules"] }),
  });
  return (
    <>
      {!set.isMine && (
        <Button type="primary" onClick={() => setAsked(true)}>
          {t("rules.publish")}
        </Button>
      )}
      <Button loading={act.isPending && !isAsked} onClick={() => act.mutate("discard")}>
        {t("rules.discard")}
      </Button>
      {isAsked && (
        <Modal
          open
          title={t("rules.publish")}
          okText={t("rules.publish")}
          cancelText={t("batch.cancel")}
          okButtonProps={{ loading: act.isPending }}
          onOk={() => act.mutate("publish")}
          onCancel={() => setAsked(false)}
        >
          <p>{t("rules.publishNote", { from: set.validFrom })}</p>
        </Modal>
      )}
    </>
  );
}
