import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Checkbox, Input, InputNumber, Modal, Select } from "antd";
import { useId, useState } from "react";
import { urgencyLevels } from "../../kernel/urgency.js";
import { Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { UrgencyTag } from "../../web/components/UrgencyTag.js";
import type { LabView, PolicyVersion } from "../api/policy-lab.js";
import { noBundling } from "../domain/bundling.js";
import { latenessOf } from "../domain/panel/panel-policy.js";
import type { DispatchPolicy, LevelPolicy } from "../domain/policy/dispatch-policy.js";
import { noReminders } from "../domain/reminder/reminder-rule.js";
import { useLabTexts } from "./lab-texts.js";

const ofLevel = [
  ["parallelOffers", 1, 5, 1],
  ["answerWeight", 0, 10, 0.1],
  ["urgency", 0.1, 100, 0.5],
  ["maxOffers", 1, 20, 1],
] as const satisfies readonly (readonly [keyof LevelPolicy, number, number, number])[];
const ofAll = [
  ["fairness", 0, 20, 0.5],
  ["bestShare", 0.5, 1, 0.05],
  ["openOffersPerExpert", 1, 20, 1],
  ["maxWithdrawnPerDay", 0, 50, 1],
] as const satisfies readonly (readonly [keyof DispatchPolicy, number, number, number])[];
const names = {
  fairness: "fairness",
  bestShare: "bestShare",
  openOffersPerExpert: "openOffers",
  maxWithdrawnPerDay: "withdrawals",
} as const;

/** The base's name with the next number after all there are. */
function nextName(base: string, taken: readonly string[]): string {
  const stem = base.replace(/-\d+$/, "");
  const numbers = taken.flatMap((name) =>
    name.startsWith(`${stem}-`) ? Number(name.slice(stem.length + 1)) : [],
  );
  return `${stem}-${Math.max(0, ...numbers.filter(Number.isInteger)) + 1}`;
}

/** 新建版本: the weights of a version as a new one, each within its bounds. */
export function VersionForm({ lab, onClose }: { lab: LabView; onClose: () => void }) {
  const t = useLabTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const taken = lab.versions.map((one) => one.version);
  const [base, setBase] = useState(lab.standing);
  const found: PolicyVersion | undefined = lab.versions.find((one) => one.version === base);
  const [policy, setPolicy] = useState<DispatchPolicy | undefined>(found?.policy);
  const [name, setName] = useState(() => nextName(base, taken));
  const [reason, setReason] = useState("");
  const save = useMutation({
    mutationFn: () =>
      postOnce("/api/policy-lab/versions", Nothing, {
        policy: { ...policy, version: name },
        basedOn: base,
        reason,
      }),
    onSuccess: () => {
      showDone(t("version.saved"));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["lab"] }),
  });
  if (!policy) return null;
  const bundling = policy.bundling ?? noBundling;
  const reminder = policy.reminder ?? noReminders;
  const number = (
    key: string,
    label: string,
    [least, most, step]: readonly [number, number, number],
    value: number,
    change: (value: number) => void,
  ) => (
    <div key={key}>
      <label className="d-label" htmlFor={`${ids}-${key}`}>
        {label} <span className="c-quiet">{t("version.bounds", { least, most })}</span>
      </label>
      <InputNumber
        id={`${ids}-${key}`}
        min={least}
        max={most}
        step={step}
        value={value}
        onChange={(next) => {
          if (next !== null) change(next);
        }}
      />
    </div>
  );
  return (
    <Modal
      open
      title={t("version.addTitle")}
      okText={t("version.save")}
      okButtonProps={{ loading: save.isPending, disabled: reason.trim().length < 2 || name === "" }}
      mask={{ closable: false }}
      width={720}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <div className="c-stack">
        <div className="d-lab-fields">
          <div>
            <label className="d-label" htmlFor={`${ids}-base`}>
              {t("version.basedOn")}
            </label>
            <Select
              id={`${ids}-base`}
              className="d-lab-version"
              value={base}
              options={taken.map((version) => ({ value: version, label: version }))}
              onChange={(version) => {
                setBase(version);
                setPolicy(lab.versions.find((one) => one.version === version)?.policy);
                setName(nextName(version, taken));
              }}
            />
          </div>
          <div>
            <label className="d-label" htmlFor={`${ids}-name`}>
              {t("version.name")} <span className="c-quiet">{t("version.nameNote")}</span>
            </label>
            <Input
              id={`${ids}-name`}
              value={name}
              maxLength={40}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
        </div>
        <div className="d-lab-numbers">
          {ofAll.map(([key, least, most, step]) =>
            number(key, t(`version.${names[key]}`), [least, most, step], policy[key], (value) =>
              setPolicy({ ...policy, [key]: value }),
            ),
          )}
          {number("lateness", t("version.panelLateness"), [0, 20, 0.5], latenessOf(policy), (panelLateness) =>
            setPolicy({ ...policy, panelLateness }),
          )}
          {number("ageing", t("version.ageing"), [0, 10, 0.1], policy.ageing.perClock, (perClock) =>
            setPolicy({ ...policy, ageing: { ...policy.ageing, perClock } }),
          )}
        </div>
        <div className="c-stack">
          <Checkbox
            checked={bundling.isOn}
            onChange={({ target }) =>
              setPolicy({ ...policy, bundling: { ...bundling, isOn: target.checked } })
            }
          >
            {t("version.bundling")}
          </Checkbox>
          {bundling.isOn && (
            <div className="d-lab-numbers">
              {number("walk", t("version.walkMinutes"), [0, 60, 1], bundling.walkMinutes, (walkMinutes) =>
                setPolicy({ ...policy, bundling: { ...bundling, walkMinutes } }),
              )}
              {number("wait", t("version.waitPrice"), [0.05, 10, 0.05], bundling.waitPrice, (waitPrice) =>
                setPolicy({ ...policy, bundling: { ...bundling, waitPrice } }),
              )}
            </div>
          )}
        </div>
        <div className="c-stack">
          <Checkbox
            checked={reminder.isOn}
            onChange={({ target }) =>
              setPolicy({ ...policy, reminder: { ...reminder, isOn: target.checked } })
            }
          >
            {t("version.reminder")}
          </Checkbox>
          {reminder.isOn && (
            <div className="d-lab-numbers">
              {number("fixed", t("version.fixedShare"), [0.1, 0.9, 0.05], reminder.fixedShare, (fixedShare) =>
                setPolicy({ ...policy, reminder: { ...reminder, fixedShare } }),
              )}
              {number(
                "left",
                t("version.leastLeftShare"),
                [0.1, 0.8, 0.05],
                reminder.leastLeftShare,
                (leastLeftShare) => setPolicy({ ...policy, reminder: { ...reminder, leastLeftShare } }),
              )}
            </div>
          )}
        </div>
        <h3>{t("version.levels")}</h3>
        {urgencyLevels.map((level) => (
          <div key={level} role="group" aria-label={level} className="d-lab-level">
            <UrgencyTag level={level} />
            <div className="d-lab-numbers">
              {ofLevel.map(([key, least, most, step]) =>
                number(
                  `${level}-${key}`,
                  t(`version.${key}`),
                  [least, most, step],
                  policy.levels[level][key],
                  (value) =>
                    setPolicy({
                      ...policy,
                      levels: { ...policy.levels, [level]: { ...policy.levels[level], [key]: value } },
                    }),
                ),
              )}
            </div>
          </div>
        ))}
        <div>
          <label className="d-label" htmlFor={`${ids}-reason`}>
            {t("version.reason")}
          </label>
          <Input.TextArea
            id={`${ids}-reason`}
            value={reason}
            maxLength={500}
            autoSize={{ minRows: 2, maxRows: 5 }}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
      </div>
    </Modal>
  );
}
