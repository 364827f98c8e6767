import { Button } from "antd";
import { useState } from "react";
import { Card } from "../../web/components/Card.js";
import { ScoreWaterfall } from "../../web/components/ScoreWaterfall.js";
import { useWords } from "../../web/i18n/index.js";
import type { DimensionView, ProfileView, SubView } from "../api.js";
import {
  confidenceNames,
  dimensionNames,
  levelNames,
  sourceNames,
  subNames,
  titleRankNames,
} from "../domain/words.js";
import { BandBar } from "./BandBar.js";
import { useProfileTexts } from "./texts.js";

const piecesAtFirst = 6;

/** 分项与依据: every sub-score, opened to the pieces that make it up. */
export function SubScores({ profile }: { profile: ProfileView }) {
  const t = useProfileTexts();
  const words = useWords();
  return (
    <Card title={t("subs.card")}>
      <p className="c-quiet">{t("subs.note")}</p>
      {profile.dimensions.map((dimension) => (
        <section key={dimension.dimension} className="c-subs">
          <h3>{words(dimensionNames[dimension.dimension])}</h3>
          {dimension.parts.map(({ sub, basis, weight }) => {
            const found = profile.subs.find((one) => one.sub === sub);
            return found === undefined ? (
              <Missing key={sub} sub={sub} basis={basis} />
            ) : (
              <Sub key={sub} sub={found} weight={weight} />
            );
          })}
          {leftOut(profile, dimension).map((sub) => (
            <Sub key={sub.sub} sub={sub} weight={0} />
          ))}
        </section>
      ))}
    </Card>
  );
}

/** Sub-scores that do not count in the dimension because they would only lower it. */
const leftOut = (profile: ProfileView, dimension: DimensionView): SubView[] =>
  profile.subs.filter(
    (sub) => sub.dimension === dimension.dimension && !dimension.parts.some((part) => part.sub === sub.sub),
  );

function Missing({ sub, basis }: { sub: SubView["sub"]; basis: "own" | "none" | "peers" }) {
  const t = useProfileTexts();
  const words = useWords();
  return (
    <p className="c-sub-missing">
      <span>{words(subNames[sub])}</span>{" "}
      <span className="c-quiet">{basis === "peers" ? t("subs.asPeers") : t("subs.asNone")}</span>
    </p>
  );
}

function Sub({ sub, weight }: { sub: SubView; weight: number }) {
  const t = useProfileTexts();
  const words = useWords();
  const sources = sub.sources
    .map(({ source, pieces }) => t("subs.source", { source: words(sourceNames[source]), count: pieces }))
    .join("，");
  return (
    <details className="c-sub">
      <summary>
        <span className="c-sub-name">{words(subNames[sub.sub])}</span>
        <span className="c-num c-sub-score">{sub.score?.toFixed(1) ?? words(levelNames[sub.level])}</span>
        {sub.score !== null && sub.low !== null && sub.high !== null && (
          <BandBar score={sub.score} low={sub.low} high={sub.high} />
        )}
        <span className="c-quiet c-sub-note">
          {[
            words(confidenceNames[sub.confidence]),
            ...(sub.low === null || sub.high === null
              ? []
              : [`${sub.low.toFixed(0)}–${sub.high.toFixed(0)}`]),
            t("subs.weight", { percent: Math.round(weight * 100) }),
          ].join(" · ")}
        </span>
      </summary>
      <div className="c-sub-body">
        {sources !== "" && <p className="c-quiet">{t("subs.sources", { sources })}</p>}
        {sub.contributions !== null && <Grounds sub={sub} contributions={sub.contributions} />}
      </div>
    </details>
  );
}

function Grounds({
  sub,
  contributions,
}: {
  sub: SubView;
  contributions: NonNullable<SubView["contributions"]>;
}) {
  const t = useProfileTexts();
  const words = useWords();
  const [isWhole, setIsWhole] = useState(false);
  const rank = titleRankNames[Number(sub.peers?.titleRank)];
  const group = [sub.peers?.specialtyName ?? "", rank === undefined ? "" : words(rank)]
    .filter((part) => part !== "")
    .join(" · ");
  const peers =
    sub.peers === null || sub.peers.points === 0
      ? []
      : [
          {
            key: "peers",
            label:
              sub.peers.members === 0
                ? t("subs.peersModel")
                : t("subs.peers", { group: group === "" ? t("subs.any") : group, count: sub.peers.members }),
            value: sub.peers.points,
          },
        ];
  const shown = isWhole ? contributions : contributions.slice(0, piecesAtFirst);
  const rest = contributions.slice(shown.length);
  return (
    <>
      <ScoreWaterfall
        digits={2}
        factors={[
          ...peers,
          ...shown.map((piece) => ({
            key: piece.evidenceId,
            label: words(piece.words),
            value: piece.points,
          })),
          ...(rest.length === 0
            ? []
            : [
                {
                  key: "rest",
                  label: t("subs.pieces", { count: rest.length }),
                  value: rest.reduce((sum, { points }) => sum + points, 0),
                },
              ]),
        ]}
      />
      {rest.length > 0 && (
        <Button type="link" onClick={() => setIsWhole(true)}>
          {t("subs.more", { count: contributions.length })}
        </Button>
      )}
    </>
  );
}
