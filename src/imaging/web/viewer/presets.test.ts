import fc from "fast-check";
import { expect, test } from "vitest";
import { imageIdsOf } from "./image-ids.js";
import { hasHounsfield, voiOf, windowOf, windowPresets } from "./presets.js";
import { DrawingMessage, isSameView, ViewMessage, type ViewState } from "./view-state.js";

test("a window is read back as it was set", () => {
  for (const preset of windowPresets)
    expect(windowOf(voiOf(preset))).toEqual({ width: preset.width, center: preset.center });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8_000 }),
      fc.integer({ min: -2_000, max: 4_000 }),
      (width, center) => {
        expect(windowOf(voiOf({ width, center }))).toEqual({ width, center });
      },
    ),
  );
  expect(hasHounsfield("CT")).toBe(true);
  expect(hasHounsfield("MR")).toBe(false);
});

test("frames of one file follow each other in the place of the file", () => {
  const image = (id: string, frames: number) => ({
    id,
    number: 1,
    rows: 1,
    columns: 1,
    frames,
    sizeBytes: 1,
  });
  const series = { id: "s", studyId: "t", modality: "XA", description: "", number: 1 };
  expect(imageIdsOf("c", { ...series, images: [image("a", 1), image("b", 2), image("d", 1)] })).toEqual([
    "wadouri:/api/cases/c/imaging/instances/a",
    "wadouri:/api/cases/c/imaging/instances/b?frame=1",
    "wadouri:/api/cases/c/imaging/instances/b?frame=2",
    "wadouri:/api/cases/c/imaging/instances/d",
  ]);
});

test("what another browser says is shown is believed only in its shape", () => {
  const view: ViewState = {
    seriesId: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
    index: 3,
    lower: -160,
    upper: 240,
    isInverted: false,
    zoom: 1.5,
    pan: [0, 12],
    rotation: 90,
  };
  expect(ViewMessage.safeParse({ view }).success).toBe(true);
  expect(ViewMessage.safeParse({ view: null }).success).toBe(true);
  for (const bad of [
    { ...view, seriesId: "../../etc" },
    { ...view, index: -1 },
    { ...view, zoom: 0 },
    { ...view, zoom: Number.POSITIVE_INFINITY },
    { ...view, pan: [0] },
    { ...view, html: "<b>" },
    "view",
  ])
    expect(ViewMessage.safeParse({ view: bad }).success).toBe(false);
  expect(isSameView(view, { ...view })).toBe(true);
  expect(isSameView(view, { ...view, index: 4 })).toBe(false);
});

test("what another browser says is drawn is believed only in its shape", () => {
  const mark = {
    seriesId: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
    instanceId: "6f9619ff-8b86-4d01-b42d-00cf4fc964fe",
    frame: 1,
    tool: "length",
    points: [
      [1, 2],
      [3, 4.5],
    ],
    label: "",
  };
  expect(DrawingMessage.safeParse({ mark }).success).toBe(true);
  expect(DrawingMessage.safeParse({ mark: null }).success).toBe(true);
  for (const bad of [
    { ...mark, tool: "eval" },
    { ...mark, points: [[1, 2]] },
    { ...mark, points: Array.from({ length: 9 }, () => [1, 2]) },
    {
      ...mark,
      points: [
        [1, Number.NaN],
        [3, 4],
      ],
    },
    { ...mark, frame: 0 },
    { ...mark, label: "长".repeat(61) },
    { ...mark, html: "<b>" },
  ])
    expect(DrawingMessage.safeParse({ mark: bad }).success).toBe(false);
});
