import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Progress, Segmented, Select } from "antd";
import { useId } from "react";
import { Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { useWords } from "../../web/i18n/index.js";
import type { LabView } from "../api/policy-lab.js";
import { type LineUpId, lineUpIds, lineUpNames } from "../domain/simulation/line-up-names.js";
import { useLabTexts } from "./lab-texts.js";

export interface LabChoice {
  readonly policies: readonly LineUpId[];
  readonly load: "light" | "normal" | "surge";
  /** Requests for several experts at one time, a day. */
  readonly panels: (typeof panelCounts)[number];
  readonly isReplay: boolean;
  readonly repeats: number;
  readonly version: string;
}

export const demandOf = { light: 1100, normal: 1500, surge: 2300 } as const;
const kinds = ["peers", "ours", "part", "wrong"] as const;
const repeats = [3, 5, 10] as const;
const panelCounts = [0, 30, 60] as const;

/** What is to be simulated, and how far the running simulation is. */
export function LabForm(props: {
  lab: LabView;
  choice: LabChoice;
  mayChange: boolean;
  onChange: (choice: LabChoice) => void;
}) {
  const { lab, choice, mayChange, onChange } = props;
  const t = useLabTexts();
  const words = useWords();
  const ids = useId();
  const running = lab.runs.find((run) => run.status === "running");
  const set = (change: Partial<LabChoice>) => onChange({ ...choice, ...change });
  return (
    <Card title={t("form.title")}>
      <div className="c-stack">
        {running && <RunningBar runId={running.id} share={running.progress} mayChange={mayChange} />}
        <fieldset className="c-fieldset d-lab-policies">
          <legend>{t("form.policies")}</legend>
          {kinds.map((kind) => (
            <div key={kind}>
              <p className="d-label" id={`${ids}-${kind}`}>
                {t(`form.kinds.${kind}`)}
              </p>
              <Checkbox.Group
                aria-labelledby={`${ids}-${kind}`}
                value={choice.policies.filter((id) => lineUpNames[id].kind === kind)}
                options={lineUpIds
                  .filter((id) => lineUpNames[id].kind === kind)
                  .map((id) => ({ value: id, label: words(lineUpNames[id]) }))}
                onChange={(chosen) => {
                  const others = choice.policies.filter((id) => lineUpNames[id].kind !== kind);
                  set({ policies: lineUpIds.filter((id) => chosen.includes(id) || others.includes(id)) });
                }}
              />
            </div>
          ))}
        </fieldset>
        <div className="d-lab-fields">
          <div>
            <p className="d-label">{t("form.data")}</p>
            <Segmented
              aria-label={t("form.data")}
              vertical
              value={choice.isReplay ? "replay" : "invented"}
              options={(["invented", "replay"] as const).map((value) => ({
                value,
                label: t(`form.${value}`),
              }))}
              onChange={(value) => set({ isReplay: value === "replay" })}
            />
            {choice.isReplay && <p className="c-quiet">{t("form.replayNote")}</p>}
          </div>
          {!choice.isReplay && (
            <>
              <div>
                <p className="d-label">{t("form.load")}</p>
                <Segmented
                  aria-label={t("form.load")}
                  vertical
                  value={choice.load}
                  options={(["light", "normal", "surge"] as const).map((value) => ({
                    value,
                    label: t(`form.loads.${value}`),
                  }))}
                  onChange={(load) => set({ load })}
                />
              </div>
              <div>
                <p className="d-label">{t("form.panels")}</p>
                <Segmented
                  aria-label={t("form.panels")}
                  vertical
                  value={choice.panels}
                  options={panelCounts.map((count) => ({
                    value: count,
                    label: count === 0 ? t("form.noPanels") : t("form.panelsADay", { count }),
                  }))}
                  onChange={(panels) => set({ panels })}
                />
              </div>
            </>
          )}
          <div>
            <p className="d-label">{t("form.repeats")}</p>
            <Segmented
              aria-label={t("form.repeats")}
              value={choice.repeats}
              options={repeats.map((count) => ({ value: count, label: t("form.times", { count }) }))}
              onChange={(count) => set({ repeats: count })}
            />
            <p className="c-quiet">{t("form.repeatsNote")}</p>
          </div>
          <div>
            <label className="d-label" htmlFor={`${ids}-version`}>
              {t("form.version")}
            </label>
            <Select
              id={`${ids}-version`}
              className="d-lab-version"
              value={choice.version}
              options={lab.versions.map(({ version }) => ({ value: version, label: version }))}
              onChange={(version) => set({ version })}
            />
          </div>
        </div>
      </div>
    </Card>
  );
}

function RunningBar({ runId, share, mayChange }: { runId: string; share: number; mayChange: boolean }) {
  const t = useLabTexts();
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => postOnce(`/api/policy-lab/runs/${runId}/cancel`, Nothing),
    onSuccess: () => showDone(t("form.cancelled")),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["lab"] }),
  });
  const percent = Math.floor(100 * share);
  return (
    <div className="d-lab-running" role="status">
      <span>{t("form.running")}</span>
      <Progress percent={percent} aria-label={t("form.running")} />
      {mayChange && (
        <Button onClick={() => cancel.mutate()} loading={cancel.isPending}>
          {t("form.cancel")}
        </Button>
      )}
    </div>
  );
}
