import { useEffect, useRef } from "react";
import type { Call } from "./call/call.js";
import { useRoomTexts } from "./texts.js";
import { useCallView } from "./use-call.js";

/** What the room asked of this page or refused it, and a connection that is being restored. */
export function Remarks({ call }: { call: Call }) {
  const t = useRoomTexts();
  const { remark, isResuming } = useCallView(call);
  return (
    <div className="r-remarks" role="status">
      {isResuming && <p data-tone="warn">{t("stage.resuming")}</p>}
      {remark !== null && (
        <p key={remark.at}>
          {t(`remarks.${remark.key}`)}
          {"fault" in remark && t(`remarks.faults.${remark.fault}`)}
        </p>
      )}
    </div>
  );
}

/** Answers the wish of another page for a still picture from this one's camera. */
export function useStillRequests(call: Call, take: () => void): void {
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(
    () =>
      call.hear("room.still", (payload) => {
        if ((payload as { of?: unknown } | null)?.of === call.view().myStayId) latest.current();
      }),
    [call],
  );
}
