import type { ExpertProfile } from "../api.js";
import type { ClaimView } from "../api/claims.js";
import { useClaimTexts } from "./claim-texts.js";
import { fieldsOf } from "./claim-words.js";
import { ProvenanceLine } from "./ProvenanceLine.js";
import { useExpertTexts } from "./texts.js";

/** Each registered fact with its source and freshness; a tap shows history and evidence. */
export function FieldFacts(props: {
  expert: ExpertProfile;
  claims: readonly ClaimView[];
  onOpen: (claim: ClaimView) => void;
}) {
  const { expert, claims, onOpen } = props;
  const t = useClaimTexts();
  const words = useExpertTexts();
  const facts = fieldsOf(claims).filter(({ isStanding, state }) => isStanding || state === "expired");
  const personal = facts.filter(({ practitionerRoleId }) => practitionerRoleId === null);
  const groups = [
    { key: "person", title: undefined, facts: personal },
    ...expert.roles.map((role) => ({
      key: role.practitionerRoleId,
      title: `${role.institutionName} · ${role.departmentName}`,
      facts: facts.filter(({ practitionerRoleId }) => practitionerRoleId === role.practitionerRoleId),
    })),
  ].filter((group) => group.facts.length > 0);
  if (groups.length === 0) return <p className="c-quiet">{t("facts.empty")}</p>;
  return (
    <div className="c-fact-groups">
      {groups.map((group) => (
        <div key={group.key}>
          {group.title !== undefined && <h3 className="c-fact-group">{group.title}</h3>}
          <ul className="c-facts">
            {group.facts.map((claim) => (
              <li key={claim.claimId}>
                <button
                  type="button"
                  className="c-fact"
                  aria-label={t("facts.detail", {
                    kind: words(`claimKind.${claim.kind}`),
                    value: claim.label,
                  })}
                  onClick={() => onOpen(claim)}
                >
                  <span className="c-quiet">{words(`claimKind.${claim.kind}`)}</span>
                  <span className="c-fact-value">{claim.label}</span>
                  <ProvenanceLine claim={claim} />
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
