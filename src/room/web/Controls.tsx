import {
  AudioMutedOutlined,
  AudioOutlined,
  DesktopOutlined,
  PhoneOutlined,
  VideoCameraOutlined,
} from "@ant-design/icons";
import { Button, Modal, Select } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import type { Call } from "./call/call.js";
import { canShareScreen, listDevices } from "./call/devices.js";
import { useRoomTexts } from "./texts.js";
import { useCallView } from "./use-call.js";

/** Microphone, camera, screen, hand, and the way out. */
export function Controls(props: {
  call: Call;
  children?: ReactNode;
  /** Ends the call for everyone; only a moderator has it. */
  onEnd?: (() => void) | undefined;
  isGuest?: boolean;
}) {
  const { call, children, onEnd, isGuest = false } = props;
  const t = useRoomTexts();
  const { media } = useCallView(call);
  const [isAsking, setAsking] = useState(false);
  const [cameras, setCameras] = useState<readonly MediaDeviceInfo[]>([]);
  useEffect(() => {
    let isGone = false;
    void listDevices("videoinput").then((found) => {
      if (!isGone) setCameras(found);
    });
    return () => {
      isGone = true;
    };
  }, [media.video]);
  return (
    <div className="r-controls" role="toolbar" aria-label={t("controls.label")}>
      <Button
        size="large"
        danger={!media.audio}
        icon={media.audio ? <AudioOutlined /> : <AudioMutedOutlined />}
        onClick={() => void call.setMicrophone(!media.audio)}
      >
        {media.audio ? t("controls.mute") : t("controls.unmute")}
      </Button>
      <Button
        size="large"
        danger={!media.video}
        icon={<VideoCameraOutlined />}
        onClick={() => void call.setCamera(!media.video)}
      >
        {media.video ? t("controls.cameraOff") : t("controls.cameraOn")}
      </Button>
      {cameras.length > 1 && media.video && (
        <Select
          size="large"
          aria-label={t("controls.cameras")}
          placeholder={t("controls.cameras")}
          options={cameras.map(({ deviceId, label }, n) => ({
            value: deviceId,
            label: label === "" ? `${t("entry.camera")} ${n + 1}` : label,
          }))}
          onChange={(deviceId: string) => void call.setCamera(true, deviceId)}
        />
      )}
      {!isGuest && canShareScreen() && (
        <Button size="large" icon={<DesktopOutlined />} onClick={() => void call.setScreen(!media.screen)}>
          {media.screen ? t("controls.shareOff") : t("controls.share")}
        </Button>
      )}
      <Button size="large" onClick={() => call.setHand(!media.hand)}>
        {media.hand ? t("controls.handDown") : t("controls.hand")}
      </Button>
      {children}
      <Button size="large" danger type="primary" icon={<PhoneOutlined />} onClick={() => call.leave()}>
        {t("controls.leave")}
      </Button>
      {onEnd && (
        <Button size="large" danger onClick={() => setAsking(true)}>
          {t("controls.end")}
        </Button>
      )}
      <Modal
        open={isAsking}
        title={t("controls.endTitle")}
        okText={t("controls.end")}
        cancelText={t("controls.cancel")}
        okButtonProps={{ danger: true }}
        onOk={() => {
          setAsking(false);
          onEnd?.();
        }}
        onCancel={() => setAsking(false)}
      >
        <p>{t("controls.endNote")}</p>
      </Modal>
    </div>
  );
}
