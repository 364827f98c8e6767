import { useNow } from "../../web/hooks/use-now.js";
import { waitedWords } from "./offer-words.js";
import { useDispatchTexts } from "./texts.js";

/** How long ago it was sent, by the server's clock, moving by itself. */
export function Waited({ since }: { since: string }) {
  const t = useDispatchTexts();
  const now = useNow(10_000);
  return <span className="c-num">{waitedWords((now - Date.parse(since)) / 60_000, t)}</span>;
}
