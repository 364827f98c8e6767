import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useId, useState } from "react";
import { Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import type { LabView } from "../api/policy-lab.js";
import type { RolloutStatus } from "../domain/policy/rollout.js";
import { ArmTable } from "./ArmTable.js";
import { useLabTexts } from "./lab-texts.js";
import { VersionForm } from "./VersionForm.js";

type Step = "half" | "most" | "active" | "stopped";
const nextOf: Partial<Record<RolloutStatus, Step>> = { shadow: "half", half: "most", most: "active" };
const stages = ["shadow", "half", "most", "active"] as const;

/** 版本与试行: which version stands, which is on trial and how it does, and the way on or back. */
export function TrialCard({ lab, mayChange }: { lab: LabView; mayChange: boolean }) {
  const t = useLabTexts();
  const [isAdding, setIsAdding] = useState(false);
  return (
    <Card
      title={t("trial.title")}
      extra={mayChange && <Button onClick={() => setIsAdding(true)}>{t("version.add")}</Button>}
    >
      <div className="c-stack">
        <p>
          {t("trial.standing")} <strong>{lab.standing}</strong>
        </p>
        {lab.trial === null ? (
          <NoTrial lab={lab} mayChange={mayChange} />
        ) : (
          <Trial trial={lab.trial} mayChange={mayChange} />
        )}
      </div>
      {isAdding && <VersionForm lab={lab} onClose={() => setIsAdding(false)} />}
    </Card>
  );
}

function useAct(onDone: () => void) {
  const t = useLabTexts();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body }: { path: string; body: object; done: string }) =>
      postOnce(path, Nothing, body),
    onSuccess: (_, { done }) => {
      showDone(done === "" ? t("trial.moved") : done);
      onDone();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["lab"] }),
  });
}

function NoTrial({ lab, mayChange }: { lab: LabView; mayChange: boolean }) {
  const t = useLabTexts();
  const id = useId();
  const choices = lab.versions.filter(
    ({ version, createdAt }) => createdAt !== null && version !== lab.standing,
  );
  const [chosen, setChosen] = useState<string>();
  const [asks, setAsks] = useState<"start" | "back">();
  const act = useAct(() => setAsks(undefined));
  const version = chosen ?? choices[0]?.version;
  const isDefault = lab.versions.at(-1)?.version === lab.standing;
  return (
    <>
      <p className="c-quiet">{t("trial.none")}</p>
      {mayChange && version !== undefined && (
        <div className="d-lab-start">
          <label className="d-label" htmlFor={id}>
            {t("trial.pick")}
          </label>
          <Select
            id={id}
            value={version}
            options={choices.map((one) => ({ value: one.version, label: one.version }))}
            onChange={setChosen}
          />
          <Button onClick={() => setAsks("start")}>{t("trial.start")}</Button>
        </div>
      )}
      {mayChange && !isDefault && (
        <div>
          <Button danger onClick={() => setAsks("back")}>
            {t("trial.back")}
          </Button>
        </div>
      )}
      <ConfirmReason
        isOpen={asks !== undefined}
        title={asks === "back" ? t("trial.back") : t("trial.startTitle", { version: version ?? "" })}
        consequence={asks === "back" ? undefined : t("trial.startConsequence")}
        reasons={[]}
        isNoteRequired
        isDanger={asks === "back"}
        confirmLabel={asks === "back" ? t("trial.back") : t("trial.start")}
        isPending={act.isPending}
        onConfirm={({ note }) =>
          act.mutate(
            asks === "back"
              ? {
                  path: "/api/policy-lab/trial/move",
                  body: { from: "active", to: "stopped", reason: note },
                  done: "",
                }
              : {
                  path: "/api/policy-lab/trial",
                  body: { version, reason: note },
                  done: t("trial.started"),
                },
          )
        }
        onClose={() => setAsks(undefined)}
      />
    </>
  );
}

function Trial({ trial, mayChange }: { trial: NonNullable<LabView["trial"]>; mayChange: boolean }) {
  const t = useLabTexts();
  const [step, setStep] = useState<Step>();
  const act = useAct(() => setStep(undefined));
  const next = nextOf[trial.status];
  const at = stages.indexOf(trial.status as (typeof stages)[number]);
  return (
    <>
      <ol className="d-stages" aria-label={trial.version}>
        {stages.map((stage, i) => (
          <li key={stage} aria-current={i === at ? "step" : undefined} data-past={i < at ? "" : undefined}>
            {t(`trial.status.${stage}`)}
          </li>
        ))}
      </ol>
      <p>
        {t("trial.onTrial")} <strong>{trial.version}</strong>
      </p>
      {trial.status === "shadow" ? (
        <p>{trial.shadow.decisions === 0 ? t("trial.shadowNone") : t("trial.shadowWords", trial.shadow)}</p>
      ) : (
        <ArmTable arms={trial.arms} />
      )}
      {mayChange && next !== undefined && (
        <div className="c-actions">
          <Button onClick={() => setStep(next)}>
            {t(`trial.next.${next as "half" | "most" | "active"}`)}
          </Button>
          <Button danger onClick={() => setStep("stopped")}>
            {t("trial.stop")}
          </Button>
        </div>
      )}
      <ConfirmReason
        isOpen={step !== undefined}
        title={t("trial.moveTitle", { version: trial.version, step: t(`trial.status.${step ?? "half"}`) })}
        consequence={t(`trial.consequence.${step ?? "half"}`)}
        reasons={[]}
        isNoteRequired
        isDanger={step === "stopped"}
        confirmLabel={step === "stopped" ? t("trial.stop") : t(`trial.next.${step ?? "half"}`)}
        isPending={act.isPending}
        onConfirm={({ note }) =>
          act.mutate({
            path: "/api/policy-lab/trial/move",
            body: { from: trial.status, to: step, reason: note },
            done: "",
          })
        }
        onClose={() => setStep(undefined)}
      />
    </>
  );
}
