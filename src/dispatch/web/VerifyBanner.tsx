import { useQuery } from "@tanstack/react-query";
import { VerificationSheet } from "../../experts/api/freshness.js";
import { get } from "../../web/api-client.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { useDispatchTexts } from "./texts.js";

/** On the expert's home: his record waits to be confirmed. Draws nothing when it does not. */
export function VerifyBanner() {
  const t = useDispatchTexts();
  const may = useMay();
  const sheet = useQuery({
    queryKey: ["experts", { sheet: "mine" }],
    queryFn: () => get("/api/verification", VerificationSheet),
    enabled: may("expert.verify-own"),
    retry: false,
  });
  const due = sheet.data?.facts.filter(({ isDue }) => isDue).length ?? 0;
  if (sheet.data === undefined || (sheet.data.taskStatus === null && !sheet.data.isSuspended)) return null;
  return (
    <p className="c-verify-banner" role="status">
      {sheet.data.isSuspended ? t("verify.suspended") : t("verify.due", { count: due })}{" "}
      <AppLink to="/verification">{t("verify.go")}</AppLink>
    </p>
  );
}
