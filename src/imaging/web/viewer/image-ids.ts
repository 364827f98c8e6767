import type { SeriesView } from "../../api.js";

/** The images of a series as the loader calls them, in reading order; the frames of one file one after the other. */
export const imageIdsOf = (caseId: string, series: SeriesView): string[] =>
  series.images.flatMap(({ id, frames }) => {
    const place = `wadouri:/api/cases/${caseId}/imaging/instances/${id}`;
    return frames === 1 ? [place] : Array.from({ length: frames }, (_, n) => `${place}?frame=${n + 1}`);
  });
