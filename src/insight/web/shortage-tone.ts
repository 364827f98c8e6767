/** How a score shows: its step of colour, 0 to 4. The number always stands beside it. */
export const toneOf = (score: number): 0 | 1 | 2 | 3 | 4 =>
  score >= 60 ? 4 : score >= 40 ? 3 : score >= 20 ? 2 : score >= 8 ? 1 : 0;
