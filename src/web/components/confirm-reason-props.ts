import type { ReactNode } from "react";

/** One choice of a ConfirmReason; the code is what the server stores. */
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
