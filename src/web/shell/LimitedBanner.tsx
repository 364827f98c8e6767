import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { del, Nothing, showProblem } from "../api-client.js";
import { sessionKey } from "../session.js";
import { useShellTexts } from "./texts.js";

/** Says what a session that came in through a message may do, and leads to signing in at the same page. */
export function LimitedBanner() {
  const t = useShellTexts();
  const queryClient = useQueryClient();
  const signIn = () =>
    del("/api/session", Nothing)
      // Signed out, the gate shows the sign-in page at this address; signing in goes on here.
      .then(() => queryClient.setQueryData(sessionKey, null))
      .catch(showProblem);
  return (
    <div className="c-limited" role="note">
      <span>{t("limited")}</span>
      <Button size="small" onClick={() => void signIn()}>
        {t("limitedSignIn")}
      </Button>
    </div>
  );
}
