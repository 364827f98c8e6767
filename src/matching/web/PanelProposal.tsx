import { Button } from "antd";
import type { RequestPanelProps } from "../../web/case-slots.js";
import { usePreview } from "../../web/hooks/use-preview.js";
import { useWords } from "../../web/i18n/index.js";
import { PanelProposal as Proposal, RankingPreviewRequest } from "../api.js";
import { useMatchingTexts } from "./texts.js";
import "./matching.css";

const restMs = 600;
const isEmpty = ({ question, summary, diagnoses }: RankingPreviewRequest): boolean =>
  question.trim().length + summary.trim().length < 4 && diagnoses.length === 0;

/** Who should sit at the table, by the request as it stands; one tap adds a specialty, or all of them. */
export function PanelProposal({ draft, take }: RequestPanelProps) {
  const t = useMatchingTexts();
  const words = useWords();
  const { isBlank, data } = usePreview({
    url: "/api/ranking/panel",
    request: RankingPreviewRequest,
    reply: Proposal,
    values: draft,
    isBlank: isEmpty,
    restMs,
  });
  const chosen = draft.panelSpecialtyCodes;
  const seats = isBlank ? [] : (data?.seats ?? []);
  if (seats.length === 0) return <p className="c-quiet">{t(isBlank ? "panel.empty" : "panel.none")}</p>;
  const add = (codes: readonly string[]) => take([...new Set([...chosen, ...codes])].slice(0, 5));
  const open = seats.filter(({ code }) => !chosen.includes(code));
  return (
    <div className="c-stack" aria-live="polite">
      <p className="c-quiet">{t("panel.proposed")}</p>
      <ul className="matching-panel">
        {seats.map((seat) => (
          <li key={seat.code}>
            <strong>{seat.name}</strong>
            <span className="c-quiet">{words(seat)}</span>
            {chosen.includes(seat.code) ? (
              <span className="c-quiet">{t("panel.chosen")}</span>
            ) : (
              <Button
                size="small"
                disabled={chosen.length >= 5}
                aria-label={t("panel.addNamed", { name: seat.name })}
                onClick={() => add([seat.code])}
              >
                {t("panel.add")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {open.length > 1 && chosen.length < 5 && (
        <div>
          <Button onClick={() => add(open.map(({ code }) => code))}>{t("panel.addAll")}</Button>
        </div>
      )}
    </div>
  );
}
