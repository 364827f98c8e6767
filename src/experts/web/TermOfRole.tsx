import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import type { ExpertProfile } from "../api.js";
import { useMembershipTexts } from "./membership-texts.js";
import { membershipTones } from "./membership-tones.js";
import { useExpertTexts } from "./texts.js";

/** 聘期 of one post, for those who may know it; draws nothing for others. */
export function TermOfRole({ role }: { role: ExpertProfile["roles"][number] }) {
  const t = useExpertTexts();
  const memberships = useMembershipTexts();
  const words = useWords();
  const may = useMay();
  const { membership } = role;
  if (membership === null) return null;
  return (
    <dl className="c-dl c-term">
      <div>
        <dt>{t("page.term")}</dt>
        <dd>
          <StatusTag tone={membershipTones[membership.status]}>
            {memberships(`states.${membership.status}`)}
          </StatusTag>
          {membership.reason !== null && <span className="c-quiet">{` ${words(membership.reason)}`}</span>}
        </dd>
        <dd className="c-num">
          {membership.termFrom === null || membership.termTo === null
            ? t("page.noTerm")
            : t("page.termValue", { from: membership.termFrom, to: membership.termTo })}
        </dd>
        {may("membership.read") && (
          <dd>
            <AppLink to={`/memberships/${membership.membershipId}`}>{t("page.termMore")}</AppLink>
          </dd>
        )}
      </div>
    </dl>
  );
}
