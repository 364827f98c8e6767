import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { QueryView } from "../../web/components/states.js";
import { useSearchParam } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { LabView, RunStarted } from "../api/policy-lab.js";
import { demandOf, type LabChoice, LabForm } from "./LabForm.js";
import { LabResult, LabRuns } from "./LabResults.js";
import { useLabTexts } from "./lab-texts.js";
import { TrialCard } from "./TrialCard.js";
import "./policy-lab.css";

const firstChoice: Omit<LabChoice, "version"> = {
  policies: ["longest_idle", "top_rated", "greedy", "ours"],
  load: "normal",
  panels: 30,
  isReplay: false,
  repeats: 3,
};

/** 策略实验室: ways of dispatching compared by simulation, and new versions brought into use step by step. */
export function PolicyLabPage() {
  const t = useLabTexts();
  const queryClient = useQueryClient();
  const mayChange = useMay()("policy.change");
  const lab = useQuery({ queryKey: ["lab"], queryFn: () => get("/api/policy-lab", LabView) });
  const [opened, open] = useSearchParam("run");
  const [changed, setChanged] = useState<LabChoice>();
  const choice = changed ?? { ...firstChoice, version: lab.data?.standing ?? "" };
  const start = useMutation({
    mutationFn: () =>
      postOnce("/api/policy-lab/runs", RunStarted, {
        settings: {
          policies: choice.policies,
          demand: demandOf[choice.load],
          panels: choice.isReplay ? 0 : choice.panels,
          seeds: Array.from({ length: choice.repeats }, (_, i) => i + 1),
          baseline: choice.policies.includes("longest_idle") ? "longest_idle" : choice.policies[0],
        },
        policyVersion: choice.version,
        isReplay: choice.isReplay,
      }),
    onSuccess: ({ runId }) => {
      showDone(t("form.started"));
      open(runId);
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["lab"] }),
  });
  const isRunning = lab.data?.runs.some((run) => run.status === "running") ?? false;
  const shown =
    (opened !== "" && lab.data?.runs.some((run) => run.id === opened && run.status !== "running")
      ? opened
      : undefined) ?? lab.data?.runs.find((run) => run.status === "done")?.id;
  return (
    <>
      <PageHeader
        title={t("title")}
        note={t("note")}
        {...(mayChange && {
          primary: {
            label: t("form.start"),
            onClick: () => start.mutate(),
            isPending: start.isPending,
            isDisabled: isRunning || choice.policies.length === 0 || choice.version === "",
          },
        })}
      />
      <QueryView query={lab} lines={12}>
        {(data) => (
          <div className="c-columns-2">
            <div className="c-stack">
              <LabForm lab={data} choice={choice} mayChange={mayChange} onChange={setChanged} />
              {shown !== undefined && <LabResult key={shown} runId={shown} />}
            </div>
            <div className="c-stack">
              <TrialCard lab={data} mayChange={mayChange} />
              <LabRuns lab={data} shown={shown} onOpen={open} />
            </div>
          </div>
        )}
      </QueryView>
    </>
  );
}
