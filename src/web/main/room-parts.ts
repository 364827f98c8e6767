import { lazy } from "react";
import type { RoomPart } from "../room-slots.js";

/** What the modules after the room show in it. */
export const roomParts: readonly RoomPart[] = [
  {
    key: "imaging",
    place: "case",
    label: { zh: "影像", en: "Images" },
    component: lazy(async () => ({ default: (await import("../../imaging/web/RoomImages.js")).RoomImages })),
  },
  {
    key: "opinion",
    place: "case",
    label: { zh: "会诊意见", en: "Opinion" },
    component: lazy(async () => ({
      default: (await import("../../consultation/web/RoomOpinion.js")).RoomOpinion,
    })),
  },
  {
    key: "draft-record",
    place: "case",
    label: { zh: "记录草稿", en: "Draft" },
    component: lazy(async () => ({ default: (await import("../../transcript/web/DraftPanel.js")).DraftTab })),
  },
  {
    key: "recording-mark",
    place: "banner",
    label: { zh: "录像标志", en: "Recording mark" },
    component: lazy(async () => ({
      default: (await import("../../transcript/web/RecordingMark.js")).RecordingMark,
    })),
  },
  {
    key: "record",
    place: "bar",
    label: { zh: "录像", en: "Record" },
    component: lazy(async () => ({
      default: (await import("../../transcript/web/RecordButton.js")).RecordButton,
    })),
  },
  {
    key: "captions",
    place: "below",
    label: { zh: "字幕", en: "Captions" },
    component: lazy(async () => ({ default: (await import("../../transcript/web/Captions.js")).Captions })),
  },
];
