import { CloseOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useId } from "react";
import type { OpinionText } from "../api.js";
import { adviceKinds, certainties, followUpBy, followUpUrgencies } from "../domain/opinion.js";
import { TermPicker } from "./TermPicker.js";
import { useTalkTexts } from "./talk-texts.js";

type Change = (part: Partial<OpinionText>) => void;
interface PartProps {
  readonly text: OpinionText;
  readonly change: Change;
  readonly isDisabled: boolean;
}

/** The parts of an opinion that machines read as well: diagnoses, orders, follow-up, references. Folded until one is used. */
export function OpinionParts(props: PartProps) {
  const t = useTalkTexts();
  const { diagnoses, orders, references, followUp } = props.text;
  const isUsed = diagnoses.length + orders.length + references.length > 0 || followUp !== null;
  return (
    <details className="o-parts" open={isUsed}>
      <summary>
        {t("parts.title")} <span className="c-quiet">{t("parts.note")}</span>
      </summary>
      <div className="o-parts">
        <Diagnoses {...props} />
        <Orders {...props} />
        <FollowUpFields {...props} />
        <References {...props} />
      </div>
    </details>
  );
}

const replaced = <T,>(list: readonly T[], at: number, next: T): T[] =>
  list.map((one, i) => (i === at ? next : one));
const without = <T,>(list: readonly T[], at: number): T[] => list.filter((_, i) => i !== at);

function Diagnoses({ text, change, isDisabled }: PartProps) {
  const t = useTalkTexts();
  const { diagnoses } = text;
  return (
    <div className="o-field">
      <span className="c-label">{t("parts.diagnoses")}</span>
      <ol className="o-rows" aria-label={t("parts.diagnoses")}>
        {diagnoses.map((one, i) => (
          <li key={`${one.code ?? ""} ${one.name}`}>
            <span className="o-grow">
              {one.name} <span className="c-quiet c-num">{one.code ?? t("parts.uncoded")}</span>
            </span>
            <Select
              value={one.certainty}
              disabled={isDisabled}
              aria-label={t("parts.certaintyOf", { name: one.name })}
              options={certainties.map((value) => ({ value, label: t(`parts.certainty.${value}`) }))}
              onChange={(certainty) => change({ diagnoses: replaced(diagnoses, i, { ...one, certainty }) })}
            />
            <Button
              type="text"
              icon={<CloseOutlined />}
              disabled={isDisabled}
              aria-label={t("parts.remove", { name: one.name })}
              onClick={() => change({ diagnoses: without(diagnoses, i) })}
            />
          </li>
        ))}
      </ol>
      {diagnoses.length < 20 && (
        <TermPicker
          kind="diagnoses"
          label={t("parts.addDiagnosis")}
          hint={t("parts.diagnosisHint")}
          isDisabled={isDisabled}
          onPick={(code, name) => {
            if (!diagnoses.some((one) => one.name === name && one.code === code))
              change({ diagnoses: [...diagnoses, { code, name, certainty: "probable" }] });
          }}
        />
      )}
    </div>
  );
}

function Orders({ text, change, isDisabled }: PartProps) {
  const t = useTalkTexts();
  const { orders } = text;
  return (
    <div className="o-field">
      <span className="c-label">{t("parts.orders")}</span>
      <ol className="o-rows" aria-label={t("parts.orders")}>
        {orders.map((one, i) => (
          <li key={`${one.code ?? ""} ${one.name}`}>
            <Select
              value={one.kind}
              disabled={isDisabled}
              aria-label={`${t("parts.kindLabel")} ${one.name}`}
              options={adviceKinds.map((value) => ({ value, label: t(`parts.kind.${value}`) }))}
              onChange={(kind) =>
                change({
                  // Only what is on the list of procedures has a code.
                  orders: replaced(orders, i, { ...one, kind, code: kind === "drug" ? null : one.code }),
                })
              }
            />
            <span className="o-grow">
              {one.name} {one.code !== null && <span className="c-quiet c-num">{one.code}</span>}
            </span>
            <Input
              className="o-grow"
              value={one.note}
              maxLength={500}
              disabled={isDisabled}
              placeholder={t("parts.notePlaceholder")}
              aria-label={t("parts.noteOf", { name: one.name })}
              onChange={(event) =>
                change({ orders: replaced(orders, i, { ...one, note: event.target.value }) })
              }
            />
            <Button
              type="text"
              icon={<CloseOutlined />}
              disabled={isDisabled}
              aria-label={t("parts.remove", { name: one.name })}
              onClick={() => change({ orders: without(orders, i) })}
            />
          </li>
        ))}
      </ol>
      {orders.some(({ kind }) => kind === "drug") && <p className="c-quiet">{t("parts.drugNote")}</p>}
      {orders.length < 30 && (
        <TermPicker
          kind="procedures"
          label={t("parts.addOrder")}
          hint={t("parts.orderHint")}
          isDisabled={isDisabled}
          onPick={(code, name) => {
            if (!orders.some((one) => one.name === name && one.code === code))
              change({
                orders: [...orders, { kind: code === null ? "exam" : "procedure", code, name, note: "" }],
              });
          }}
        />
      )}
    </div>
  );
}

function FollowUpFields({ text, change, isDisabled }: PartProps) {
  const t = useTalkTexts();
  const ids = useId();
  const { followUp } = text;
  const set = (part: Partial<NonNullable<OpinionText["followUp"]>>) => {
    if (followUp !== null) change({ followUp: { ...followUp, ...part } });
  };
  return (
    <div className="o-field">
      <span className="c-label">{t("parts.followUp")}</span>
      <div className="o-pair">
        <Select<string>
          value={followUp?.urgency ?? ""}
          disabled={isDisabled}
          aria-label={t("parts.urgencyLabel")}
          options={[
            { value: "", label: t("parts.notSet") },
            ...followUpUrgencies.map((value) => ({ value, label: t(`parts.urgency.${value}`) })),
          ]}
          onChange={(value) => {
            const urgency = followUpUrgencies.find((one) => one === value);
            change({
              followUp:
                urgency === undefined
                  ? null
                  : { dueOn: null, by: "requester", note: "", ...followUp, urgency },
            });
          }}
        />
        {followUp !== null && followUp.urgency !== "none" && (
          <>
            <Select
              value={followUp.by}
              disabled={isDisabled}
              aria-label={t("parts.byLabel")}
              options={followUpBy.map((value) => ({ value, label: t(`parts.by.${value}`) }))}
              onChange={(by) => set({ by })}
            />
            <span>
              <label className="c-quiet" htmlFor={`${ids}-due`}>
                {t("parts.dueOn")}
              </label>{" "}
              <Input
                id={`${ids}-due`}
                type="date"
                value={followUp.dueOn ?? ""}
                disabled={isDisabled}
                onChange={(event) => set({ dueOn: event.target.value === "" ? null : event.target.value })}
              />
            </span>
          </>
        )}
      </div>
      {followUp !== null && (
        <Input
          value={followUp.note}
          maxLength={500}
          disabled={isDisabled}
          aria-label={t("parts.followUpNote")}
          placeholder={t("parts.followUpNote")}
          onChange={(event) => set({ note: event.target.value })}
        />
      )}
    </div>
  );
}

function References({ text, change, isDisabled }: PartProps) {
  const t = useTalkTexts();
  const ids = useId();
  return (
    <div className="o-field">
      <label className="c-label" htmlFor={`${ids}-references`}>
        {t("parts.references")} <span className="c-quiet">{t("parts.referencesHint")}</span>
      </label>
      <Input.TextArea
        id={`${ids}-references`}
        value={text.references.join("\n")}
        disabled={isDisabled}
        autoSize={{ minRows: 2, maxRows: 10 }}
        onChange={(event) => {
          const lines = event.target.value === "" ? [] : event.target.value.split("\n");
          change({ references: lines.slice(0, 20).map((line) => line.slice(0, 500)) });
        }}
      />
    </div>
  );
}
