import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Input } from "antd";
import { useId, useState } from "react";
import { Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import type { MembershipView, SignOffForm } from "../api/membership.js";
import { dutyHoursFault } from "../domain/duty-hours.js";
import { Cap, HoursEditor } from "./AvailabilityForm.js";
import { useMembershipTexts } from "./membership-texts.js";
import { useExpertTexts } from "./texts.js";

const modes = ["written", "video"] as const;

/** 医院意见: the office consents here; everybody else reads what it consented to. */
export function SignOffCard({ membership }: { membership: MembershipView }) {
  const t = useMembershipTexts();
  const { signOff, status } = membership;
  if (membership.may.includes("approve"))
    return (
      <Card title={t("signOff.title")}>
        <Consent membership={membership} />
      </Card>
    );
  if (signOff === null)
    return status === "applied" || status === "hospital_approved" ? (
      <Card title={t("signOff.title")}>
        <p className="c-quiet">{t("signOff.notGiven")}</p>
      </Card>
    ) : null;
  return (
    <Card title={t("signOff.title")}>
      <Given signOff={signOff} />
    </Card>
  );
}

function Given({ signOff }: { signOff: SignOffForm }) {
  const t = useMembershipTexts();
  const texts = useExpertTexts();
  return (
    <dl className="c-facts-grid">
      <div>
        <dt>{t("signOff.caps")}</dt>
        <dd>{t("signOff.capsValue", { day: signOff.dailyCap, week: signOff.weeklyCap })}</dd>
      </div>
      <div>
        <dt>{t("signOff.hours")}</dt>
        <dd>
          {signOff.dutyHours.length === 0
            ? texts("availability.anyTime")
            : t("signOff.hoursCount", { count: signOff.dutyHours.length })}
        </dd>
      </div>
      <div>
        <dt>{t("signOff.modes")}</dt>
        <dd>{signOff.acceptsModes.map((mode) => texts(`mode.${mode}`)).join("、")}</dd>
      </div>
      <div className="c-facts-wide">
        <dt>{t("signOff.feeRule")}</dt>
        <dd>{signOff.feeRule}</dd>
      </div>
      {signOff.note !== "" && (
        <div className="c-facts-wide">
          <dt>{t("signOff.noteLabel")}</dt>
          <dd>{signOff.note}</dd>
        </div>
      )}
    </dl>
  );
}

function Consent({ membership }: { membership: MembershipView }) {
  const t = useMembershipTexts();
  const texts = useExpertTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const [dailyCap, setDailyCap] = useState(membership.signOff?.dailyCap ?? 4);
  const [weeklyCap, setWeeklyCap] = useState(membership.signOff?.weeklyCap ?? 15);
  const [accepted, setAccepted] = useState<readonly ("written" | "video")[]>(modes);
  const [hours, setHours] = useState<SignOffForm["dutyHours"]>([]);
  const [feeRule, setFeeRule] = useState("");
  const [note, setNote] = useState("");
  const consent = useMutation({
    mutationFn: () =>
      postOnce(`/api/memberships/${membership.membershipId}/sign-off`, Nothing, {
        dailyCap,
        weeklyCap,
        dutyHours: hours,
        acceptsModes: [...accepted],
        feeRule: feeRule.trim(),
        note: note.trim(),
      } satisfies SignOffForm),
    onSuccess: () => showDone(t("signOff.done")),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  const fault = dutyHoursFault(hours);
  const isIncomplete = membership.missing.some(({ isBlocking }) => isBlocking);
  const problem = isIncomplete
    ? t("signOff.mend")
    : fault === "overlapping_duty_hours"
      ? texts("availability.overlap")
      : fault === "empty_duty_stretch"
        ? texts("availability.empty")
        : accepted.length === 0
          ? texts("availability.chooseMode")
          : feeRule.trim().length < 2
            ? t("signOff.feeRuleMissing")
            : undefined;
  return (
    <div className="c-form-gap">
      <p className="c-quiet">{t("signOff.note")}</p>
      <div className="c-two">
        <Cap
          id={`${ids}-daily`}
          label={texts("availability.daily")}
          value={dailyCap}
          most={100}
          onChange={setDailyCap}
        />
        <Cap
          id={`${ids}-weekly`}
          label={texts("availability.weekly")}
          value={weeklyCap}
          most={500}
          onChange={setWeeklyCap}
        />
      </div>
      <fieldset className="c-fieldset">
        <legend>{texts("availability.modes")}</legend>
        {modes.map((mode) => (
          <Checkbox
            key={mode}
            checked={accepted.includes(mode)}
            onChange={(event) =>
              setAccepted(event.target.checked ? [...accepted, mode] : accepted.filter((one) => one !== mode))
            }
          >
            {texts(`mode.${mode}`)}
          </Checkbox>
        ))}
      </fieldset>
      <HoursEditor hours={hours} timeZone={membership.timeZone} onChange={(next) => setHours([...next])} />
      <div>
        <label className="c-label" htmlFor={`${ids}-fee`}>
          {t("signOff.feeRule")}
        </label>
        <Input.TextArea
          id={`${ids}-fee`}
          value={feeRule}
          maxLength={500}
          autoSize={{ minRows: 2, maxRows: 5 }}
          placeholder={t("signOff.feeRuleExample")}
          onChange={(event) => setFeeRule(event.target.value)}
        />
      </div>
      <div>
        <label className="c-label" htmlFor={`${ids}-note`}>
          {t("signOff.noteLabel")}
        </label>
        <Input
          id={`${ids}-note`}
          value={note}
          maxLength={500}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
      <div className="c-actions">
        <Button
          type="primary"
          loading={consent.isPending}
          disabled={problem !== undefined}
          onClick={() => consent.mutate()}
        >
          {t("signOff.submit")}
        </Button>
        <span className="c-quiet" role="status">
          {problem}
        </span>
      </div>
    </div>
  );
}
