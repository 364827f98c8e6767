import { lazy, Suspense } from "react";
import type { ConfirmReasonProps } from "./confirm-reason-props.js";

export type { CodedReason, ConfirmReasonProps } from "./confirm-reason-props.js";

// The window's parts are fetched with the first act that needs them.
const ReasonWindow = lazy(async () => ({ default: (await import("./ReasonWindow.js")).ReasonWindow }));

/** Asks for a coded reason and a note before an act that others must understand later. */
export function ConfirmReason(props: ConfirmReasonProps) {
  if (!props.isOpen) return null;
  return (
    <Suspense>
      <ReasonWindow {...props} />
    </Suspense>
  );
}
