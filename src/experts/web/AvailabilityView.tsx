import { groupBy } from "../../kernel/collections.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import type { ExpertProfile } from "../api.js";
import { statusTones } from "./status-tones.js";
import { useExpertTexts } from "./texts.js";

type Role = ExpertProfile["roles"][number];
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

/** Whether, when, how and how often offers reach this post. */
export function AvailabilityView({ role }: { role: Role }) {
  const t = useExpertTexts();
  return (
    <dl className="c-dl">
      <div>
        <dt>{t("search.status")}</dt>
        <dd>
          <StatusTag tone={statusTones[role.status]}>{t(`status.${role.status}`)}</StatusTag>
        </dd>
      </div>
      <div>
        <dt>{t("availability.caps")}</dt>
        <dd>{t("availability.capsValue", { day: role.dailyCap, week: role.weeklyCap })}</dd>
      </div>
      <div>
        <dt>{t("availability.modes")}</dt>
        <dd>{role.acceptsModes.map((mode) => t(`mode.${mode}`)).join("、")}</dd>
      </div>
      <div>
        <dt>{t("availability.hours")}</dt>
        <dd>
          <Hours role={role} />
        </dd>
      </div>
    </dl>
  );
}

/** Days with the same hours share a line: 周一、周二、周三 08:00–12:00. */
function Hours({ role }: { role: Role }) {
  const t = useExpertTexts();
  if (role.dutyHours.length === 0) return <>{t("availability.anyTime")}</>;
  const sorted = [...role.dutyHours].sort((a, b) => a.weekday - b.weekday || (a.from < b.from ? -1 : 1));
  const spoken = (from: string, to: string) =>
    `${from}–${to < from ? t("availability.nextDay", { time: to }) : to}`;
  const byHours = groupBy(sorted, ({ from, to }) => spoken(from, to));
  return (
    <ul className="c-hours">
      {[...byHours].map(([hours, days]) => (
        <li key={hours}>
          {weekdays
            .filter((one) => days.some(({ weekday }) => weekday === one))
            .map((one) => t(`weekday.d${one}`))
            .join("、")}{" "}
          {hours}
        </li>
      ))}
    </ul>
  );
}
