import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, InputNumber, Modal, Select, Switch } from "antd";
import { useId, useState } from "react";
import { Nothing, put, showDone, showProblem } from "../../web/api-client.js";
import { zoneWords } from "../../web/components/clock-words.js";
import { useLanguage, useWords } from "../../web/i18n/index.js";
import type { Availability, ExpertProfile } from "../api.js";
import { dutyHoursFault } from "../domain/duty-hours.js";
import { weekdays } from "./AvailabilityView.js";
import { useExpertTexts } from "./texts.js";

type Role = ExpertProfile["roles"][number];
type Stretch = Availability["dutyHours"][number];
const modes = ["written", "video"] as const;
const mostStretches = 42;

/** 接诊安排: pause, caps, modes and the hours of a week, for the expert himself and his office. */
export function AvailabilityForm(props: { practitionerId: string; role: Role; onClose: () => void }) {
  const { practitionerId, role, onClose } = props;
  const t = useExpertTexts();
  const ids = useId();
  const words = useWords();
  const queryClient = useQueryClient();
  const [isActive, setIsActive] = useState(role.isAccepting);
  const [dailyCap, setDailyCap] = useState(role.dailyCap);
  const [weeklyCap, setWeeklyCap] = useState(role.weeklyCap);
  const [accepted, setAccepted] = useState<readonly ("written" | "video")[]>(role.acceptsModes);
  const [hours, setHours] = useState<readonly Stretch[]>(role.dutyHours);
  const save = useMutation({
    mutationFn: () =>
      put(`/api/experts/${practitionerId}/availability`, Nothing, {
        practitionerRoleId: role.practitionerRoleId,
        status: isActive ? "active" : "paused",
        dailyCap,
        weeklyCap,
        dutyHours: [...hours],
        acceptsModes: [...accepted],
      } satisfies Availability),
    onSuccess: () => {
      showDone(t("availability.saved"));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  const fault = dutyHoursFault(hours);
  const problem =
    fault === "overlapping_duty_hours"
      ? t("availability.overlap")
      : fault === "empty_duty_stretch"
        ? t("availability.empty")
        : accepted.length === 0
          ? t("availability.chooseMode")
          : undefined;
  return (
    <Modal
      open
      width={560}
      title={t("availability.formTitle", { department: role.departmentName })}
      okText={t("availability.save")}
      cancelText={t("availability.cancel")}
      okButtonProps={{ loading: save.isPending, disabled: problem !== undefined }}
      mask={{ closable: false }}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <div className="c-form-gap">
        {role.membership !== null && role.membership.status !== "appointed" && (
          <p className="c-notice-line">
            {t("availability.notMember", {
              reason: role.membership.reason === null ? "" : words(role.membership.reason),
            })}
          </p>
        )}
        <label className="c-actions">
          <Switch checked={isActive} onChange={setIsActive} aria-label={t("availability.status")} />
          <span className="c-label">{t("availability.status")}</span>
        </label>
        <div className="c-two">
          <Cap
            id={`${ids}-daily`}
            label={t("availability.daily")}
            value={dailyCap}
            most={100}
            onChange={setDailyCap}
          />
          <Cap
            id={`${ids}-weekly`}
            label={t("availability.weekly")}
            value={weeklyCap}
            most={500}
            onChange={setWeeklyCap}
          />
        </div>
        <fieldset className="c-fieldset">
          <legend>{t("availability.modes")}</legend>
          {modes.map((mode) => (
            <Checkbox
              key={mode}
              checked={accepted.includes(mode)}
              onChange={(event) =>
                setAccepted(
                  event.target.checked ? [...accepted, mode] : accepted.filter((one) => one !== mode),
                )
              }
            >
              {t(`mode.${mode}`)}
            </Checkbox>
          ))}
        </fieldset>
        <HoursEditor hours={hours} timeZone={role.timeZone} onChange={setHours} />
        <p className="c-field-problem" role="alert">
          {problem}
        </p>
      </div>
    </Modal>
  );
}

export function Cap(props: {
  id: string;
  label: string;
  value: number;
  most: number;
  onChange: (value: number) => void;
}) {
  const { id, label, value, most, onChange } = props;
  return (
    <div>
      <label className="c-label" htmlFor={id}>
        {label}
      </label>
      <div>
        <InputNumber
          id={id}
          min={0}
          max={most}
          precision={0}
          value={value}
          onChange={(next) => onChange(next ?? 0)}
        />
      </div>
    </div>
  );
}

export function HoursEditor(props: {
  hours: readonly Stretch[];
  timeZone: string;
  onChange: (hours: readonly Stretch[]) => void;
}) {
  const { hours, timeZone, onChange } = props;
  const t = useExpertTexts();
  const language = useLanguage();
  const change = (index: number, part: Partial<Stretch>) =>
    onChange(hours.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const nextDay = Math.min(7, Math.max(0, ...hours.map(({ weekday }) => weekday)) + 1);
  return (
    <fieldset className="c-fieldset">
      <legend>{t("availability.hours")}</legend>
      <p className="c-quiet" style={{ marginBottom: 8 }}>
        {t("availability.hoursHelp", { zone: zoneWords(timeZone, language) })}
      </p>
      {hours.map((one, index) => (
        <div className="c-hours-row" key={index}>
          <Select
            aria-label={t("availability.weekday")}
            value={one.weekday}
            options={weekdays.map((day) => ({ value: day, label: t(`weekday.d${day}`) }))}
            onChange={(weekday) => change(index, { weekday })}
          />
          <input
            type="time"
            aria-label={t("availability.from")}
            required
            value={one.from}
            onChange={(event) => {
              if (event.target.value !== "") change(index, { from: event.target.value });
            }}
          />
          <input
            type="time"
            aria-label={t("availability.to")}
            required
            value={one.to}
            onChange={(event) => {
              if (event.target.value !== "") change(index, { to: event.target.value });
            }}
          />
          <Button
            type="text"
            icon={<CloseOutlined />}
            aria-label={t("availability.removeHours", {
              weekday: t(`weekday.d${weekdays[one.weekday - 1] ?? 1}`),
              from: one.from,
              to: one.to,
            })}
            onClick={() => onChange(hours.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <div className="c-actions">
        <Button
          size="small"
          icon={<PlusOutlined />}
          disabled={hours.length >= mostStretches}
          onClick={() => onChange([...hours, { weekday: nextDay, from: "08:00", to: "17:30" }])}
        >
          {t("availability.addHours")}
        </Button>
        <Button
          size="small"
          onClick={() =>
            onChange([1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: "08:00", to: "17:30" })))
          }
        >
          {t("availability.workdays")}
        </Button>
        <Button size="small" disabled={hours.length === 0} onClick={() => onChange([])}>
          {t("availability.anyTime")}
        </Button>
      </div>
    </fieldset>
  );
}
