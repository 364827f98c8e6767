/** Points of the longer side of a small picture: twice what the pages show, for sharp screens. */
export const thumbnailSide = 128;

/** The pixels of one frame as they are stored: row by row, colours beside each other. */
export interface Frame {
  readonly columns: number;
  readonly rows: number;
  readonly samples: 1 | 3;
  readonly values: ArrayLike<number>;
}

/** How stored values become light. */
export interface Light {
  /** Rescale slope and intercept: of the stored value the value that the window means. */
  readonly slope: number;
  readonly intercept: number;
  /** Undefined: the file names none, and the picture's own range is taken. */
  readonly window: { readonly center: number; readonly width: number } | undefined;
  /** MONOCHROME1: the largest value is the darkest. */
  readonly isInverted: boolean;
}

export interface SmallPicture {
  readonly width: number;
  readonly height: number;
  readonly samples: 1 | 3;
  readonly pixels: Uint8Array;
}

/** Each point the mean of the pixels it stands for. */
function shrink(frame: Frame, width: number, height: number): Float64Array {
  const { columns, rows, samples, values } = frame;
  const sums = new Float64Array(width * height * samples);
  const counts = new Uint32Array(width * height);
  for (let y = 0; y < rows; y++) {
    const row = Math.min(height - 1, Math.floor((y * height) / rows)) * width;
    for (let x = 0; x < columns; x++) {
      const to = row + Math.min(width - 1, Math.floor((x * width) / columns));
      counts[to] = (counts[to] ?? 0) + 1;
      for (let n = 0; n < samples; n++) {
        const at = to * samples + n;
        sums[at] = (sums[at] ?? 0) + (values[(y * columns + x) * samples + n] ?? 0);
      }
    }
  }
  return sums.map((sum, at) => sum / Math.max(1, counts[Math.floor(at / samples)] ?? 1));
}

/** From the second to the ninety-eighth part of a hundred: a tag of metal or the frame of a film does not darken all. */
function ownRange(values: Float64Array): { lower: number; upper: number } {
  const sorted = values.toSorted();
  const at = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
  return { lower: at(0.02), upper: at(0.98) };
}

/**
 * A frame at the size of a small picture, windowed as its file says. Source: DICOM PS3.3 C.11.2.1.2 (linear).
 * Colours stay as they are.
 */
export function drawSmall(frame: Frame, light: Light): SmallPicture {
  const scale = Math.min(1, thumbnailSide / Math.max(frame.columns, frame.rows));
  const width = Math.max(1, Math.round(frame.columns * scale));
  const height = Math.max(1, Math.round(frame.rows * scale));
  const small = shrink(frame, width, height);
  const pixels = new Uint8Array(small.length);
  if (frame.samples === 3) {
    small.forEach((value, at) => (pixels[at] = Math.max(0, Math.min(255, Math.round(value)))));
    return { width, height, samples: 3, pixels };
  }
  const meant = small.map((value) => value * light.slope + light.intercept);
  const { lower, upper } =
    light.window && light.window.width >= 1
      ? {
          lower: light.window.center - light.window.width / 2,
          upper: light.window.center + light.window.width / 2,
        }
      : ownRange(meant);
  const span = Math.max(upper - lower, Number.EPSILON);
  meant.forEach((value, at) => {
    const bright = Math.max(0, Math.min(1, (value - lower) / span));
    pixels[at] = Math.round((light.isInverted ? 1 - bright : bright) * 255);
  });
  return { width, height, samples: 1, pixels };
}
