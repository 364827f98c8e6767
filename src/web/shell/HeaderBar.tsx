import { QuestionCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type ComponentType, Suspense } from "react";
import { useIsPhone } from "../hooks/use-media.js";
import { useLiveState } from "../live.js";
import { AppLink } from "../navigation.js";
import { useSession } from "../session.js";
import { BrandMark } from "./BrandMark.js";
import { PersonMenu } from "./PersonMenu.js";
import { LanguageSwitch, ThemeSwitch } from "./Switches.js";
import { useShellTexts } from "./texts.js";

/** Where one is, as whom, and the settings of the page. On a phone the settings move into the person's menu. */
export function HeaderBar({ tools, onHelp }: { tools: readonly ComponentType[]; onHelp: () => void }) {
  const t = useShellTexts();
  const { institution, isDemo } = useSession();
  const isPhone = useIsPhone();
  return (
    <header className="c-header">
      <AppLink to="/" className="c-brand" aria-label={t("brandHome")}>
        <BrandMark />
        <span className="c-brand-name">{t("brand")}</span>
      </AppLink>
      <span className="c-institution" title={institution.name}>
        {institution.name}
      </span>
      {isDemo && !isPhone && <span className="c-demo">{t("header.demo")}</span>}
      <div className="c-header-tools">
        <LiveDot />
        {tools.map((Tool, index) => (
          <Suspense key={index}>
            <Tool />
          </Suspense>
        ))}
        {!isPhone && (
          <>
            <Button
              type="text"
              icon={<QuestionCircleOutlined />}
              aria-label={t("header.help")}
              title={`${t("header.help")} (?)`}
              onClick={onHelp}
            />
            <LanguageSwitch />
            <ThemeSwitch />
          </>
        )}
        <PersonMenu onHelp={onHelp} />
      </div>
    </header>
  );
}

/** Whether what is shown follows the server by itself. */
function LiveDot() {
  const t = useShellTexts();
  const state = useLiveState();
  return (
    <span
      className="c-live"
      data-state={state}
      role="img"
      aria-label={t(`live.${state}`)}
      title={t(`live.${state}`)}
    />
  );
}
