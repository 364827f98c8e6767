import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { QueryView } from "../../web/components/states.js";
import { useWords } from "../../web/i18n/index.js";
import { type DispatchDecision, DispatchDecisions } from "../api.js";
import { useDecisionTexts } from "./decision-texts.js";
import { handedOverWords } from "./offer-words.js";
import { useDispatchTexts } from "./texts.js";

const percent = (share: number): number => Math.round(100 * share);
const two = (value: number): string => value.toFixed(2);

/** 为何这样派单: each look the machine took, whom it asked and why, and why not the others. Opened by whoever asks for it. */
export function DecisionPanel({ caseId, caseView }: CasePanelProps) {
  const d = useDecisionTexts();
  const decisions = useQuery({
    queryKey: ["case", caseId, "dispatch-decisions"],
    queryFn: () => get(`/api/cases/${caseId}/dispatch-decisions`, DispatchDecisions),
    enabled: caseView.may.seeRanking,
  });
  if (!caseView.may.seeRanking) return null;
  return (
    <Card title={d("decision.title")}>
      <QueryView query={decisions} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="c-quiet">{d("decision.none")}</p>
          ) : (
            <ol className="d-decisions" reversed>
              {items.map((decision) => (
                <li key={`${decision.madeAt}/${decision.seat}`}>
                  <Decision decision={decision} isPanel={caseView.panel.length > 0} />
                </li>
              ))}
            </ol>
          )
        }
      </QueryView>
    </Card>
  );
}

function Decision({ decision, isPanel }: { decision: DispatchDecision; isPanel: boolean }) {
  const t = useDispatchTexts();
  const d = useDecisionTexts();
  const words = useWords();
  const { offers, considered } = decision;
  const others = considered.filter(({ whyNot }) => whyNot !== null);
  const head =
    decision.step === "asked"
      ? d("decision.asked", {
          names: offers.map((offer) => offer.expertName).join(words({ zh: "、", en: ", " })),
        })
      : decision.step === "waits"
        ? d("decision.waits", { minutes: Math.ceil(decision.waitMinutes ?? 1) })
        : d("decision.handed_over", { reason: handedOverWords(decision.handOver, t) });
  return (
    <div className="c-stack">
      <div>
        <strong>{head}</strong>{" "}
        <span className="c-quiet">
          {isPanel && `${d("decision.seat", { seat: decision.seat })} · `}
          {t(`ring.${decision.openRing}`)} · <LocalTime at={decision.madeAt} />
        </span>
      </div>
      {offers.map((offer) => (
        <div key={offer.offerId}>
          <div>
            {offer.expertName}
            <span className="c-quiet"> {offer.institutionName}</span>
          </div>
          <div>{words(offer.why)}</div>
          <div className="c-quiet c-num">
            {d("decision.parts", {
              ability: two(offer.utility.ability),
              answer: two(offer.utility.answer),
              waiting: two(offer.utility.waiting),
              value: two(offer.utility.value),
              load: two(offer.load),
            })}
          </div>
        </div>
      ))}
      <div className="c-quiet">
        {decision.gap < 0.005
          ? d("decision.proof", { count: decision.waitingSeats })
          : d("decision.gap", { count: decision.waitingSeats, gap: two(decision.gap) })}
        {" · "}
        {d("decision.policy", { version: decision.policyVersion })}
        {decision.backupName !== null && ` · ${d("decision.backup", { name: decision.backupName })}`}
      </div>
      {others.length > 0 && (
        <details className="d-details">
          <summary>{d("decision.others")}</summary>
          <ul className="d-others">
            {others.map((one) => (
              <li key={one.practitionerRoleId}>
                <strong>{one.expertName}</strong>
                <span className="c-quiet">{one.institutionName}</span>
                <span>{one.whyNot === null ? "" : words(one.whyNot)}</span>
                <span className="c-quiet">
                  {d("decision.ability", { percent: percent(one.ability) })} ·{" "}
                  {d("decision.chance", { percent: percent(one.acceptChance) })}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
