import { useQuery } from "@tanstack/react-query";
import { Checkbox } from "antd";
import { useState } from "react";
import { get, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { SkillList, type SkillView } from "../api.js";
import { sourceNames, strengthNames } from "../domain/words.js";
import { useProfileTexts } from "./texts.js";

const shownAtFirst = 15;

/** 专长与证据: skills by code, strongest first, each opened to the documents behind it. */
export function SkillsCard({ practitionerId, as }: { practitionerId: string; as: string }) {
  const t = useProfileTexts();
  const skills = useQuery({
    queryKey: ["experts", practitionerId, "skills", { as }],
    queryFn: () => get(withQuery(`/api/experts/${practitionerId}/skills`, { as }), SkillList),
  });
  return (
    <Card title={t("skills.card")}>
      <QueryView query={skills} lines={6}>
        {(data) => <Skills items={data.items.filter(({ level }) => level === "category")} />}
      </QueryView>
    </Card>
  );
}

function Skills({ items }: { items: readonly SkillView[] }) {
  const t = useProfileTexts();
  const [isOnlyHidden, setIsOnlyHidden] = useState(false);
  const [isWhole, setIsWhole] = useState(false);
  if (items.length === 0) return <EmptyState title={t("skills.none")} note={t("skills.noneNote")} />;
  const hasHidden = items.some(({ isHidden }) => isHidden);
  const chosen = isOnlyHidden ? items.filter(({ isHidden }) => isHidden) : items;
  const shown = isWhole ? chosen : chosen.slice(0, shownAtFirst);
  return (
    <>
      <div className="c-actions c-skills-head">
        <span className="c-quiet">{t("skills.note")}</span>
        {hasHidden && (
          <Checkbox checked={isOnlyHidden} onChange={({ target }) => setIsOnlyHidden(target.checked)}>
            {t("skills.onlyHidden")}
          </Checkbox>
        )}
      </div>
      <ul className="c-skills" aria-label={t("skills.label")}>
        {shown.map((skill) => (
          <li key={`${skill.kind} ${skill.code}`}>
            <Skill skill={skill} />
          </li>
        ))}
      </ul>
      {shown.length < chosen.length && (
        <button type="button" className="c-link-button" onClick={() => setIsWhole(true)}>
          {t("subs.more", { count: chosen.length })}
        </button>
      )}
    </>
  );
}

function Skill({ skill }: { skill: SkillView }) {
  const t = useProfileTexts();
  const words = useWords();
  const sources = skill.sources
    .map(({ source, pieces }) => t("subs.source", { source: words(sourceNames[source]), count: pieces }))
    .join("，");
  const head = (
    <>
      <span className="c-skill-name">
        {skill.name} <span className="c-quiet c-num">{skill.code}</span>
        {skill.isHidden && (
          <>
            {" "}
            <StatusTag tone="warn">{t("skills.hidden")}</StatusTag>
          </>
        )}
      </span>
      <span className="c-skill-strength">
        {words(strengthNames[skill.word])}
        {skill.strength !== null && <span className="c-num"> {skill.strength.toFixed(0)}</span>}
      </span>
      {skill.strength !== null && (
        <span className="c-band" aria-hidden="true">
          <span className="c-band-fill" style={{ width: `${skill.strength}%` }} />
        </span>
      )}
      <span className="c-quiet c-skill-note">
        {[sources, skill.newestOn].filter((part) => part !== "").join(" · ")}
      </span>
    </>
  );
  if (skill.documents === null && !skill.isHidden) return <div className="c-skill">{head}</div>;
  return (
    <details className="c-skill-box">
      <summary className="c-skill">{head}</summary>
      <div className="c-sub-body">
        {skill.isHidden && (
          <p>
            {t("skills.hiddenNote", {
              specialties: skill.usualSpecialties.map(({ name }) => name).join("、"),
            })}
          </p>
        )}
        {skill.documents !== null && (
          <ul className="c-documents">
            {skill.documents.map((document) => (
              <li key={document.evidenceId}>
                <span>{words(document.words)}</span>{" "}
                <span className="c-num c-quiet">{`+${document.points.toFixed(1)}`}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </details>
  );
}
