import { HighlightOutlined } from "@ant-design/icons";
import { Button, Popconfirm, Popover, Switch } from "antd";
import { LocalTime } from "../../../web/components/LocalTime.js";
import type { MarksView, MarkView } from "../../api.js";
import { useImagingTexts } from "../texts.js";
import type { Pane } from "./pane.js";
import type { Unsaved } from "./use-marks.js";

/** 标注: what was drawn on the series, by whom and when; from here to its image, and one's own away. */
export function MarksList(props: {
  marks: MarksView | undefined;
  pane: Pane | undefined;
  unsaved: readonly Unsaved[];
  isVisible: boolean;
  onVisible: (isVisible: boolean) => void;
  onRemove: (id: string) => void;
  onRetry: () => void;
}) {
  const { marks, pane, unsaved, isVisible, onVisible, onRemove, onRetry } = props;
  const t = useImagingTexts();
  const items = marks?.items ?? [];
  const failed = unsaved.filter(({ isFailed }) => isFailed).length;
  const label = t("marks.button", { count: items.length });
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t("marks.title")}
      content={
        <div className="im-marks">
          <label className="im-marks-shown">
            <Switch size="small" checked={isVisible} onChange={onVisible} /> {t("marks.show")}
          </label>
          {marks && !marks.mayMark && <p className="c-quiet">{t("marks.local")}</p>}
          {failed > 0 && (
            <p className="c-bad" role="alert">
              {t("marks.unsaved", { count: failed })}{" "}
              <Button size="small" onClick={onRetry}>
                {t("marks.retry")}
              </Button>
            </p>
          )}
          {items.length === 0 && marks?.mayMark === true && <p className="c-quiet">{t("marks.none")}</p>}
          <ul>
            {items.map((mark) => (
              <Row
                key={mark.id}
                mark={mark}
                pane={pane}
                onRemove={onRemove}
                mayRemove={marks?.mayMark === true}
              />
            ))}
          </ul>
          {items.length > 0 && <p className="c-quiet">{t("marks.colors")}</p>}
        </div>
      }
    >
      <Button
        size="small"
        type="text"
        className="im-tool"
        icon={<HighlightOutlined />}
        aria-label={label}
        title={label}
        data-failed={failed > 0 ? "" : undefined}
      >
        <span>{label}</span>
      </Button>
    </Popover>
  );
}

function Row(props: {
  mark: MarkView;
  pane: Pane | undefined;
  mayRemove: boolean;
  onRemove: (id: string) => void;
}) {
  const { mark, pane, mayRemove, onRemove } = props;
  const t = useImagingTexts();
  const index = pane?.indexOf(mark) ?? -1;
  const name = [t(`tool.${mark.tool}`), mark.label].filter(Boolean).join(" · ");
  return (
    <li>
      <span className="im-marks-what">
        {name}
        <span className="c-quiet">
          {mark.authorName} · <LocalTime at={mark.changedAt ?? mark.drawnAt} />
          {index >= 0 && ` · ${t("marks.image", { n: index + 1 })}`}
        </span>
      </span>
      <span className="im-marks-acts">
        {index >= 0 && (
          <Button size="small" aria-label={t("marks.lookAt", { name })} onClick={() => pane?.scrollTo(index)}>
            {t("marks.look")}
          </Button>
        )}
        {mark.isMine && mayRemove && (
          <Popconfirm
            title={t("marks.removeSure")}
            okText={t("marks.remove")}
            cancelText={t("marks.cancel")}
            onConfirm={() => onRemove(mark.id)}
          >
            <Button size="small" aria-label={t("marks.removeOf", { name })}>
              {t("marks.remove")}
            </Button>
          </Popconfirm>
        )}
      </span>
    </li>
  );
}
