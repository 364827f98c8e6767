import type { StudyView } from "../../api.js";
import type { useImagingTexts } from "../texts.js";

/** The series of all studies as a list to choose from. */
export const seriesChoices = (studies: readonly StudyView[], t: ReturnType<typeof useImagingTexts>) =>
  studies.flatMap((study) =>
    study.series.map((series) => ({
      value: series.id,
      modality: series.modality,
      label: [
        study.studyOn,
        series.modality,
        series.description || study.description || t("series.unnamed", { n: series.number ?? "" }),
        t("series.images", { count: series.images }),
      ]
        .filter(Boolean)
        .join(" · "),
    })),
  );
