import type { ComponentType } from "react";
import type { CaseView, RequestDraft, VitalsForm } from "../cases/api.js";

/** What a panel on the page of a case is given. Everything else it asks the server for. */
export interface CasePanelProps {
  readonly caseId: string;
  readonly caseView: CaseView;
}

/**
 * A place on the page of a case that a later module fills; `src/web/main/case-panels.ts` lists them. `top`: before the facts, for
 * what the reader came for (the opinion) · `main`: after the facts · `side`: beside them. A panel with nothing to say
 * draws nothing.
 */
export interface CasePanel {
  readonly key: string;
  readonly place: "top" | "main" | "side";
  readonly component: ComponentType<CasePanelProps>;
}

/** Questions in the sheet that closes a case. They hand over what sends their answers once the disposition is recorded. */
export interface ClosingQuestionsProps {
  readonly caseId: string;
  readonly onReady: (send: () => Promise<void>) => void;
}

/** What stands beside the request form while it is typed is given the form as it is now, and may offer it values. */
export interface RequestAsideProps {
  readonly draft: RequestDraft;
  /** Puts vital signs into fields, at the doctor's wish. */
  readonly fillVitals: (vitals: Partial<VitalsForm>) => void;
  /** Chooses the wanted specialty, at the doctor's wish. */
  readonly takeSpecialty: (code: string) => void;
  /** What is attached already. */
  readonly attachments: readonly { readonly title: string; readonly mediaType: string }[];
  /** Adds a line to the end of the summary and goes there, at the doctor's wish. */
  readonly addLine: (line: string) => void;
}
/** The card after what is wished for: whom the request would reach. */
export interface RequestExpertsProps {
  readonly draft: RequestDraft;
}
/** Beside the choice of a panel's specialties: who should sit at the table. */
export interface RequestPanelProps {
  readonly draft: RequestDraft;
  /** Chooses the specialties of the panel, at the doctor's wish. */
  readonly take: (codes: readonly string[]) => void;
}
export type RequestPanel = ComponentType<RequestPanelProps>;
export type RequestExperts = ComponentType<RequestExpertsProps>;
export type RequestAside = ComponentType<RequestAsideProps>;
/** Beside the attachments of the request form: medical images. */
export interface RequestImagesProps {
  readonly caseId: string;
}
export type RequestImages = ComponentType<RequestImagesProps>;
