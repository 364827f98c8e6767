import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, InputNumber } from "antd";
import { useId, useState } from "react";
import { get, Nothing, postOnce, ProblemError, showDone, showProblem } from "../../web/api-client.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { usePathParam } from "../../web/navigation.js";
import {
  type FactAnswer,
  factAnswers,
  type VerificationAnswers,
  type VerificationFact,
  VerificationSheet,
} from "../api/freshness.js";
import "./freshness.css";
import "./experts.css";
import { useFreshnessTexts } from "./freshness-texts.js";
import { useExpertTexts } from "./texts.js";

/** 核对我的资料: the expert's one page, made for a phone. */
export function VerificationPage() {
  const t = useFreshnessTexts();
  const sheet = useQuery({
    queryKey: ["experts", { sheet: "mine" }],
    queryFn: () => get("/api/verification", VerificationSheet),
  });
  if (sheet.error instanceof ProblemError && sheet.error.code === "not_an_expert")
    return <EmptyState isPage title={t("sheet.noExpert")} note={t("sheet.noExpertNote")} />;
  return (
    <>
      <PageHeader
        title={t("sheet.title")}
        note={t("sheet.note")}
        back={{ label: t("sheet.back"), to: "/experts/mine" }}
      />
      <QueryView query={sheet} lines={8}>
        {(data) => <Sheet sheet={data} />}
      </QueryView>
    </>
  );
}

/** The office goes through it with the expert on the telephone. */
export function VerificationForPage() {
  const practitionerId = usePathParam("practitionerId");
  const t = useFreshnessTexts();
  const sheet = useQuery({
    queryKey: ["experts", { sheet: practitionerId }],
    queryFn: () => get(`/api/verification/${practitionerId}`, VerificationSheet),
  });
  return (
    <>
      <PageHeader
        title={sheet.data === undefined ? t("sheet.title") : t("sheet.titleOf", { name: sheet.data.name })}
        back={{ label: t("health.title"), to: "/pool-health" }}
      />
      <QueryView query={sheet} lines={8}>
        {(data) => <Sheet sheet={data} />}
      </QueryView>
    </>
  );
}

interface Given {
  readonly answer: FactAnswer;
  readonly quantity: number | null;
  readonly text: string;
}
const stillRight: Given = { answer: "right", quantity: null, text: "" };

function Sheet({ sheet }: { sheet: VerificationSheet }) {
  const t = useFreshnessTexts();
  const queryClient = useQueryClient();
  const [given, setGiven] = useState<Readonly<Record<string, Given>>>({});
  const [isAnyway, setIsAnyway] = useState(false);
  const due = sheet.facts.filter(({ isDue }) => isDue);
  const rest = sheet.facts.filter(({ isDue }) => !isDue);
  const percent = Math.round(sheet.freshness * 100);
  const told = Object.entries(given).filter(([, one]) => one.answer !== "right");
  const factOf = new Map(sheet.facts.map((fact) => [fact.claimId, fact]));
  const problem = told
    .map(([id, one]) =>
      one.answer !== "changed"
        ? undefined
        : factOf.get(id)?.quantity !== null
          ? one.quantity === null
            ? t("sheet.needsNumber")
            : undefined
          : one.text.trim() === ""
            ? t("sheet.needsText")
            : undefined,
    )
    .find((one) => one !== undefined);
  const send = useMutation({
    mutationFn: () =>
      postOnce(`/api/verification/${sheet.practitionerId}/answers`, Nothing, {
        answers: told.map(([claimId, one]) => ({ claimId, ...one, text: one.text.trim() })),
        othersAreRight: true,
      } satisfies VerificationAnswers),
    onSuccess: () => {
      showDone(t("sheet.done"));
      setGiven({});
      setIsAnyway(false);
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  const isAsked = due.length > 0 || sheet.taskStatus !== null || isAnyway;
  if (!isAsked)
    return (
      <EmptyState
        title={t("sheet.none")}
        note={
          <>
            {t("sheet.noneNote")} {t("sheet.freshness", { percent })}
          </>
        }
        action={<Button onClick={() => setIsAnyway(true)}>{t("sheet.confirmAnyway")}</Button>}
      />
    );
  const list = (facts: readonly VerificationFact[]) => (
    <ul className="c-facts">
      {facts.map((fact) => (
        <Fact
          key={fact.claimId}
          fact={fact}
          given={given[fact.claimId] ?? stillRight}
          onChange={(next) => setGiven({ ...given, [fact.claimId]: next })}
        />
      ))}
    </ul>
  );
  return (
    <div className="c-sheet c-stack">
      {sheet.isSuspended && <p className="c-notice-line">{t("sheet.suspended")}</p>}
      <p className="c-quiet">{t("sheet.freshness", { percent })}</p>
      {due.length > 0 && (
        <section aria-label={t("sheet.due", { count: due.length })} className="c-stack">
          <h2>{t("sheet.due", { count: due.length })}</h2>
          {list(due)}
        </section>
      )}
      {rest.length > 0 && (
        <details open={due.length === 0}>
          <summary>{t("sheet.rest", { count: rest.length })}</summary>
          {list(rest)}
        </details>
      )}
      <div className="c-sheet-act">
        <span className="c-bad" role="status">
          {problem}
        </span>
        <Button
          type="primary"
          size="large"
          block
          loading={send.isPending}
          disabled={problem !== undefined}
          onClick={() => send.mutate()}
        >
          {t(told.length === 0 ? "sheet.allRight" : "sheet.submit")}
        </Button>
      </div>
    </div>
  );
}

function Fact(props: { fact: VerificationFact; given: Given; onChange: (given: Given) => void }) {
  const { fact, given, onChange } = props;
  const t = useFreshnessTexts();
  const texts = useExpertTexts();
  const words = useWords();
  const id = useId();
  const kind = words({ zh: fact.kindZh, en: fact.kindEn });
  const countsCases = fact.kind === "disease_cases" || fact.kind === "procedure_cases";
  return (
    <li className="c-fact">
      <div className="c-fact-what">
        <span className="c-quiet">{[kind, fact.departmentName].filter(Boolean).join(" · ")}</span>
        <strong>
          {fact.label}
          {fact.quantity !== null &&
            ` ${countsCases ? t("sheet.cases", { count: fact.quantity }) : String(fact.quantity)}`}
        </strong>
        <span className="c-quiet">
          {texts(`claimSource.${fact.source}`)} · {t("sheet.lastConfirmed", { date: fact.confirmedOn })}
        </span>
        {fact.isExpired && <StatusTag tone="bad">{t("sheet.expired")}</StatusTag>}
      </div>
      <fieldset className="c-fact-choices">
        <legend className="c-sr-only">{t("sheet.choice", { fact: `${kind} ${fact.label}` })}</legend>
        {factAnswers.map((answer) => (
          <label key={answer}>
            <input
              type="radio"
              name={id}
              checked={given.answer === answer}
              onChange={() => onChange({ ...stillRight, answer })}
            />
            {t(`sheet.${answer}`)}
          </label>
        ))}
      </fieldset>
      {given.answer === "changed" && fact.quantity !== null && (
        <div>
          <label className="c-label" htmlFor={`${id}-number`}>
            {t("sheet.now")}
          </label>
          <div>
            <InputNumber
              id={`${id}-number`}
              min={0}
              max={1_000_000}
              value={given.quantity}
              onChange={(quantity) => onChange({ ...given, quantity })}
            />
          </div>
        </div>
      )}
      {given.answer !== "right" && (given.answer === "gone" || fact.quantity === null) && (
        <div>
          <label className="c-label" htmlFor={`${id}-text`}>
            {t(given.answer === "gone" ? "sheet.goneWhy" : "sheet.nowText")}
          </label>
          <Input
            id={`${id}-text`}
            value={given.text}
            maxLength={300}
            onChange={(event) => onChange({ ...given, text: event.target.value })}
          />
        </div>
      )}
    </li>
  );
}
