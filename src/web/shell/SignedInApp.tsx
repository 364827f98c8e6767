import { useQueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { type ComponentType, useEffect, useState } from "react";
import { startLive } from "../live.js";
import type { PageRow } from "./page-table.js";
import { makeRouter } from "./router.js";

/** The pages and their frame, with the stream of live hints: what only a signed-in person needs. */
export function SignedInApp(props: { pages: readonly PageRow[]; headerTools: readonly ComponentType[] }) {
  const queryClient = useQueryClient();
  const [router] = useState(() => makeRouter(props.pages, props.headerTools));
  useEffect(() => startLive(queryClient), [queryClient]);
  return <RouterProvider router={router} />;
}
