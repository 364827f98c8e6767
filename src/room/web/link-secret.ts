let taken = "";

/**
 * The secret of a patient's link. It stands after the #, which no server and no log ever sees, and leaves the address at once;
 * it is kept for this page's life, since React may begin to draw a page more than once.
 */
export function secretOfLink(): string {
  const found = location.hash.slice(1);
  if (found !== "") {
    taken = found;
    history.replaceState(null, "", location.pathname);
  }
  return taken;
}
