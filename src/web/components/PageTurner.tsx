import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useComponentTexts } from "./texts.js";

/** Turns the pages of a long list: where one is, how much there is, back and on. Pages count from 1. */
export function PageTurner(props: {
  number: number;
  size: number;
  total: number;
  onChange: (number: number) => void;
}) {
  const { number, size, total, onChange } = props;
  const t = useComponentTexts();
  const pages = Math.ceil(total / size);
  return (
    <nav className="c-pages" aria-label={t("table.pages")}>
      <span className="c-quiet c-num">{t("table.total", { count: total })}</span>
      <Button
        icon={<LeftOutlined />}
        aria-label={t("table.previous")}
        disabled={number <= 1}
        onClick={() => onChange(number - 1)}
      />
      <span className="c-num" aria-live="polite">
        {t("table.page", { number, pages })}
      </span>
      <Button
        icon={<RightOutlined />}
        aria-label={t("table.next")}
        disabled={number >= pages}
        onClick={() => onChange(number + 1)}
      />
    </nav>
  );
}
