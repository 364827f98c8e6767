import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, InputNumber, Modal, Select } from "antd";
import { useId, useState } from "react";
import { Nothing, put, showDone, showProblem } from "../../web/api-client.js";
import type { CalendarSettings, CalendarView, WeeklyRuleView } from "../api.js";
import { ruleKinds } from "../domain/calendar.js";
import { weekdayKey } from "./Agenda.js";
import { useSchedulingTexts } from "./texts.js";

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
/** Where experts of the platform live; any other zone of the runtime can be typed. */
const zones = [
  "Asia/Shanghai",
  "Asia/Urumqi",
  "Asia/Hong_Kong",
  "Asia/Tokyo",
  "Europe/London",
  "Europe/Berlin",
  "America/New_York",
  "America/Los_Angeles",
  "Australia/Sydney",
];

const capKeys = ["dayCap", "weekCap", "dayMinutesCap", "weekMinutesCap"] as const;
const capTexts = {
  dayCap: "set.dayCap",
  weekCap: "set.weekCap",
  dayMinutesCap: "set.dayMinutes",
  weekMinutesCap: "set.weekMinutes",
} as const;
const mostOf = { dayCap: 200, weekCap: 500, dayMinutesCap: 1440, weekMinutesCap: 10_080 } as const;

/** 日程设置: weekly plan, caps, pause, zone, stand-in; for the person and his hospital's office. */
export function SettingsForm({ view, onClose }: { view: CalendarView; onClose: () => void }) {
  const t = useSchedulingTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const [settings, setSettings] = useState<CalendarSettings>(view.settings);
  const change = (part: Partial<CalendarSettings>) => setSettings((before) => ({ ...before, ...part }));
  const { rules } = settings;
  const save = useMutation({
    mutationFn: () => put(`/api/calendars/${view.personId}`, Nothing, { ...settings, version: view.version }),
    onSuccess: () => {
      showDone(t("set.saved"));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["calendar"] }),
  });
  const addRules = (added: readonly WeeklyRuleView[]) => change({ rules: [...rules, ...added] });
  const isEmpty = rules.some((rule) => rule.from === rule.to);
  return (
    <Modal
      open
      width={680}
      title={t("set.title")}
      okText={t("set.save")}
      cancelText={t("set.cancel")}
      okButtonProps={{ loading: save.isPending, disabled: isEmpty }}
      mask={{ closable: false }}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <div className="s-form">
        <fieldset className="c-fieldset">
          <legend>{t("set.plan")}</legend>
          <p className="c-quiet">{t("set.planHelp")}</p>
          {rules.map((rule, i) => (
            <RuleRow
              key={i}
              rule={rule}
              onChange={(next) => change({ rules: rules.map((one, at) => (at === i ? next : one)) })}
              onRemove={() => change({ rules: rules.filter((_, at) => at !== i) })}
            />
          ))}
          <div className="c-actions">
            <Button
              size="small"
              icon={<PlusOutlined />}
              onClick={() => addRules([{ kind: "outpatient", weekday: 1, from: "08:00", to: "12:00" }])}
            >
              {t("set.addRow")}
            </Button>
            <Button
              size="small"
              onClick={() =>
                addRules(
                  [1, 2, 3, 4, 5].map((weekday) => ({
                    kind: "available",
                    weekday,
                    from: "08:00",
                    to: "17:30",
                  })),
                )
              }
            >
              {t("set.workdays")}
            </Button>
            <Button
              size="small"
              onClick={() =>
                addRules(
                  weekdays.map((weekday) => ({
                    kind: "do_not_disturb",
                    weekday,
                    from: "22:00",
                    to: "07:00",
                  })),
                )
              }
            >
              {t("set.night")}
            </Button>
          </div>
        </fieldset>
        <fieldset className="c-fieldset">
          <legend>{t("set.caps")}</legend>
          <div className="s-caps">
            {capKeys.map((key) => (
              <div key={key}>
                <label className="c-label" htmlFor={`${ids}-${key}`}>
                  {t(capTexts[key])}
                </label>
                <InputNumber
                  id={`${ids}-${key}`}
                  min={0}
                  max={mostOf[key]}
                  precision={0}
                  value={settings[key]}
                  onChange={(value) => change({ [key]: value })}
                />
              </div>
            ))}
            <div>
              <label className="c-label" htmlFor={`${ids}-buffer`}>
                {t("set.buffer")}
              </label>
              <InputNumber
                id={`${ids}-buffer`}
                min={0}
                max={240}
                precision={0}
                value={settings.bufferMinutes}
                onChange={(value) => change({ bufferMinutes: value ?? 0 })}
              />
            </div>
          </div>
        </fieldset>
        <div className="s-caps">
          <div>
            <label className="c-label" htmlFor={`${ids}-zone`}>
              {t("set.zone")}
            </label>
            <Select
              id={`${ids}-zone`}
              showSearch
              style={{ width: "100%" }}
              value={settings.zone}
              options={[...new Set([...zones, settings.zone])].map((value) => ({ value, label: value }))}
              onChange={(zone) => change({ zone })}
            />
          </div>
          <div>
            <label className="c-label" htmlFor={`${ids}-stand-in`}>
              {t("set.standIn")}
            </label>
            <Select
              id={`${ids}-stand-in`}
              showSearch={{ optionFilterProp: "label" }}
              style={{ width: "100%" }}
              value={settings.standInPersonId ?? ""}
              options={[
                { value: "", label: t("set.standInNone") },
                ...view.colleagues.map((one) => ({
                  value: one.personId,
                  label: `${one.name} ${one.departmentName}`,
                })),
              ]}
              onChange={(value) => change({ standInPersonId: value === "" ? null : value })}
            />
          </div>
        </div>
        <Checkbox
          checked={settings.followsHolidays}
          onChange={(event) => change({ followsHolidays: event.target.checked })}
        >
          {t("set.holidays")}
        </Checkbox>
        <p className="c-field-problem" role="alert">
          {isEmpty ? t("set.empty") : ""}
        </p>
      </div>
    </Modal>
  );
}

function RuleRow(props: {
  rule: WeeklyRuleView;
  onChange: (rule: WeeklyRuleView) => void;
  onRemove: () => void;
}) {
  const { rule, onChange, onRemove } = props;
  const t = useSchedulingTexts();
  const day = t(`weekday.d${weekdayKey(rule.weekday)}`);
  const time = (value: string): string => (value === "24:00" ? "00:00" : value);
  return (
    <div className="s-rule">
      <Select
        aria-label={t("set.kind")}
        value={rule.kind}
        options={ruleKinds.map((value) => ({
          value,
          label: value === "available" ? t("kind.open") : t(`kind.${value}`),
        }))}
        onChange={(kind) => onChange({ ...rule, kind })}
      />
      <Select
        aria-label={t("set.day")}
        value={rule.weekday}
        options={weekdays.map((value) => ({ value: value, label: t(`weekday.d${value}`) }))}
        onChange={(weekday) => onChange({ ...rule, weekday })}
      />
      <input
        type="time"
        aria-label={t("set.from")}
        value={time(rule.from)}
        onChange={(event) => event.target.value !== "" && onChange({ ...rule, from: event.target.value })}
      />
      <input
        type="time"
        aria-label={t("set.to")}
        value={time(rule.to)}
        onChange={(event) =>
          event.target.value !== "" &&
          onChange({ ...rule, to: event.target.value === "00:00" ? "24:00" : event.target.value })
        }
      />
      <Checkbox
        checked={rule.everyWeeks === 2}
        onChange={(event) => {
          onChange({ ...rule, everyWeeks: event.target.checked ? 2 : 1 });
        }}
      >
        {t("set.fortnight")}
      </Checkbox>
      <Button
        type="text"
        icon={<CloseOutlined />}
        aria-label={t("set.removeRow", { day, from: rule.from, to: rule.to, kind: t(`kind.${rule.kind}`) })}
        onClick={onRemove}
      />
    </div>
  );
}
