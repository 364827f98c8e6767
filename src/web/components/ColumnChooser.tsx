import { SettingOutlined } from "@ant-design/icons";
import { DropPanel } from "./DropPanel.js";
import { useComponentTexts } from "./texts.js";

/** Switches a table's columns on and off. */
export function ColumnChooser(props: {
  columns: readonly { readonly key: string; readonly title: string }[];
  hidden: readonly string[];
  onChange: (hidden: string[]) => void;
}) {
  const { columns, hidden, onChange } = props;
  const t = useComponentTexts();
  if (columns.length === 0) return null;
  return (
    <DropPanel label={t("table.columns")} trigger={<SettingOutlined aria-hidden="true" />}>
      {() => (
        <fieldset className="c-fieldset c-columns">
          <legend>{t("table.columns")}</legend>
          {columns.map(({ key, title }) => (
            <label key={key}>
              <input
                type="checkbox"
                checked={!hidden.includes(key)}
                onChange={(event) =>
                  onChange(event.target.checked ? hidden.filter((one) => one !== key) : [...hidden, key])
                }
              />
              {title}
            </label>
          ))}
        </fieldset>
      )}
    </DropPanel>
  );
}
