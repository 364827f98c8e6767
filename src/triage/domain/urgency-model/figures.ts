import { type UrgencyLevel, urgencyLevels } from "../../../kernel/urgency.js";

/** Shares are of all cases, `recallUrgent` of those that are I or II; 0 when there is none. */
export interface UrgencyFigures {
  readonly n: number;
  readonly accuracy: number;
  /** Judged less severe than it is. */
  readonly underTriage: number;
  /** Judged more severe than it is. */
  readonly overTriage: number;
  /** Of the cases of level I or II those judged I or II. */
  readonly recallUrgent: number;
}

/** How judged levels stand to the true ones; both lists in the same order. */
export function urgencyFigures(
  truth: readonly UrgencyLevel[],
  judged: readonly UrgencyLevel[],
): UrgencyFigures {
  let [right, under, over, urgent, found] = [0, 0, 0, 0, 0];
  truth.forEach((level, i) => {
    const is = urgencyLevels.indexOf(level);
    const said = urgencyLevels.indexOf(judged[i] ?? "IV");
    if (said === is) right += 1;
    else if (said > is) under += 1;
    else over += 1;
    if (is > 1) return;
    urgent += 1;
    if (said <= 1) found += 1;
  });
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const n = truth.length;
  return {
    n,
    accuracy: share(right, n),
    underTriage: share(under, n),
    overTriage: share(over, n),
    recallUrgent: share(found, urgent),
  };
}
