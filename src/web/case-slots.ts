import type { ComponentType } from "react";
import type { CaseView, RequestDraft } from "../cases/api.js";

/** What a panel on the page of a case is given. Everything else it asks the server for. */
export interface CasePanelProps {
  readonly caseId: string;
  readonly caseView: CaseView;
}

/**
 * A place on the page of a case that a later module fills; `src/web/main.tsx` lists them. `top`: before the facts, for
 * what the reader came for (the opinion) · `main`: after the facts · `side`: beside them. A panel with nothing to say
 * draws nothing.
 */
export interface CasePanel {
  readonly key: string;
  readonly place: "top" | "main" | "side";
  readonly component: ComponentType<CasePanelProps>;
}

/** What stands beside the request form while it is typed is given the form as it is now. */
export interface RequestAsideProps {
  readonly draft: RequestDraft;
}
export type RequestAside = ComponentType<RequestAsideProps>;
