import { roleNames } from "../../identity/api.js";
import { showProblem } from "../api-client.js";
import { useIsPhone } from "../hooks/use-media.js";
import { useGo } from "../navigation.js";
import { useLanguage, useWords } from "../i18n/index.js";
import { signOut, useMay, useSession } from "../session.js";
import { DropPanel } from "../components/DropPanel.js";
import { LanguageSwitch, ThemeSwitch } from "./Switches.js";
import { useShellTexts } from "./texts.js";

/** Who is signed in, and the way out. On a phone the page's settings are here too. */
export function PersonMenu({ onHelp }: { onHelp: () => void }) {
  const t = useShellTexts();
  const words = useWords();
  const session = useSession();
  const may = useMay();
  const go = useGo();
  const isPhone = useIsPhone();
  const language = useLanguage();
  const roles = session.roles.map((role) => words(roleNames[role])).join(language === "en" ? ", " : "、");

  const trigger = (
    <span className="c-person-trigger">
      <span className="c-avatar" aria-hidden="true">
        {session.name.slice(0, 1)}
      </span>
      {!isPhone && (
        <span className="c-person-text" aria-hidden="true">
          <span>{session.name}</span>
          <span className="c-person-roles">{roles}</span>
        </span>
      )}
    </span>
  );
  return (
    <DropPanel className="c-person" label={t("header.person", { name: session.name })} trigger={trigger}>
      {(close) => (
        <>
          <p className="c-person-card">
            <strong>{session.name}</strong>
            <span>{session.institution.name}</span>
            <span>{roles}</span>
          </p>
          {isPhone && (
            <div className="c-person-switches">
              <LanguageSwitch />
              <ThemeSwitch />
            </div>
          )}
          <ul className="c-panel-list">
            {!isPhone && (
              <li>
                <button
                  type="button"
                  onClick={() => {
                    close();
                    onHelp();
                  }}
                >
                  {t("header.help")}
                </button>
              </li>
            )}
            {may("notice.set") && (
              <li>
                <button
                  type="button"
                  onClick={() => {
                    close();
                    go("/notifications");
                  }}
                >
                  {t("header.notifications")}
                </button>
              </li>
            )}
            <li>
              <a href="/api-docs" target="_blank" rel="noreferrer">
                {t("header.apiDocs")}
              </a>
            </li>
            <li>
              <button type="button" onClick={() => void signOut().catch(showProblem)}>
                {session.isDemo ? t("header.switchPerson") : t("header.signOut")}
              </button>
            </li>
          </ul>
        </>
      )}
    </DropPanel>
  );
}
