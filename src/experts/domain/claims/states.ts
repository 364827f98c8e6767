export const claimStates = ["asserted", "verified", "disputed", "expired", "withdrawn"] as const;
/** 待核 · 已核 · 存疑 · 过期 · 撤回. */
export type ClaimState = (typeof claimStates)[number];

/**
 * Where a claim may go from each state; the same rows stand in `platform.state_transition`. A withdrawn claim stays
 * withdrawn: whoever takes the word back states it anew. An expired one comes back when its source states it again or
 * somebody checks it; a disputed one when the doubt is cleared.
 */
export const claimTransitions: Readonly<Record<ClaimState, readonly ClaimState[]>> = {
  asserted: ["verified", "disputed", "expired", "withdrawn"],
  verified: ["disputed", "expired", "withdrawn"],
  disputed: ["asserted", "verified", "withdrawn"],
  expired: ["asserted", "verified", "disputed", "withdrawn"],
  withdrawn: [],
};

export const mayBecome = (from: ClaimState, to: ClaimState): boolean => claimTransitions[from].includes(to);

/** True for a claim that can stand for the fact it states. */
export const isInForce = (state: ClaimState): boolean => state === "asserted" || state === "verified";
