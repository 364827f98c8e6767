/** True when a plain key belongs to what has the focus or to an open window, not to the page's shortcuts. */
export function isKeyTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
    return true;
  const target = event.target;
  if (target instanceof HTMLElement) {
    if (target.isContentEditable) return true;
    if (
      target.closest("input, textarea, select, [role='combobox'], [role='menu'], [role='listbox']") !== null
    )
      return true;
  }
  return isWindowOpen();
}

const isWindowOpen = (): boolean =>
  [...document.querySelectorAll<HTMLElement>("[role='dialog'], dialog[open]")].some(
    (window) => window.getClientRects().length > 0,
  );
