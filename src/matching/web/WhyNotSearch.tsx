import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useId, useState } from "react";
import { ExpertList } from "../../experts/api.js";
import { get, withQuery } from "../../web/api-client.js";
import { QueryView } from "../../web/components/states.js";
import { useDebounced } from "../../web/hooks/use-debounced.js";
import { useWords } from "../../web/i18n/index.js";
import { type WhatWouldView, WhyNotView } from "../api.js";
import { useFactorName } from "./factor-name.js";
import { useMatchingTexts } from "./texts.js";

/** 为什么没有某位专家: find any expert of the registry, and hear the rule in the way or the points short. */
export function WhyNotSearch({ caseId }: { caseId: string }) {
  const t = useMatchingTexts();
  const id = useId();
  const [typed, setTyped] = useState("");
  const [roleId, setRoleId] = useState<string>();
  const q = useDebounced(typed.trim());
  const experts = useQuery({
    queryKey: ["experts", { q, forWhyNot: true }],
    queryFn: ({ signal }) => get(withQuery("/api/experts", { q, limit: 20 }), ExpertList, { signal }),
    enabled: q !== "",
    meta: { still: true },
  });
  const answer = useQuery({
    queryKey: ["case", caseId, "why-not", roleId],
    queryFn: () => get(`/api/cases/${caseId}/ranking/why-not/${roleId ?? ""}`, WhyNotView),
    enabled: roleId !== undefined,
    refetchOnWindowFocus: false,
  });
  const isAnswered = q !== "" && typed.trim() === q && !experts.isPending;
  const options = (isAnswered ? (experts.data?.items ?? []) : []).map((one) => ({
    value: one.practitionerRoleId,
    label: `${one.name}，${one.departmentName}，${one.institutionName}`,
  }));
  return (
    <section className="matching-why-not" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{t("whyNot.title")}</h3>
      <Select<string>
        className="matching-search"
        aria-label={t("whyNot.label")}
        showSearch={{ onSearch: setTyped, filterOption: false }}
        onSelect={setRoleId}
        options={options}
        loading={experts.isFetching}
        placeholder={t("whyNot.placeholder")}
        notFoundContent={
          typed.trim() === ""
            ? null
            : t(!isAnswered ? "whyNot.searching" : experts.isError ? "whyNot.failed" : "whyNot.none")
        }
        suffix={null}
      />
      {roleId !== undefined && (
        <div aria-live="polite">
          <QueryView query={answer} lines={2}>
            {(found) => <Answer answer={found} />}
          </QueryView>
        </div>
      )}
    </section>
  );
}

function Answer({ answer }: { answer: WhyNotView }) {
  const t = useMatchingTexts();
  const words = useWords();
  const factorName = useFactorName();
  const { status, exclusion, lastShown, gaps } = answer;
  const place = {
    position: answer.position ?? 0,
    compared: answer.compared ?? 0,
    eligible: answer.eligible ?? 0,
  };
  return (
    <div className="c-stack">
      {status === "unknown" && <p>{t("whyNot.unknown")}</p>}
      {exclusion !== null && (
        <p>
          {t("whyNot.excluded", { reason: words(exclusion) })}
          {exclusion.detail !== "" && <span className="c-quiet">{` ${exclusion.detail}`}</span>}
        </p>
      )}
      {status === "ranked" && (
        <p>
          {t(
            lastShown === null ? "whyNot.shown" : answer.position === null ? "whyNot.far" : "whyNot.behind",
            place,
          )}
        </p>
      )}
      {lastShown !== null && gaps.length > 0 && (
        <div>
          <p className="c-quiet">{t("whyNot.gaps", { name: lastShown.name })}</p>
          <ul>
            {gaps.map(({ key, points }) => (
              <li key={key}>
                {factorName(key)} <span className="c-num">{t("points", { points: points.toFixed(1) })}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {answer.whatWould !== null && answer.whatWould.place !== 1 && <WhatWould would={answer.whatWould} />}
      {!answer.isSamePool && <p className="c-quiet">{t("whyNot.otherPool")}</p>}
      {answer.status === "ranked" && !answer.isByFactsOfThen && (
        <p className="c-quiet">{t("whyNot.factsOfNow")}</p>
      )}
    </div>
  );
}

/** 是什么能改变排序: the smallest single change that would bring him first or among the first three. */
function WhatWould({ would }: { would: WhatWouldView }) {
  const t = useMatchingTexts();
  const words = useWords();
  const { place, first, firstThree, others } = would;
  return (
    <div>
      <p className="c-quiet">{t("whatWould.title")}</p>
      <ul>
        {(place === null || place > 3) && (
          <li>
            {t("whatWould.firstThree")} {firstThree === null ? t("whatWould.none") : words(firstThree)}
          </li>
        )}
        <li>
          {t("whatWould.first")} {first === null ? t("whatWould.none") : words(first)}
        </li>
        {others.map((one) => (
          <li key={one.kind}>
            {t("whatWould.other", { place: one.place })} {words(one)}
          </li>
        ))}
      </ul>
    </div>
  );
}
