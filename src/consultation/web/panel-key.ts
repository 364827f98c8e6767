/** Where the panel of a case lies among the query data. */
export const panelKey = (caseId: string) => ["case", caseId, "panel"] as const;
