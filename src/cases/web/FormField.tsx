import type { ReactNode } from "react";

/** The id of a form field by its path, so that a list of missing items can lead to it. */
export const fieldId = (path: string): string => `f-${path}`;

/** Brings the focus to a field, or to the part of the form that holds it. */
export function goToField(path: string): void {
  const place = document.getElementById(fieldId(path));
  if (place === null) return;
  place.scrollIntoView({ block: "center" });
  const target = place.matches("input, textarea, select, button, [tabindex]")
    ? place
    : place.querySelector<HTMLElement>("input, textarea, button");
  target?.focus({ preventScroll: true });
}

/** A labelled field with its hint and what is wrong with it. `isGroup`: several controls under one label. */
export function FormField(props: {
  path: string;
  label: ReactNode;
  children: ReactNode;
  hint?: ReactNode;
  problem?: string | undefined;
  isGroup?: boolean;
  className?: string;
}) {
  const { path, label, children, hint, problem, isGroup = false } = props;
  const id = fieldId(path);
  const below = (
    <>
      {hint !== undefined && (
        <p className="c-quiet cases-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem !== undefined && (
        <p className="cases-problem" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
    </>
  );
  if (isGroup)
    return (
      <fieldset id={id} className={`c-fieldset ${props.className ?? ""}`} aria-describedby={`${id}-hint`}>
        <legend>{label}</legend>
        {children}
        {below}
      </fieldset>
    );
  return (
    <div className={props.className}>
      <label className="c-label cases-label" htmlFor={id}>
        {label}
      </label>
      {children}
      {below}
    </div>
  );
}
