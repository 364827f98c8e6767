import { type ReactNode, useId } from "react";

/** A titled block of a page; the title is an h2 that names the region. */
export function Card(props: { title?: string; extra?: ReactNode; children: ReactNode; isTight?: boolean }) {
  const id = useId();
  return (
    <section
      className="c-card"
      data-tight={props.isTight === true ? "" : undefined}
      aria-labelledby={props.title === undefined ? undefined : id}
    >
      {(props.title !== undefined || props.extra !== undefined) && (
        <div className="c-card-head">
          {props.title !== undefined && <h2 id={id}>{props.title}</h2>}
          {props.extra}
        </div>
      )}
      {props.children}
    </section>
  );
}
