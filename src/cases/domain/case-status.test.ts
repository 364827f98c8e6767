import { expect, test } from "vitest";
import { isOpenFor, statusesFor } from "./case-acts.js";
import { caseStatuses, caseTransitions, mayBecome } from "./case-status.js";

test("every state is reached from draft, and only the ends have no way on", () => {
  const reached = new Set<string>(["draft"]);
  for (let size = 0; size !== reached.size;) {
    size = reached.size;
    for (const from of caseStatuses)
      if (reached.has(from)) for (const to of caseTransitions[from]) reached.add(to);
  }
  expect([...reached].sort()).toEqual([...caseStatuses].sort());
  expect(caseStatuses.filter((status) => caseTransitions[status].length === 0)).toEqual([
    "closed",
    "cancelled",
  ]);
});

test("an act is open where the table of transitions lets it lead somewhere", () => {
  expect(statusesFor.edit.every((status) => mayBecome(status, "submitted"))).toBe(true);
  expect(statusesFor.giveDisposition.every((status) => mayBecome(status, "closed"))).toBe(true);
  expect(statusesFor.writeOpinion.every((status) => mayBecome(status, "opinion_signed"))).toBe(true);
  expect(isOpenFor("cancel", "accepted")).toBe(true);
  expect(isOpenFor("cancel", "in_session")).toBe(false);
});
