import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { del, get, Nothing, postOnce, put, showProblem } from "../../../web/api-client.js";
import { MarksView, MarkView } from "../../api.js";
import type { ViewerEngine } from "./engine.js";
import type { Drawn } from "./mark-layer.js";

const seriesOf = (caseId: string, seriesId: string) =>
  `/api/cases/${caseId}/imaging/series/${seriesId}/marks`;

/** What was drawn on a series; the server says when somebody draws on it. */
export const useSeriesMarks = (caseId: string, seriesId: string) =>
  useQuery({
    queryKey: ["marks", seriesId],
    queryFn: () => get(seriesOf(caseId, seriesId), MarksView),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });

/** Drawn and not kept yet, or not for good. */
export interface Unsaved {
  readonly seriesId: string;
  readonly drawn: Drawn;
  readonly isFailed: boolean;
}

/** Keeps, changes and takes away marks; what could not be kept stays on the image until it is. */
export function useMarkKeeper(caseId: string, engine: ViewerEngine | undefined) {
  const queryClient = useQueryClient();
  const [unsaved, setUnsaved] = useState<readonly Unsaved[]>([]);
  const change = (seriesId: string, items: (before: readonly MarkView[]) => readonly MarkView[]) =>
    queryClient.setQueryData<MarksView>(
      ["marks", seriesId],
      (before) => before && { ...before, items: [...items(before.items)] },
    );
  const place = (id: string) => `/api/cases/${caseId}/imaging/marks/${id}`;
  const note = (seriesId: string, drawn: Drawn, isFailed: boolean) =>
    setUnsaved((before) => [
      ...before.filter((one) => one.drawn.id !== drawn.id),
      { seriesId, drawn, isFailed },
    ]);
  const keep = async (seriesId: string, drawn: Drawn): Promise<void> => {
    note(seriesId, drawn, false);
    const { instanceId, frame, tool, points, label } = drawn;
    try {
      const mark = await postOnce(seriesOf(caseId, seriesId), MarkView, {
        instanceId,
        frame,
        tool,
        points,
        label,
      });
      change(seriesId, (before) => [...before.filter(({ id }) => id !== mark.id), mark]);
      engine?.dropDrawn(drawn.id);
      setUnsaved((before) => before.filter((one) => one.drawn.id !== drawn.id));
    } catch (error) {
      note(seriesId, drawn, true);
      showProblem(error);
    }
  };
  return {
    unsaved,
    keep,
    /** True: it is changed. */
    async move(seriesId: string, drawn: Drawn): Promise<boolean> {
      const { points, label } = drawn;
      try {
        await put(place(drawn.id), Nothing, { points, label });
        change(seriesId, (before) =>
          before.map((one) =>
            one.id === drawn.id ? { ...one, points: points.map(([x, y]) => [x, y]), label } : one,
          ),
        );
        return true;
      } catch (error) {
        showProblem(error);
        return false;
      }
    },
    async remove(seriesId: string, id: string): Promise<void> {
      try {
        await del(place(id), Nothing);
        change(seriesId, (before) => before.filter((one) => one.id !== id));
      } catch (error) {
        showProblem(error);
        await queryClient.invalidateQueries({ queryKey: ["marks", seriesId] });
      }
    },
  };
}
