import {
  ArrowUpOutlined,
  ColumnWidthOutlined,
  DragOutlined,
  LineOutlined,
  RadiusSettingOutlined,
  RedoOutlined,
  RiseOutlined,
  SplitCellsOutlined,
  SwapOutlined,
  UndoOutlined,
  VerticalAlignMiddleOutlined,
  ZoomInOutlined,
} from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import type { ReactNode } from "react";
import { useImagingTexts } from "../texts.js";
import type { Pane } from "./pane.js";
import type { ViewerTool } from "./tools.js";
import { hasHounsfield, windowPresets } from "./presets.js";

const icons: Readonly<Record<ViewerTool, ReactNode>> = {
  window: <ColumnWidthOutlined />,
  scroll: <VerticalAlignMiddleOutlined />,
  zoom: <ZoomInOutlined />,
  pan: <DragOutlined />,
  length: <LineOutlined />,
  angle: <RiseOutlined />,
  roi: <RadiusSettingOutlined />,
  arrow: <ArrowUpOutlined rotate={-45} />,
};
const order = Object.keys(icons) as ViewerTool[];

/** What can be done with the image in the active pane; every tool has its name for who does not see icons. */
export function ViewerToolbar(props: {
  tool: ViewerTool | undefined;
  onTool: (tool: ViewerTool) => void;
  pane: Pane | undefined;
  modality: string;
  marks: ReactNode;
  isComparing: boolean;
  onCompare: (() => void) | undefined;
}) {
  const { tool, onTool, pane, modality, marks, isComparing, onCompare } = props;
  const t = useImagingTexts();
  const chosen = tool ?? (matchMedia("(pointer: coarse)").matches ? "scroll" : "window");
  const button = (label: string, icon: ReactNode, onClick: () => void, isOn?: boolean) => (
    <Button
      key={label}
      size="small"
      type="text"
      className="im-tool"
      icon={icon}
      aria-label={label}
      title={label}
      {...(isOn !== undefined && { "aria-pressed": isOn })}
      data-on={isOn === true ? "" : undefined}
      disabled={pane === undefined}
      onClick={onClick}
    >
      <span>{label}</span>
    </Button>
  );
  return (
    <div className="im-toolbar" role="toolbar" aria-label={t("viewer.tools")}>
      {order.map((one) => button(t(`tool.${one}`), icons[one], () => onTool(one), one === chosen))}
      {hasHounsfield(modality) && (
        <Dropdown
          trigger={["click"]}
          disabled={pane === undefined}
          menu={{
            items: windowPresets.map(({ key, width, center }) => ({
              key,
              label: `${t(`preset.${key}`)}  ${width}/${center}`,
            })),
            onClick({ key }) {
              const preset = windowPresets.find((one) => one.key === key);
              if (preset) pane?.setWindow(preset);
            },
          }}
        >
          <Button size="small" type="text" className="im-tool">
            {t("viewer.presets")}
          </Button>
        </Dropdown>
      )}
      {button(t("viewer.invert"), <SwapOutlined />, () => pane?.invert())}
      {button(t("viewer.rotate"), <RedoOutlined />, () => pane?.rotate())}
      {button(t("viewer.reset"), <UndoOutlined />, () => pane?.reset())}
      {onCompare && button(t("viewer.compare"), <SplitCellsOutlined />, onCompare, isComparing)}
      {marks}
    </div>
  );
}
