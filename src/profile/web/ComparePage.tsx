import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { ExpertList } from "../../experts/api.js";
import { get, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { SearchBox } from "../../web/components/SearchBox.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { useDebounced } from "../../web/hooks/use-debounced.js";
import { useWords } from "../../web/i18n/index.js";
import { AppLink, useSearchParam } from "../../web/navigation.js";
import { ComparisonView, type ProfileView } from "../api.js";
import { type Dimension, dimensions } from "../domain/model.js";
import { dimensionNames } from "../domain/words.js";
import { BandBar } from "./BandBar.js";
import { hiddenDimensions } from "./DimensionTable.js";
import "./profile.css";
import { Radar } from "./Radar.js";
import { useProfileTexts } from "./texts.js";

/** 比较专家: two profiles side by side; a difference counts only where the evidence bears it out. */
export function ComparePage() {
  const t = useProfileTexts();
  const [first, setFirst] = useSearchParam("first");
  const [second, setSecond] = useSearchParam("second");
  const back = { label: t("comparePage.back"), to: "/experts" };
  return (
    <>
      <PageHeader title={t("comparePage.title")} back={back} />
      {first === "" ? (
        <Choose taken={second} onChoose={setFirst} />
      ) : second === "" ? (
        <Choose taken={first} onChoose={setSecond} />
      ) : (
        <Comparison first={first} second={second} onChange={() => setSecond("")} />
      )}
    </>
  );
}

function Choose({ taken, onChoose }: { taken: string; onChoose: (practitionerId: string) => void }) {
  const t = useProfileTexts();
  const [text, setText] = useState("");
  const q = useDebounced(text.trim());
  const found = useQuery({
    queryKey: ["experts", { compare: q }],
    queryFn: () => get(withQuery("/api/experts", { q, limit: "12" }), ExpertList),
  });
  return (
    <Card title={t("comparePage.choose")}>
      <p className="c-quiet">{t("comparePage.chooseNote")}</p>
      <SearchBox placeholder={t("comparePage.search")} value={text} onChange={setText} />
      <QueryView query={found} lines={6}>
        {({ items }) => {
          const others = items.filter(
            (one, at) =>
              one.practitionerId !== taken &&
              items.findIndex(({ practitionerId }) => practitionerId === one.practitionerId) === at,
          );
          if (others.length === 0) return <EmptyState title={t("comparePage.empty")} />;
          return (
            <ul className="c-choices">
              {others.map((one) => (
                <li key={one.practitionerId}>
                  <span>
                    <strong>{one.name}</strong>{" "}
                    <span className="c-quiet">
                      {[one.titleName, one.departmentName, one.institutionName]
                        .filter((part) => part !== null && part !== "")
                        .join(" · ")}
                    </span>
                  </span>
                  <Button
                    aria-label={`${t("comparePage.pick")} ${one.name}`}
                    onClick={() => onChoose(one.practitionerId)}
                  >
                    {t("comparePage.pick")}
                  </Button>
                </li>
              ))}
            </ul>
          );
        }}
      </QueryView>
    </Card>
  );
}

function Comparison(props: { first: string; second: string; onChange: () => void }) {
  const { first, second, onChange } = props;
  const t = useProfileTexts();
  const comparison = useQuery({
    queryKey: ["experts", first, "compare", second],
    queryFn: () => get(withQuery("/api/experts/compare", { first, second }), ComparisonView),
  });
  return (
    <QueryView query={comparison} lines={10}>
      {(data) => (
        <div className="c-columns-2">
          <Card
            title={`${data.first.name} · ${data.second.name}`}
            extra={
              <Button size="small" onClick={onChange}>
                {t("comparePage.change")}
              </Button>
            }
          >
            <ul className="c-compare-names">
              {[data.first, data.second].map((one, at) => (
                <li key={one.practitionerId} data-series={at === 0 ? "first" : "second"}>
                  <span className="c-compare-mark" aria-hidden="true" />
                  {one.name}{" "}
                  <AppLink
                    to={`/experts/${one.practitionerId}/profile`}
                    aria-label={`${one.name} ${t("comparePage.profile")}`}
                  >
                    {t("comparePage.profile")}
                  </AppLink>
                </li>
              ))}
            </ul>
            <Radar
              series={[
                { key: "first", name: data.first.name, dimensions: data.first.dimensions },
                { key: "second", name: data.second.name, dimensions: data.second.dimensions },
              ]}
              hidden={[...hiddenDimensions(data.first), ...hiddenDimensions(data.second)]}
            />
            <Verdicts comparison={data} />
          </Card>
          <Card title={t("comparePage.skills")}>
            <SkillPairs comparison={data} />
          </Card>
        </div>
      )}
    </QueryView>
  );
}

function Verdicts({ comparison }: { comparison: ComparisonView }) {
  const t = useProfileTexts();
  const words = useWords();
  const { first, second } = comparison;
  const verdictOf = (dimension: Dimension) =>
    comparison.dimensions.find((one) => one.dimension === dimension)?.verdict ?? "unknown";
  return (
    <ul className="c-verdicts" aria-label={t("comparePage.label")}>
      {dimensions.map((dimension) => {
        const verdict = verdictOf(dimension);
        return (
          <li key={dimension}>
            <div className="c-verdict-head">
              <strong>{words(dimensionNames[dimension])}</strong>
              <span className={verdict === "first" || verdict === "second" ? undefined : "c-quiet"}>
                {t(`comparePage.${verdict}`, { name: verdict === "second" ? second.name : first.name })}
              </span>
            </div>
            <Line profile={first} dimension={dimension} series="first" />
            <Line profile={second} dimension={dimension} series="second" />
          </li>
        );
      })}
    </ul>
  );
}

function Line(props: { profile: ProfileView; dimension: Dimension; series: "first" | "second" }) {
  const { profile, dimension, series } = props;
  const t = useProfileTexts();
  const found = profile.dimensions.find((one) => one.dimension === dimension);
  return (
    <div className="c-verdict-line" data-series={series}>
      <span>{profile.name}</span>
      {found?.score == null || found.low === null || found.high === null ? (
        <span className="c-quiet c-verdict-none">{t("insufficient")}</span>
      ) : (
        <>
          <BandBar score={found.score} low={found.low} high={found.high} />
          <span className="c-num">
            {found.score.toFixed(1)}{" "}
            <span className="c-quiet">{`${found.low.toFixed(0)}–${found.high.toFixed(0)}`}</span>
          </span>
        </>
      )}
    </div>
  );
}

function SkillPairs({ comparison }: { comparison: ComparisonView }) {
  const t = useProfileTexts();
  const { first, second, skills } = comparison;
  if (skills.length === 0) return <p className="c-quiet">{t("comparePage.noSkills")}</p>;
  const shown = (strength: number | null): string => strength?.toFixed(0) ?? "–";
  return (
    <table className="c-pairs">
      <caption className="c-sr-only">{t("comparePage.skillsLabel")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("comparePage.skill")}</th>
          <th scope="col">{first.name}</th>
          <th scope="col">{second.name}</th>
        </tr>
      </thead>
      <tbody>
        {skills.map((skill) => (
          <tr key={`${skill.kind} ${skill.code}`}>
            <th scope="row">
              {skill.name} <span className="c-quiet c-num">{skill.code}</span>
            </th>
            <td className="c-num">{shown(skill.first)}</td>
            <td className="c-num">{shown(skill.second)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
