import { lazy, type ReactNode, Suspense } from "react";

export interface CodedReason {
  readonly code: string;
  readonly label: string;
  /** The code says too little by itself, such as 其他. */
  readonly needsNote?: boolean;
}

export interface ConfirmReasonProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** What will happen, and whether it can be taken back. */
  readonly consequence?: ReactNode;
  readonly reasons: readonly CodedReason[];
  /** The verb of the act: 谢绝, 取消申请. */
  readonly confirmLabel: string;
  readonly isDanger?: boolean;
  /** True when a note is always needed, as for a triage override. */
  readonly isNoteRequired?: boolean;
  readonly isPending?: boolean;
  readonly onConfirm: (reason: { code: string; note: string }) => void;
  readonly onClose: () => void;
  /** More fields of the act, above the reason. */
  readonly children?: ReactNode;
  /** False keeps the act from being confirmed while `children` are incomplete. */
  readonly canConfirm?: boolean;
}

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
