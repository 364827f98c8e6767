import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { type DeviceFault, type Devices, meter, openDevices, warmUp } from "./call/devices.js";
import { useRoomTexts } from "./texts.js";

const slowMs = 300;

/** How long the server takes to answer; null: it does not. */
async function timeAnswer(): Promise<number | null> {
  try {
    const times: number[] = [];
    for (let n = 0; n < 3; n++) {
      const began = performance.now();
      await fetch("/healthz", { cache: "no-store" });
      times.push(performance.now() - began);
    }
    return Math.round(Math.min(...times));
  } catch {
    return null;
  }
}

/** What going in means with these: seen and heard, heard, seen, or neither. */
const enterKey = (isHeard: boolean, isSeen: boolean) =>
  isHeard
    ? isSeen
      ? "entry.enter"
      : "entry.enterAudio"
    : isSeen
      ? "entry.enterSilent"
      : "entry.enterListen";

/**
 * Camera, microphone and network before the call, with plain advice. Hands the devices over when the person goes in; gives
 * them back when the page is left.
 */
export function DeviceCheck({
  enterLabel,
  isBusy,
  isBlocked,
  onNear,
  onEnter,
}: {
  enterLabel?: string;
  isBusy: boolean;
  isBlocked: boolean;
  /** The person's hand is on the button, or on its way. */
  onNear?: (() => void) | undefined;
  onEnter: (tracks: { audio: MediaStreamTrack | null; video: MediaStreamTrack | null }) => void;
}) {
  const t = useRoomTexts();
  const [devices, setDevices] = useState<Devices>();
  const [answerMs, setAnswerMs] = useState<number | null>();
  const [level, setLevel] = useState(0);
  const [wantsCamera, setWantsCamera] = useState(true);
  const [round, setRound] = useState(0);
  const preview = useRef<HTMLVideoElement>(null);
  const isHandedOver = useRef(false);

  useEffect(() => {
    let isGone = false;
    let opened: Devices | undefined;
    let stopMeter = () => {};
    void openDevices().then((found) => {
      opened = found;
      if (isGone) {
        found.audio?.stop();
        found.video?.stop();
        return;
      }
      setDevices(found);
      void warmUp();
      if (found.audio) stopMeter = meter(found.audio, setLevel);
      if (preview.current && found.video) preview.current.srcObject = new MediaStream([found.video]);
    });
    void timeAnswer().then((ms) => {
      if (!isGone) setAnswerMs(ms);
    });
    return () => {
      isGone = true;
      stopMeter();
      if (isHandedOver.current) return;
      opened?.audio?.stop();
      opened?.video?.stop();
    };
  }, [round]);

  const advice = (fault: DeviceFault) => t(`entry.faults.${fault}`);
  const label = enterLabel ?? t(enterKey(devices?.audio != null, devices?.video != null && wantsCamera));
  return (
    <div className="r-check">
      <div className="r-preview">
        <video ref={preview} autoPlay playsInline muted hidden={devices?.video == null || !wantsCamera} />
        {(devices?.video == null || !wantsCamera) && (
          <p>{devices === undefined ? t("entry.loading") : t("stage.audioOnly")}</p>
        )}
      </div>
      <dl className="r-facts" aria-live="polite">
        <dt>{t("entry.camera")}</dt>
        <dd data-bad={devices?.videoFault != null ? "" : undefined}>
          {devices === undefined
            ? t("entry.loading")
            : devices.videoFault === null
              ? t("entry.ready")
              : advice(devices.videoFault)}
        </dd>
        <dt>{t("entry.microphone")}</dt>
        <dd data-bad={devices?.audioFault != null ? "" : undefined}>
          {devices === undefined ? (
            t("entry.loading")
          ) : devices.audioFault === null ? (
            <>
              {t("entry.speak")}
              <span className="r-meter" aria-hidden="true">
                <span style={{ transform: `scaleX(${level})` }} />
              </span>
            </>
          ) : (
            advice(devices.audioFault)
          )}
        </dd>
        <dt>{t("entry.network")}</dt>
        <dd data-bad={answerMs === null ? "" : undefined}>
          {answerMs === undefined
            ? t("entry.loading")
            : answerMs === null
              ? t("entry.networkNone")
              : t(answerMs > slowMs ? "entry.networkSlow" : "entry.networkGood", { ms: answerMs })}
        </dd>
      </dl>
      <div className="c-actions">
        <Button
          type="primary"
          size="large"
          loading={isBusy}
          disabled={devices === undefined || isBlocked}
          onPointerEnter={onNear}
          onPointerDown={onNear}
          onFocus={onNear}
          onClick={() => {
            isHandedOver.current = true;
            if (!wantsCamera) devices?.video?.stop();
            onEnter({
              audio: devices?.audio ?? null,
              video: wantsCamera ? (devices?.video ?? null) : null,
            });
          }}
        >
          {label}
        </Button>
        {devices?.video != null && (
          <Button size="large" onClick={() => setWantsCamera(!wantsCamera)}>
            {wantsCamera ? t("entry.cameraOff") : t("entry.cameraOn")}
          </Button>
        )}
        {devices !== undefined && (devices.audioFault !== null || devices.videoFault !== null) && (
          <Button
            size="large"
            onClick={() => {
              setDevices(undefined);
              setRound(round + 1);
            }}
          >
            {t("entry.again")}
          </Button>
        )}
      </div>
    </div>
  );
}
