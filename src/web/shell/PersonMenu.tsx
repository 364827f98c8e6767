import { Button } from "antd";
import { type FocusEvent, useRef, useState } from "react";
import { roleNames } from "../../identity/api.js";
import { showProblem } from "../api-client.js";
import { useIsPhone } from "../hooks/use-media.js";
import { useLanguage, useWords } from "../i18n/index.js";
import { useGo } from "../navigation.js";
import { useSession, useSignOut } from "../session.js";
import { LanguageSwitch, ThemeSwitch } from "./Switches.js";
import { useShellTexts } from "./texts.js";

/** Who is signed in, and the way out. On a phone the page's settings are here too. */
export function PersonMenu({ onHelp }: { onHelp: () => void }) {
  const t = useShellTexts();
  const words = useWords();
  const session = useSession();
  const signOut = useSignOut();
  const go = useGo();
  const isPhone = useIsPhone();
  const language = useLanguage();
  const trigger = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const roles = session.roles.map((role) => words(roleNames[role])).join(language === "en" ? ", " : "、");

  const leave = async () => {
    try {
      await signOut();
      go("/", { replace: true });
    } catch (error) {
      showProblem(error);
    }
  };
  const closeWhenLeft = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setIsOpen(false);
  };
  return (
    <div
      className="c-person-menu"
      onBlur={closeWhenLeft}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return;
        setIsOpen(false);
        trigger.current?.focus();
      }}
    >
      <Button
        ref={trigger}
        className="c-person"
        type="text"
        aria-label={t("header.person", { name: session.name })}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        <span className="c-avatar" aria-hidden="true">
          {session.name.slice(0, 1)}
        </span>
        {!isPhone && (
          <span className="c-person-text" aria-hidden="true">
            <span>{session.name}</span>
            <span className="c-person-roles">{roles}</span>
          </span>
        )}
      </Button>
      {isOpen && (
        // Focusable, so that a press on its empty parts does not count as leaving it.
        <div className="c-person-panel" tabIndex={-1}>
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
          <ul>
            {!isPhone && (
              <li>
                <button
                  type="button"
                  onClick={() => {
                    setIsOpen(false);
                    onHelp();
                  }}
                >
                  {t("header.help")}
                </button>
              </li>
            )}
            <li>
              <a href="/api-docs" target="_blank" rel="noreferrer">
                {t("header.apiDocs")}
              </a>
            </li>
            <li>
              <button type="button" onClick={() => void leave()}>
                {session.isDemo ? t("header.switchPerson") : t("header.signOut")}
              </button>
            </li>
          </ul>
        </div>
      )}
    </div>
  );
}
