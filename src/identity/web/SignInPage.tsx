import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import { QueryView } from "../../web/components/states.js";
import { BrandMark } from "../../web/shell/BrandMark.js";
import { LanguageSwitch, ThemeSwitch } from "../../web/shell/HeaderBar.js";
import { SignInOptions } from "../api.js";
import { DemoPeopleList } from "./DemoPeopleList.js";
import { PasswordForm } from "./PasswordForm.js";
import { SetupForm } from "./SetupForm.js";
import "./sign-in.css";
import { useIdentityTexts } from "./texts.js";

/** 登录: what Consilium is, and the way in that this installation offers. */
export function SignInPage() {
  const t = useIdentityTexts();
  const options = useQuery({
    queryKey: ["sign-in-options"],
    queryFn: () => get("/api/sign-in-options", SignInOptions),
  });
  return (
    <div className="c-sign-in">
      <title>{`${t("title")} · Consilium`}</title>
      <section className="c-sign-in-about">
        <div className="c-sign-in-brand">
          <BrandMark size={34} />
          <span>Consilium</span>
          <div className="c-sign-in-switches">
            <LanguageSwitch />
            <ThemeSwitch />
          </div>
        </div>
        <h1>{t("opening")}</h1>
        <p>{t("about")}</p>
        <ul>
          <li>{t("points.ask")}</li>
          <li>{t("points.answer")}</li>
          <li>{t("points.watch")}</li>
        </ul>
      </section>
      <main className="c-sign-in-way">
        <QueryView query={options}>
          {({ isDemo, needsSetup }) =>
            isDemo ? <DemoPeopleList /> : needsSetup ? <SetupForm /> : <PasswordForm />
          }
        </QueryView>
      </main>
    </div>
  );
}
