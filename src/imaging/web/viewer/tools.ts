import {
  addTool,
  AngleTool,
  ArrowAnnotateTool,
  EllipticalROITool,
  Enums as ToolEnums,
  LengthTool,
  PanTool,
  StackScrollTool,
  WindowLevelTool,
  ZoomTool,
} from "@cornerstonejs/tools";
import { type MarkTool, markTools } from "../../domain/marks.js";

/** What dragging on the image does. */
export const viewerTools = ["window", "pan", "zoom", "scroll", "length", "angle", "roi", "arrow"] as const;
export type ViewerTool = (typeof viewerTools)[number];

/** The library types the names of some of its tools as `any`. */
const nameOf = (tool: { readonly toolName: unknown }): string => String(tool.toolName);
export const toolNames: Readonly<Record<ViewerTool, string>> = {
  window: nameOf(WindowLevelTool),
  pan: nameOf(PanTool),
  zoom: nameOf(ZoomTool),
  scroll: nameOf(StackScrollTool),
  length: nameOf(LengthTool),
  angle: nameOf(AngleTool),
  roi: nameOf(EllipticalROITool),
  arrow: nameOf(ArrowAnnotateTool),
};
/** What is drawn with which tool, by the name the library has for it. */
export const markToolOf: ReadonlyMap<string, MarkTool> = new Map(
  markTools.map((tool) => [toolNames[tool], tool]),
);

const mouse = ToolEnums.MouseBindings;
export type Binding = { mouseButton?: number; numTouchPoints?: number };
/** What works at any time, whichever tool is chosen: right button and two fingers, middle button, wheel. */
const always: Readonly<Partial<Record<ViewerTool, readonly Binding[]>>> = {
  zoom: [{ mouseButton: mouse.Secondary }, { numTouchPoints: 2 }],
  pan: [{ mouseButton: mouse.Auxiliary }],
  scroll: [{ mouseButton: mouse.Wheel }],
};

/** What leads to a tool while `chosen` is the one at hand. */
export const bindingsOf = (tool: ViewerTool, chosen: ViewerTool): readonly Binding[] => [
  ...(always[tool] ?? []),
  ...(tool === chosen ? [{ mouseButton: mouse.Primary }, { numTouchPoints: 1 }] : []),
];

/** Makes the library know them, once a page. */
export function addTools(): void {
  for (const tool of [
    WindowLevelTool,
    PanTool,
    ZoomTool,
    StackScrollTool,
    LengthTool,
    AngleTool,
    EllipticalROITool,
    ArrowAnnotateTool,
  ])
    addTool(tool);
}
