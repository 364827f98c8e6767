/** A repeatable sequence of numbers in 0–1: the same seed, the same numbers. Source: Numerical Recipes, linear congruential generator. */
export function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
