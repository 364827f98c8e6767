import { useId } from "react";
import "./results.css";

/** One question with big buttons side by side, of which one is chosen; a fieldset of radio buttons underneath. */
export function Choice<T extends string>(props: {
  legend: string;
  hint?: string;
  value: T | undefined;
  options: readonly { readonly value: T; readonly label: string }[];
  onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="c-fieldset q-choice">
      <legend>{props.legend}</legend>
      {props.hint !== undefined && <p className="c-quiet">{props.hint}</p>}
      <div className="q-choice-row">
        {props.options.map(({ value, label }) => (
          <label key={value}>
            <input
              type="radio"
              name={name}
              value={value}
              checked={props.value === value}
              onChange={() => props.onChange(value)}
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export const fiveSteps = (["1", "2", "3", "4", "5"] as const).map((value) => ({ value, label: value }));
