import { useQuery } from "@tanstack/react-query";
import { Button, Select, Tooltip } from "antd";
import { useState } from "react";
import { z } from "zod";
import { get, withQuery } from "../../web/api-client.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useDebounced } from "../../web/hooks/use-debounced.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { DiagnosisList, ProcedureList, type ReviewGroupView, SpecialtyList, TitleList } from "../api.js";
import { useReviewTexts } from "./texts.js";

/** A code with its name, as a reviewer chose it. */
export interface Choice {
  readonly code: string;
  readonly name: string;
}

interface ReviewItemProps {
  readonly group: ReviewGroupView;
  /** The one that keys act on; it alone is unfolded. */
  readonly isActive: boolean;
  readonly isOperator: boolean;
  readonly isPending: boolean;
  readonly choice: Choice | undefined;
  readonly onChoose: (choice: Choice) => void;
  readonly onResolve: (scope: "institution" | "all") => void;
  readonly onDismiss: () => void;
}

/** One name: what it may mean, where it occurs, and the answer. */
export function ReviewItem(props: ReviewItemProps) {
  const { group, isActive } = props;
  const t = useReviewTexts();
  return (
    <>
      <div className="c-review-head">
        <strong>{group.name}</strong>
        <StatusTag tone={group.reason === "ambiguous" ? "warn" : "neutral"}>
          {t(`reason.${group.reason}`)}
        </StatusTag>
        <span className="c-quiet">{t(`kind.${group.kind}`)}</span>
        <span className="c-quiet c-num">{t("occurrences", { count: group.occurrences })}</span>
      </div>
      {isActive && <Answer {...props} />}
    </>
  );
}

function Answer(props: ReviewItemProps) {
  const { group, isOperator, isPending, choice, onChoose, onResolve, onDismiss } = props;
  const t = useReviewTexts();
  const { candidates, items, contexts } = group;
  const isHospital = group.kind === "hospital";
  const isListed = candidates.some(({ code }) => code === choice?.code);
  const ownLabel = !isOperator
    ? t("confirmOwn")
    : items.length > 1
      ? t("confirmThese", { count: items.length })
      : t("confirmThis");
  return (
    <div className="c-review-body">
      <div>
        <h3>{t("candidates")}</h3>
        {candidates.length === 0 && <p className="c-quiet">{t("noCandidates")}</p>}
        <div className="c-choices">
          {candidates.slice(0, 9).map((candidate, index) => (
            <button
              key={candidate.code}
              type="button"
              className="c-choice"
              aria-pressed={choice?.code === candidate.code}
              onClick={() => onChoose(candidate)}
            >
              <kbd aria-hidden="true">{index + 1}</kbd>
              <span>{candidate.name}</span>
              <span>{isHospital ? "" : candidate.code}</span>
            </button>
          ))}
        </div>
      </div>
      <OtherTerm group={group} choice={isListed ? undefined : choice} onChoose={onChoose} />
      <div>
        <h3>{t("where")}</h3>
        <ul className="c-where">
          {items.map(({ id, institutionName, name, occurrences }) => (
            <li key={id}>
              {t("whereItem", { institution: institutionName, count: occurrences })}
              {name !== group.name && <span className="c-quiet"> {t("spelled", { name })}</span>}
            </li>
          ))}
        </ul>
        {contexts.length > 0 && (
          <p>
            <span className="c-quiet">{t("contexts")} </span>
            {contexts.join("；")}
          </p>
        )}
        {group.kind === "specialty" && <ExpertsConcerned name={group.name} />}
      </div>
      <div className="c-actions">
        {isOperator && (
          <Button
            type="primary"
            disabled={choice === undefined}
            loading={isPending}
            onClick={() => onResolve("all")}
          >
            {t("confirmAll")}
          </Button>
        )}
        <Button
          type={isOperator ? "default" : "primary"}
          disabled={choice === undefined}
          loading={isPending}
          onClick={() => onResolve("institution")}
        >
          {ownLabel}
        </Button>
        <Tooltip title={t("dismissHint")}>
          <Button type="text" disabled={isPending} onClick={onDismiss}>
            {t("dismiss")}
          </Button>
        </Tooltip>
      </div>
    </div>
  );
}

interface FoundTerm extends Choice {
  /** What stands above it, from the top. */
  readonly path: readonly string[];
}

/** As much of the register of institutions as is shown here. */
const Hospitals = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) });

const searched = 20;

/** Codes of the kind that fit what was typed. */
async function findTerms(kind: ReviewGroupView["kind"], q: string): Promise<readonly FoundTerm[]> {
  const bare = (items: readonly Choice[]) => items.map(({ code, name }) => ({ code, name, path: [] }));
  switch (kind) {
    case "specialty":
      return (await get(withQuery("/api/terms/specialties", { q }), SpecialtyList)).items;
    case "title": {
      const { items } = await get("/api/terms/titles", TitleList);
      return bare(items.filter(({ name, code }) => `${code}${name}`.includes(q)));
    }
    case "diagnosis":
    case "symptom":
      return bare(
        (await get(withQuery("/api/terms/diagnoses", { q, limit: searched }), DiagnosisList)).items,
      );
    case "procedure":
      return bare(
        (await get(withQuery("/api/terms/procedures", { q, limit: searched }), ProcedureList)).items,
      );
    case "hospital": {
      const { items } = await get("/api/institutions", Hospitals);
      return items
        .filter(({ name }) => name.includes(q))
        .slice(0, searched)
        .map(({ id, name }) => ({ code: id, name, path: [] }));
    }
  }
}

/** Any code, for names whose meaning is not among the candidates. */
function OtherTerm(props: {
  group: ReviewGroupView;
  choice: Choice | undefined;
  onChoose: (choice: Choice) => void;
}) {
  const { group, choice, onChoose } = props;
  const t = useReviewTexts();
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), 200);
  const found = useQuery({
    queryKey: ["terms", group.kind, q],
    queryFn: () => findTerms(group.kind, q),
    staleTime: Infinity,
    meta: { still: true },
  });
  const label = t("other", { kind: t(`kind.${group.kind}`) });
  return (
    <Select
      className="c-other-term"
      aria-label={label}
      placeholder={label}
      style={{ width: "min(420px, 100%)" }}
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      value={choice === undefined ? null : choice.name}
      loading={found.isFetching}
      options={(found.data ?? []).map(({ code, name, path }) => ({
        value: `${code} ${name}`,
        label: (
          <span>
            {name}{" "}
            {group.kind !== "hospital" && <span className="c-quiet">{[code, ...path].join(" · ")}</span>}
          </span>
        ),
      }))}
      onSelect={(value) => {
        const [code = "", ...name] = value.split(" ");
        setTyped("");
        onChoose({ code, name: name.join(" ") });
      }}
    />
  );
}

/** As much of the registry's list as is shown here; the registry stands above this module. */
const Experts = z.object({
  total: z.number(),
  items: z.array(
    z.object({
      practitionerRoleId: z.string(),
      practitionerId: z.string(),
      name: z.string(),
      departmentName: z.string(),
      institutionName: z.string(),
    }),
  ),
});

const shownExperts = 4;

function ExpertsConcerned({ name }: { name: string }) {
  const t = useReviewTexts();
  const mayRead = useMay()("expert.read");
  const experts = useQuery({
    queryKey: ["experts", { named: name }],
    queryFn: () => get(withQuery("/api/experts", { q: name, limit: shownExperts }), Experts),
    enabled: mayRead,
  });
  if (experts.data === undefined) return null;
  const { items, total } = experts.data;
  if (total === 0) return <p className="c-quiet">{t("noExperts")}</p>;
  return (
    <p>
      <span className="c-quiet">{t("experts")} </span>
      {items.map((expert) => (
        <span key={expert.practitionerRoleId}>
          <AppLink
            to={`/experts/${expert.practitionerId}`}
            title={`${expert.institutionName} ${expert.departmentName}`}
          >
            {expert.name}
          </AppLink>{" "}
        </span>
      ))}
      {total > items.length && (
        <AppLink to={`/experts?q=${encodeURIComponent(name)}`}>{t("moreExperts", { count: total })}</AppLink>
      )}
    </p>
  );
}
