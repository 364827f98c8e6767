import { PageHeader } from "../../web/components/PageHeader.js";
import { SigningSetting } from "./SigningSetting.js";
import { useSigningTexts } from "./texts.js";

/** 电子签名: how the institution's people sign. */
export function SigningSettingsPage() {
  const t = useSigningTexts();
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      <SigningSetting />
    </>
  );
}
