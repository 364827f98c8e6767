import { useWords } from "../../web/i18n/index.js";
import type { FaultView } from "../api.js";

/** Where, what is wrong, and what to do about it, one line each. */
export function FaultList({ faults, most = 5 }: { faults: readonly FaultView[]; most?: number }) {
  const words = useWords();
  if (faults.length === 0) return <span className="c-quiet">–</span>;
  return (
    <ul className="c-connector-faults">
      {faults.slice(0, most).map((fault, at) => (
        <li key={at}>
          <strong className="c-num">{fault.place}</strong> {words(fault)}
          {fault.value !== "" && <span className="c-quiet"> “{fault.value}”</span>}
          <div className="c-quiet">{words({ zh: fault.remedyZh, en: fault.remedyEn })}</div>
        </li>
      ))}
      {faults.length > most && <li className="c-quiet">… {faults.length - most}</li>}
    </ul>
  );
}
