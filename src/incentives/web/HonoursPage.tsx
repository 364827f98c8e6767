import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useId, useState } from "react";
import { get, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { useWords } from "../../web/i18n/index.js";
import { useMay } from "../../web/session.js";
import {
  type HonourList,
  honourListNames,
  honourLists,
  HonourPageView,
  type HonourMeasure,
  measureNames,
  StepDone,
} from "../api.js";
import { HeldThanks } from "./HeldThanks.js";
import { HonourRound } from "./HonourRound.js";
import "./incentives.css";
import { useRecognitionTexts } from "./recognition-texts.js";

/** 荣誉榜: the published formula, and the lists with their figures. */
export function HonoursPage() {
  const t = useRecognitionTexts();
  const may = useMay();
  const query = useQuery({ queryKey: ["honours"], queryFn: () => get("/api/honours", HonourPageView) });
  return (
    <>
      <PageHeader title={t("honours.title")} note={t("honours.note")} />
      <QueryView query={query} lines={8}>
        {(data) => (
          <div className="c-stack">
            {may("appreciation.moderate") && <HeldThanks />}
            {may("honour.run") && <RunForm />}
            {data.rounds.length === 0 && (
              <EmptyState title={t("honours.none")} note={t("honours.noneNote")} />
            )}
            {data.rounds.map((round) => (
              <HonourRound key={round.id} round={round} />
            ))}
            {data.rules && <Formula rules={data.rules} />}
          </div>
        )}
      </QueryView>
    </>
  );
}

function Formula({ rules }: { rules: NonNullable<HonourPageView["rules"]> }) {
  const t = useRecognitionTexts();
  const words = useWords();
  return (
    <Card title={t("honours.formula")}>
      <p>{t("honours.formulaNote", { count: rules.priorCases, version: rules.version })}</p>
      <ul className="c-lines">
        {rules.lists.map((list) => (
          <li key={list.list}>
            <strong>{words(honourListNames[list.list])}</strong>{" "}
            {[
              ...Object.entries(list.weights).map(([measure, weight]) =>
                t("honours.weight", { name: words(measureNames[measure as HonourMeasure]), weight }),
              ),
              t("honours.minCases", { count: list.minCases }),
              t("honours.places", { count: list.places }),
              ...(list.youngerThanYears === null
                ? []
                : [t("honours.younger", { count: list.youngerThanYears })]),
            ].join(" · ")}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function RunForm() {
  const t = useRecognitionTexts();
  const words = useWords();
  const ids = useId();
  const queryClient = useQueryClient();
  const [period, setPeriod] = useState("");
  const [list, setList] = useState<HonourList>("specialty");
  const run = useMutation({
    mutationFn: () => postOnce("/api/honours", StepDone, { period: period.trim(), list }),
    onError: showProblem,
    onSuccess: () => showDone(t("honours.opened")),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["honours"] }),
  });
  return (
    <Card title={t("honours.run")}>
      <div className="c-rule-row">
        <label htmlFor={`${ids}-period`}>
          {t("honours.period")}
          <Input id={`${ids}-period`} value={period} onChange={(event) => setPeriod(event.target.value)} />
        </label>
        <label>
          {t("honours.list")}
          <Select
            aria-label={t("honours.list")}
            value={list}
            style={{ minWidth: 160 }}
            onChange={(value: HonourList) => setList(value)}
            options={honourLists.map((one) => ({ value: one, label: words(honourListNames[one]) }))}
          />
        </label>
        <Button
          type="primary"
          style={{ alignSelf: "end" }}
          disabled={!/^20\d{2}(Q[1-4])?$/u.test(period.trim())}
          loading={run.isPending}
          onClick={() => run.mutate()}
        >
          {t("honours.run")}
        </Button>
      </div>
    </Card>
  );
}
