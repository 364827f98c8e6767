import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { ExpertList } from "../../experts/api.js";
import { RankingView } from "../../matching/api.js";
import { get, withQuery } from "../../web/api-client.js";
import { ReasonList } from "../../web/components/ReasonList.js";
import { SearchBox } from "../../web/components/SearchBox.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useDebounced } from "../../web/hooks/use-debounced.js";
import { useNow } from "../../web/hooks/use-now.js";
import { useWords } from "../../web/i18n/index.js";
import type { SearchView } from "../api.js";
import { AssignConfirm, type Chosen } from "./AssignConfirm.js";
import { openOfferOf } from "./offer-words.js";
import { useDispatchTexts } from "./texts.js";

const foundAtMost = 8;

/** Whom to send the case to: those the ranking proposes, with its reasons, or anyone found by name. */
export function AssignPanel({ caseId, search }: { caseId: string; search: SearchView | null }) {
  const t = useDispatchTexts();
  const now = useNow(5000);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<Chosen | undefined>(undefined);
  const q = useDebounced(text.trim());
  const waitingFor = openOfferOf(search?.offers, now)?.expertName;
  const choose = (one: Chosen) => setChosen(one);
  const section = useRef<HTMLElement>(null);
  // Whoever was sent the case loses his button, and the focus with it: without a place for it Escape would not close the drawer.
  useEffect(() => {
    if (chosen === undefined && document.activeElement === document.body) section.current?.focus();
  }, [chosen, search]);
  return (
    <section className="d-assign" aria-label={t("assign.title")} ref={section} tabIndex={-1}>
      <h3>{t("assign.title")}</h3>
      <SearchBox
        value={text}
        onChange={setText}
        placeholder={t("assign.searchHint")}
        label={t("assign.search")}
      />
      {q === "" ? (
        <Ranked caseId={caseId} search={search} onChoose={choose} />
      ) : (
        <Found q={q} onChoose={choose} />
      )}
      {chosen !== undefined && (
        <AssignConfirm
          caseId={caseId}
          chosen={chosen}
          waitingFor={waitingFor}
          onClose={() => setChosen(undefined)}
        />
      )}
    </section>
  );
}

/** One expert with what speaks for him, and the button that sends him the case; `bar` says why it cannot. */
function Line(props: {
  one: Chosen & { readonly departmentName: string; readonly titleName: string | null };
  extra?: ReactNode;
  bar?: string | undefined;
  children?: ReactNode;
  onChoose: (one: Chosen) => void;
}) {
  const { one, extra, bar, children, onChoose } = props;
  const t = useDispatchTexts();
  return (
    <li>
      <div className="d-candidate-text">
        <div className="d-history-head">
          <strong>{one.name}</strong>
          {one.titleName !== null && <span>{one.titleName}</span>}
          {extra}
        </div>
        <div className="c-quiet">{`${one.institutionName} · ${one.departmentName}`}</div>
        {children}
        {bar !== undefined && <div className="d-bar">{bar}</div>}
      </div>
      {bar === undefined && (
        <Button onClick={() => onChoose(one)} aria-label={t("assign.giveTo", { name: one.name })}>
          {t("assign.give")}
        </Button>
      )}
    </li>
  );
}

function Ranked(props: { caseId: string; search: SearchView | null; onChoose: (one: Chosen) => void }) {
  const { caseId, search, onChoose } = props;
  const t = useDispatchTexts();
  const words = useWords();
  const ranking = useQuery({
    queryKey: ["case", caseId, "ranking"],
    queryFn: () => get(`/api/cases/${caseId}/ranking`, RankingView),
    staleTime: 60_000,
  });
  const askedAs = (name: string, institutionName: string) =>
    search?.offers
      .filter((offer) => offer.expertName === name && offer.institutionName === institutionName)
      .at(-1);
  return (
    <QueryView query={ranking} lines={6}>
      {({ candidates, considered, excluded }) => (
        <>
          {candidates.length === 0 ? (
            <p className="c-quiet">{t("assign.noCandidates")}</p>
          ) : (
            <p className="c-quiet">{t("assign.rankedOf", { considered })}</p>
          )}
          <ol className="d-candidates" aria-label={t("assign.ranked")}>
            {candidates.map((one) => {
              const asked = askedAs(one.name, one.institutionName);
              const isWaiting = asked?.status === "sent" || asked?.status === "seen";
              return (
                <Line
                  key={one.practitionerRoleId}
                  one={one}
                  onChoose={onChoose}
                  bar={isWaiting ? t("assign.asked") : undefined}
                  extra={
                    <>
                      <span className="c-quiet c-num">
                        {t("assign.score", { score: Math.round(one.score) })}
                      </span>
                      {one.isHiddenSkill && <StatusTag tone="progress">{t("assign.hidden")}</StatusTag>}
                    </>
                  }
                >
                  {asked !== undefined && !isWaiting && (
                    <div className="d-bar">
                      {t("assign.askedBefore", { outcome: t(`status.${asked.status}`) })}
                    </div>
                  )}
                  <ReasonList
                    reasons={one.reasons.map((reason) => ({
                      key: reason.zh,
                      text: words(reason),
                      side: "for",
                    }))}
                  />
                </Line>
              );
            })}
          </ol>
          {excluded.length > 0 && (
            <details className="d-details">
              <summary>{t("assign.excluded")}</summary>
              <ul>
                {excluded.map((one) => (
                  <li key={one.code}>{t("assign.excludedLine", { reason: words(one), count: one.count })}</li>
                ))}
              </ul>
            </details>
          )}
        </>
      )}
    </QueryView>
  );
}

function Found({ q, onChoose }: { q: string; onChoose: (one: Chosen) => void }) {
  const t = useDispatchTexts();
  const found = useQuery({
    queryKey: ["experts", { q, limit: foundAtMost }],
    queryFn: ({ signal }) =>
      get(withQuery("/api/experts", { q, limit: foundAtMost }), ExpertList, { signal }),
    placeholderData: keepPreviousData,
    meta: { still: true },
  });
  return (
    <QueryView query={found} lines={4}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="c-quiet" role="status">
            {t("assign.noMatch")}
          </p>
        ) : (
          <ul className="d-candidates" aria-label={t("assign.found")}>
            {items.map((one) => (
              <Line
                key={one.practitionerRoleId}
                one={one}
                onChoose={onChoose}
                bar={
                  one.status !== "active"
                    ? t(`assign.${one.status}`)
                    : one.hasAccount
                      ? undefined
                      : t("assign.noAccount")
                }
              >
                {one.skills !== "" && <div>{one.skills}</div>}
              </Line>
            ))}
          </ul>
        )
      }
    </QueryView>
  );
}
