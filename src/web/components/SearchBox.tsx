import { SearchOutlined } from "@ant-design/icons";
import { useComponentTexts } from "./texts.js";

/** The page's search field; the `/` key of the shell brings the focus here. A plain field, so that it loads at once. */
export function SearchBox(props: {
  value: string;
  onChange: (value: string) => void;
  /** What can be searched for, such as 姓名、科室、疾病. */
  placeholder: string;
  label?: string;
}) {
  const t = useComponentTexts();
  return (
    <span className="c-search">
      <SearchOutlined aria-hidden="true" />
      <input
        data-page-search=""
        type="search"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        placeholder={props.placeholder}
        aria-label={props.label ?? t("search")}
        title={t("searchHint")}
        enterKeyHint="search"
        autoComplete="off"
      />
      <kbd aria-hidden="true">/</kbd>
    </span>
  );
}
