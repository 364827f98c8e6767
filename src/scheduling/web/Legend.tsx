import { useSchedulingTexts } from "./texts.js";

const kinds = [
  "open",
  "outpatient",
  "surgery",
  "leave",
  "consultation",
  "do_not_disturb",
  "on_call",
] as const;

/** What the colours stand for; each entry says it in words as well. */
export function Legend() {
  const t = useSchedulingTexts();
  return (
    <p className="s-legend" aria-label={t("legend")}>
      {kinds.map((kind) => (
        <span key={kind}>
          <i className="s-swatch" data-kind={kind} aria-hidden="true" />
          {t(`kind.${kind}`)}
        </span>
      ))}
    </p>
  );
}
