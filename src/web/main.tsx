import "./zod-without-eval.js";
import "./styles/base.css";
import "./styles/components.css";
import "./styles/lists.css";
import "./styles/shell.css";
import { lazy } from "react";
import { createRoot } from "react-dom/client";
import type { Action } from "../identity/domain/policy.js";
import { App } from "./shell/App.js";
import type { PageRow } from "./shell/page-table.js";
import { startTheme } from "./theme/theme-choice.js";

/** Every page, in the order of the navigation: one row a page. Its code arrives when it is first opened. */
const pages: readonly (PageRow & { readonly action: Action })[] = [];

const SignInPage = lazy(async () => ({
  default: (await import("../identity/web/SignInPage.js")).SignInPage,
}));

startTheme();
createRoot(document.getElementById("root")!).render(
  <App pages={pages} signIn={SignInPage} headerTools={[]} />,
);
