import { LocalTime } from "../../web/components/LocalTime.js";
import { UrgencyTag } from "../../web/components/UrgencyTag.js";
import { AppLink } from "../../web/navigation.js";
import type { DrillView } from "../api/indicators.js";
import { useOfficeTexts } from "./office-texts.js";
import { useTime } from "./use-time.js";

/** The cases behind a figure; one opens where this person may read it. */
export function DrillList({ items }: { items: DrillView["items"] }) {
  const t = useOfficeTexts();
  const time = useTime();
  if (items.length === 0) return <p className="c-quiet">{t("indicators.drillNone")}</p>;
  return (
    <ul className="q-list">
      {items.map((one) => (
        <li key={one.caseId} className="q-line">
          {one.isReadable ? (
            <AppLink to={`/cases/${one.caseId}`}>{one.number}</AppLink>
          ) : (
            <span>{one.number}</span>
          )}
          {one.urgencyLevel !== null && <UrgencyTag level={one.urgencyLevel} />}
          <span>{one.institutionName}</span>
          <span className="c-quiet">{one.performerName}</span>
          <span className="c-quiet">
            <LocalTime at={one.submittedAt} />
            {one.minutes !== null && ` · ${time(one.minutes)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
