import type { SeriesView } from "../../api.js";

/** The frames of a series in reading order, each as the loader calls it; the frames of one file one after the other. */
export const imagesOf = (
  caseId: string,
  series: Pick<SeriesView, "images">,
): { readonly imageId: string; readonly instanceId: string; readonly frame: number }[] =>
  series.images.flatMap(({ id, frames }) => {
    const place = `wadouri:/api/cases/${caseId}/imaging/instances/${id}`;
    return Array.from({ length: frames }, (_, n) => ({
      imageId: frames === 1 ? place : `${place}?frame=${n + 1}`,
      instanceId: id,
      frame: n + 1,
    }));
  });

/** The same, without what they are. */
export const imageIdsOf = (caseId: string, series: SeriesView): string[] =>
  imagesOf(caseId, series).map(({ imageId }) => imageId);
