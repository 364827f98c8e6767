import { SearchOutlined } from "@ant-design/icons";
import { useRef } from "react";
import { usePageKey } from "../hooks/use-page-key.js";
import { useComponentTexts } from "./texts.js";

/** The page's search field; the `/` key brings the focus here. A plain field, so that it loads at once. */
export function SearchBox(props: {
  value: string;
  onChange: (value: string) => void;
  /** What can be searched for, such as 姓名、科室、疾病. */
  placeholder: string;
  label?: string;
  /** Enter in the field: opens the first of what was found. */
  onEnter?: () => void;
}) {
  const t = useComponentTexts();
  const field = useRef<HTMLInputElement>(null);
  usePageKey("/", () => {
    field.current?.focus();
    field.current?.select();
  });
  return (
    <span className="c-search">
      <SearchOutlined aria-hidden="true" />
      <input
        ref={field}
        data-page-search=""
        type="search"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => {
          // Enter also ends the choice of characters of a Chinese input method.
          if (event.key === "Enter" && !event.nativeEvent.isComposing) props.onEnter?.();
        }}
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
