import type { ReactNode } from "react";

/** A label over its field. */
export function Field(props: { label: string; id: string; children: ReactNode }) {
  return (
    <div>
      <label className="c-label" htmlFor={props.id}>
        {props.label}
      </label>
      {props.children}
    </div>
  );
}
