import { ArrowLeftOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { AppLink, useGo } from "../navigation.js";

export interface PrimaryAction {
  /** A verb: 发起会诊, 导入. */
  readonly label: string;
  /** One of the two: act here, or go there. */
  readonly onClick?: () => void;
  readonly to?: string;
  readonly icon?: ReactNode;
  readonly isPending?: boolean;
  readonly isDisabled?: boolean;
}

/** Title of a page with its one primary action; also the title of the browser's tab. */
export function PageHeader(props: {
  title: string;
  /** The title of the browser's tab where it says more than the page's, such as a count. */
  tabTitle?: string;
  note?: ReactNode;
  back?: { readonly label: string; readonly to: string };
  primary?: PrimaryAction;
  /** Quiet actions and indicators beside the primary one. */
  extra?: ReactNode;
}) {
  const { title, tabTitle = title, note, back, primary, extra } = props;
  const go = useGo();
  return (
    <header className="c-page-header">
      <title>{`${tabTitle} · Consilium`}</title>
      <div>
        {back !== undefined && (
          <AppLink className="c-back" to={back.to}>
            <ArrowLeftOutlined aria-hidden="true" /> {back.label}
          </AppLink>
        )}
        <h1>{title}</h1>
        {note !== undefined && <div className="c-quiet">{note}</div>}
      </div>
      <div className="c-actions">
        {extra}
        {primary !== undefined && (
          <Button
            type="primary"
            icon={primary.icon}
            loading={primary.isPending === true}
            disabled={primary.isDisabled === true}
            onClick={() => {
              if (primary.to === undefined) primary.onClick?.();
              else go(primary.to);
            }}
          >
            {primary.label}
          </Button>
        )}
      </div>
    </header>
  );
}
