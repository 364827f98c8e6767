import { Button } from "antd";
import type { CellView, SupplyView } from "../api.js";
import { reasonWords } from "./reason-words.js";
import { toneOf } from "./shortage-tone.js";
import { useInsightTexts } from "./texts.js";

const shownAtMost = 8;
/** Below this a score is within what chance does. */
const leastScore = 8;

/** The worst cells first, each with why and the way to whom to ask. */
export function ShortageList({ data, onOpen }: { data: SupplyView; onOpen: (cell: CellView) => void }) {
  const t = useInsightTexts();
  const regions = new Map(data.regions.map(({ code, name }) => [code, name]));
  const specialties = new Map(data.specialties.map(({ code, name }) => [code, name]));
  // Requests that name no field show in the matrix; nobody can be asked to take a field on that is none.
  const worst = data.cells
    .filter(({ shortage, specialtyCode }) => shortage >= leastScore && specialtyCode !== "")
    .slice(0, shownAtMost);
  if (worst.length === 0) return <p className="c-quiet">{t("list.none")}</p>;
  return (
    <ol className="ins-list">
      {worst.map((cell) => {
        const name = `${regions.get(cell.regionCode) ?? cell.regionCode} · ${specialties.get(cell.specialtyCode) ?? cell.specialtyCode}`;
        return (
          <li key={`${cell.regionCode} ${cell.specialtyCode}`}>
            <span className="ins-score" data-tone={toneOf(cell.shortage)}>
              {cell.shortage}
            </span>
            <div>
              <strong>{name}</strong>
              <div className="c-quiet">{cell.reasons.map((reason) => reasonWords(t, reason)).join("；")}</div>
            </div>
            <Button size="small" onClick={() => onOpen(cell)} aria-label={`${t("list.open")}：${name}`}>
              {t("list.open")}
            </Button>
          </li>
        );
      })}
    </ol>
  );
}
