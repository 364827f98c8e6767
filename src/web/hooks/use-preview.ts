import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { post } from "../api-client.js";
import { useDebounced } from "./use-debounced.js";

/**
 * What the server makes of a form as it stands, asked again `restMs` after the last change; nothing is kept. A form that
 * breaks a limit is told so at its field, and the last preview stays.
 * @param values what is asked about; only the parts that the request's schema names are sent.
 * @returns `request` undefined: the form breaks a limit · `isBlank`: there is nothing to ask about yet.
 */
export function usePreview<Request extends z.ZodObject, Reply extends z.ZodType>(about: {
  readonly url: string;
  readonly request: Request;
  readonly reply: Reply;
  readonly values: Readonly<Record<string, unknown>>;
  readonly isBlank: (request: z.infer<Request>) => boolean;
  readonly restMs: number;
}) {
  const { url, reply, values } = about;
  const sent = Object.fromEntries(Object.keys(about.request.shape).map((key) => [key, values[key]]));
  const asked = useDebounced(JSON.stringify(sent), about.restMs);
  const request = about.request.safeParse(JSON.parse(asked)).data;
  const isBlank = request !== undefined && about.isBlank(request);
  const preview = useQuery({
    queryKey: ["preview", url, asked],
    queryFn: ({ signal }) => post(url, reply, request, { signal }),
    enabled: request !== undefined && !isBlank,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
    meta: { still: true },
  });
  return { request, isBlank, data: preview.data, isFailed: preview.isError || request === undefined };
}
