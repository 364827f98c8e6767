import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get, Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { QueryView } from "../../web/components/states.js";
import { useMay } from "../../web/session.js";
import { RankModelList, RankModelTrained, type RankModelView } from "../api.js";
import { useFactorName } from "./factor-name.js";
import { useRankingModelTexts } from "./ranking-model-texts.js";
import "./matching.css";

const queryKey = ["ranking-models"];

/** 排序模型: what the ranking learned from outcomes, how it was judged, and the way into use and out of it. */
export function RankingModelsPage() {
  const t = useRankingModelTexts();
  const queryClient = useQueryClient();
  const mayChange = useMay()("match.model-change");
  const models = useQuery({ queryKey, queryFn: () => get("/api/ranking/models", RankModelList) });
  const train = useMutation({
    mutationFn: () => postOnce("/api/ranking/models", RankModelTrained),
    onSuccess: ({ version, isLearned }) => showDone(t(isLearned ? "trained" : "trainedNothing", { version })),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  return (
    <>
      <PageHeader
        title={t("title")}
        note={t("note")}
        {...(mayChange && {
          primary: { label: t("train"), onClick: () => train.mutate(), isPending: train.isPending },
        })}
      />
      <QueryView query={models} lines={8}>
        {(list) => (
          <div className="c-stack">
            <InUse list={list} mayChange={mayChange} />
            <Card title={t("versions")}>
              {list.models.length === 0 && <p className="c-quiet">{t("none")}</p>}
              <ol className="matching-candidates">
                {list.models.map((model) => (
                  <li key={model.version}>
                    <Version model={model} list={list} mayChange={mayChange} />
                  </li>
                ))}
              </ol>
            </Card>
            <Card title={t("history")}>
              {list.uses.length === 0 && <p className="c-quiet">{t("noHistory")}</p>}
              <ul>
                {list.uses.map((use) => (
                  <li key={use.decidedAt}>
                    <LocalTime at={use.decidedAt} /> <strong>{use.version ?? t("hand")}</strong>{" "}
                    <span className="c-quiet">{use.reason}</span>
                  </li>
                ))}
              </ul>
            </Card>
          </div>
        )}
      </QueryView>
    </>
  );
}

function InUse({ list, mayChange }: { list: RankModelList; mayChange: boolean }) {
  const t = useRankingModelTexts();
  const { inUse } = list;
  return (
    <Card title={t("inUse")}>
      <div className="c-stack">
        <p>{inUse === null ? t("byHand", { version: list.baseVersion }) : <strong>{inUse}</strong>}</p>
        {inUse !== null && mayChange && (
          <Change
            to={null}
            label={t("stop")}
            title={t("stopTitle", { version: inUse })}
            consequence={t("stopConsequence")}
          />
        )}
      </div>
    </Card>
  );
}

function Change(props: { to: string | null; label: string; title: string; consequence: string }) {
  const { to, label, title, consequence } = props;
  const t = useRankingModelTexts();
  const queryClient = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const change = useMutation({
    mutationFn: (reason: string) => postOnce("/api/ranking/models/use", Nothing, { version: to, reason }),
    onSuccess: () => {
      showDone(t("done"));
      setIsOpen(false);
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  return (
    <div>
      <Button danger={to === null} onClick={() => setIsOpen(true)}>
        {label}
      </Button>
      <ConfirmReason
        isOpen={isOpen}
        title={title}
        consequence={consequence}
        reasons={[]}
        isNoteRequired
        isDanger={to === null}
        confirmLabel={label}
        isPending={change.isPending}
        onConfirm={({ note }) => change.mutate(note)}
        onClose={() => setIsOpen(false)}
      />
    </div>
  );
}

function Version(props: { model: RankModelView; list: RankModelList; mayChange: boolean }) {
  const { model, list, mayChange } = props;
  const t = useRankingModelTexts();
  const { version, figures } = model;
  const { evaluation } = figures;
  return (
    <div className="c-stack">
      <div className="matching-head">
        <div>
          <strong>{version}</strong>{" "}
          <StatusTag tone={evaluation.isBetter ? "good" : "neutral"}>
            {t(evaluation.isBetter ? "better" : "notBetter")}
          </StatusTag>
          <div className="c-quiet">
            {t("trainedAt")} <LocalTime at={model.trainedAt} />
            {!model.isByPerson && ` · ${t("byCommand")}`} ·{" "}
            {t("asks", { asks: figures.asks, unsuitable: figures.unsuitable })}
          </div>
        </div>
        {model.baseVersion !== list.baseVersion ? (
          <span className="c-quiet">{t("otherBase", { version: model.baseVersion })}</span>
        ) : (
          mayChange &&
          version !== list.inUse && (
            <Change
              to={version}
              label={t("use")}
              title={t("useTitle", { version })}
              consequence={t("useConsequence")}
            />
          )
        )}
      </div>
      <Points model={model} basePoints={list.basePoints} />
      <Figures evaluation={evaluation} />
    </div>
  );
}

function Points({ model, basePoints }: { model: RankModelView; basePoints: RankModelList["basePoints"] }) {
  const t = useRankingModelTexts();
  const factorName = useFactorName();
  const changed = Object.entries(model.points).filter(([, points]) => points !== 0);
  if (changed.length === 0) return <p className="c-quiet">{t("unchanged")}</p>;
  return (
    <div>
      <p className="c-quiet">{t("changes")}</p>
      <ul className="matching-points">
        {changed
          .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
          .map(([key, points]) => {
            const before = basePoints[key] ?? 0;
            return (
              <li key={key}>
                {factorName(key)}{" "}
                <span className="c-num">{`${before.toFixed(2)} → ${(before + points).toFixed(2)}`}</span>
              </li>
            );
          })}
      </ul>
    </div>
  );
}

function Figures({ evaluation }: { evaluation: RankModelView["figures"]["evaluation"] }) {
  const t = useRankingModelTexts();
  const { rankings, foretold, choices } = evaluation;
  const three = (value: number) => value.toFixed(3);
  const interval = ({ value, low, high }: { value: number; low: number; high: number }) => ({
    value: three(value),
    low: three(low),
    high: three(high),
  });
  return (
    <div>
      <p className="c-quiet">{t("judged", { learned: rankings.learnedFrom, judged: rankings.judged })}</p>
      <ul>
        <li>
          {t("foretell", {
            ...interval(foretold.gain),
            byHand: three(foretold.byHand),
            learned: three(foretold.learned),
          })}
        </li>
        <li>{t("changed", { count: choices.count, changed: choices.changed, odds: choices.withOdds })}</li>
        <li>{t("difference", interval(choices.difference))}</li>
      </ul>
      {choices.withOdds === 0 && <p className="c-quiet">{t("noOdds")}</p>}
    </div>
  );
}
