import "./zod-without-eval.js";
import "./styles/base.css";
import "./styles/components.css";
import "./styles/lists.css";
import "./styles/shell.css";
import { lazy } from "react";
import { createRoot } from "react-dom/client";
import { pages } from "./main/pages.js";
import { App } from "./shell/App.js";
import { startTheme } from "./theme/theme-choice.js";

const SignInPage = lazy(async () => ({
  default: (await import("../identity/web/SignInPage.js")).SignInPage,
}));

/** Open to whoever has no account; their code arrives with them. */
const openPages = {
  "/o/": lazy(async () => ({ default: (await import("../dispatch/web/OneTapPage.js")).OneTapPage })),
  "/guest/": lazy(async () => {
    const [{ GuestPage }, { GuestRecordingMark }, { GuestCaptions }] = await Promise.all([
      import("../room/web/GuestPage.js"),
      import("../transcript/web/GuestRecordingMark.js"),
      import("../transcript/web/GuestCaptions.js"),
    ]);
    return {
      default: () => (
        <>
          <GuestRecordingMark />
          <GuestPage below={GuestCaptions} />
        </>
      ),
    };
  }),
  "/rate": lazy(async () => ({ default: (await import("../quality/web/RatePage.js")).RatePage })),
  "/apply": lazy(async () => ({ default: (await import("../experts/web/ApplyPage.js")).ApplyPage })),
};

/** Small tools at the right of the header. */
const headerTools = [
  lazy(async () => ({ default: (await import("../notifications/web/NoticesBell.js")).NoticesBell })),
];

startTheme();
createRoot(document.getElementById("root")!).render(
  <App pages={pages} signIn={SignInPage} openPages={openPages} headerTools={headerTools} />,
);
