import { rowResults, type RowCounts } from "../api.js";
import { useInteropTexts } from "./texts.js";

/** How many rows ended how, zeros left out. */
export function CountsLine({ counts }: { counts: RowCounts }) {
  const t = useInteropTexts();
  const shown = rowResults.filter((result) => counts[result] > 0);
  if (shown.length === 0) return <span className="c-quiet">–</span>;
  return (
    <span className="c-num">
      {shown.map((result) => `${t(`results.${result}`)} ${counts[result]}`).join(" · ")}
    </span>
  );
}
