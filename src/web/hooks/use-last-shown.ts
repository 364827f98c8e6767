import { useState } from "react";

/**
 * The id a drawer shows: the one in the address, and while the drawer slides away the one it had. A drawer that stays in
 * place until it is closed gives the focus back to where it was opened from.
 */
export function useLastShown(openId: string): string {
  const [last, setLast] = useState(openId);
  if (openId !== "" && openId !== last) setLast(openId);
  return openId === "" ? last : openId;
}
