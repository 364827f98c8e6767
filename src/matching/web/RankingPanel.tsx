import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import type { z } from "zod";
import { get, ProblemError } from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { ReasonList } from "../../web/components/ReasonList.js";
import { ScoreWaterfall } from "../../web/components/ScoreWaterfall.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { EmptyState, ErrorState, LoadingState } from "../../web/components/states.js";
import { useWords } from "../../web/i18n/index.js";
import { type CandidateView, type ExclusionView, RankingView } from "../api.js";
import { useFactorName } from "./factor-name.js";
import { useMatchingTexts } from "./texts.js";
import "./matching.css";
import { Unsuitable } from "./Unsuitable.js";
import { WhyNotSearch } from "./WhyNotSearch.js";

const shownFirst = 3;

/** 专家匹配: who was ranked and why, who was not and why not. For those who may see the ranking of this case. */
export function RankingPanel({ caseId, caseView }: CasePanelProps) {
  const t = useMatchingTexts();
  const isSearching = caseView.status === "triaged" || caseView.status === "dispatching";
  const [isAsked, setIsAsked] = useState(false);
  if (!caseView.may.seeRanking) return null;
  if (isSearching || isAsked) return <Ranking caseId={caseId} mayJudge={caseView.may.judgeExperts} />;
  // Once an expert has the case the list is of use only to whoever asks for it; and each look is written down.
  return (
    <Card title={t("title")} extra={<Button onClick={() => setIsAsked(true)}>{t("show")}</Button>}>
      <p className="c-quiet">{t("done")}</p>
    </Card>
  );
}

function Ranking({ caseId, mayJudge }: { caseId: string; mayJudge: boolean }) {
  const t = useMatchingTexts();
  const ranking = useQuery({
    queryKey: ["case", caseId, "ranking"],
    queryFn: () => get(`/api/cases/${caseId}/ranking`, RankingView),
    // Each look is written down, and a ranking is made once.
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  });
  const isNotYet = ranking.error instanceof ProblemError && ranking.error.code === "not_ranked_yet";
  return (
    <Card title={t("title")}>
      {isNotYet ? (
        <p className="c-quiet">{t("notYet")}</p>
      ) : ranking.data !== undefined ? (
        <Ranked caseId={caseId} mayJudge={mayJudge} ranking={ranking.data} />
      ) : ranking.isError ? (
        <ErrorState error={ranking.error} onRetry={() => ranking.refetch()} />
      ) : (
        <LoadingState lines={6} />
      )}
    </Card>
  );
}

function Ranked(props: { caseId: string; mayJudge: boolean; ranking: RankingView }) {
  const { caseId, mayJudge, ranking } = props;
  const t = useMatchingTexts();
  const [isAll, setIsAll] = useState(false);
  const { candidates, excluded, considered, madeAt, poolEpoch, poolVersion } = ranking;
  const shown = isAll ? candidates : candidates.slice(0, shownFirst);
  return (
    <div className="c-stack">
      <p className="c-quiet">
        {t("considered", { count: considered, eligible: candidates.length })}
        {" · "}
        {t("madeAt")} <LocalTime at={madeAt} />
        {" · "}
        {/* As each node's /metrics names the pool it answers from. */}
        {t("pool", { version: poolVersion, epoch: poolEpoch.slice(0, 8) })}
      </p>
      {candidates.length === 0 && <EmptyState title={t("none")} note={t("noneNote")} />}
      <ol className="matching-candidates">
        {shown.map((candidate, index) => (
          <li key={candidate.practitionerRoleId}>
            <CandidateLine candidate={candidate} place={index + 1} />
            {mayJudge && <Unsuitable caseId={caseId} candidate={candidate} />}
          </li>
        ))}
      </ol>
      {shown.length < candidates.length && (
        <div>
          <Button onClick={() => setIsAll(true)}>{t("showAll", { count: candidates.length })}</Button>
        </div>
      )}
      <WhyNotSearch caseId={caseId} />
      {excluded.length > 0 && <Excluded groups={excluded} />}
    </div>
  );
}

/** One ranked expert: place, who, score, the best reasons; what the score is made of on request. */
export function CandidateLine({ candidate, place }: { candidate: CandidateView; place?: number }) {
  const t = useMatchingTexts();
  const words = useWords();
  const factorName = useFactorName();
  const { name, titleName, departmentName, institutionName, score } = candidate;
  return (
    <>
      <div className="matching-head">
        <div>
          {place !== undefined && (
            <span className="matching-place c-num" title={t("place", { place })}>
              {place}
            </span>
          )}
          <strong>{name}</strong> {titleName !== null && <span>{titleName}</span>}{" "}
          {candidate.isHiddenSkill && (
            <span title={t("hiddenNote")}>
              <StatusTag tone="progress">{t("hidden")}</StatusTag>
            </span>
          )}
          <div className="c-quiet">{`${institutionName} · ${departmentName}`}</div>
        </div>
        <span className="matching-score c-num" aria-label={t("scoreOf", { name, score: score.toFixed(1) })}>
          {t("score", { score: score.toFixed(1) })}
        </span>
      </div>
      <ReasonList
        reasons={candidate.reasons.map((reason, index) => ({
          key: String(index),
          side: "for",
          text: words(reason),
        }))}
      />
      <details className="matching-more">
        <summary>{t("why")}</summary>
        <ScoreWaterfall
          factors={candidate.factors.map((factor) => ({
            key: factor.key,
            label: factorName(factor.key),
            value: factor.points,
            detail: words(factor),
          }))}
        />
      </details>
    </>
  );
}

function Excluded({ groups }: { groups: readonly z.infer<typeof ExclusionView>[] }) {
  const t = useMatchingTexts();
  const words = useWords();
  return (
    <details className="matching-more">
      <summary>{t("excluded")}</summary>
      <ul className="matching-excluded">
        {groups.map((group) => (
          <li key={group.code}>
            <span>
              <strong>{words(group)}</strong>{" "}
              <span className="c-quiet c-num">{t("excludedCount", { count: group.count })}</span>
            </span>
            <ul>
              {group.examples.map((example) => (
                <li key={example.practitionerRoleId} className="c-quiet">
                  {`${example.name}（${example.institutionName}）${example.detail === "" ? "" : `：${example.detail}`}`}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  );
}
