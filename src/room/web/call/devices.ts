/** Why a camera or microphone is not there; each has its own advice. */
export type DeviceFault = "refused" | "absent" | "busy" | "insecure" | "other";

export interface Devices {
  readonly audio: MediaStreamTrack | null;
  readonly video: MediaStreamTrack | null;
  readonly audioFault: DeviceFault | null;
  readonly videoFault: DeviceFault | null;
}

export function deviceFault(error: unknown): DeviceFault {
  switch ((error as { name?: string } | null)?.name) {
    case "NotAllowedError":
    case "SecurityError":
      return "refused";
    case "NotFoundError":
    case "OverconstrainedError":
      return "absent";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "other";
  }
}

/** HD where the camera can; what it can otherwise. */
const picture = (deviceId?: string): MediaTrackConstraints => ({
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
  ...(deviceId !== undefined && deviceId !== "" && { deviceId: { exact: deviceId } }),
});
const sound = (deviceId?: string): MediaTrackConstraints => ({
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  ...(deviceId !== undefined && deviceId !== "" && { deviceId: { exact: deviceId } }),
});

type Opened = { readonly track: MediaStreamTrack } | { readonly fault: DeviceFault };

/** `mediaDevices` is not there on a page that is neither https nor localhost. */
const mediaDevices = (): MediaDevices | undefined =>
  (navigator as { mediaDevices?: MediaDevices }).mediaDevices;

async function openOne(constraints: MediaStreamConstraints): Promise<Opened> {
  const devices = mediaDevices();
  if (!devices) return { fault: "insecure" };
  try {
    const [track] = (await devices.getUserMedia(constraints)).getTracks();
    return track ? { track } : { fault: "absent" };
  } catch (error) {
    return { fault: deviceFault(error) };
  }
}

export const openCamera = (deviceId?: string): Promise<Opened> => openOne({ video: picture(deviceId) });
export const openMicrophone = (deviceId?: string): Promise<Opened> => openOne({ audio: sound(deviceId) });

const unwanted = { track: null } as const;

/**
 * All that is wanted at once, so that the browser asks once. What did not come with it is asked for alone: it may come without
 * the other, and the browser says why not.
 */
export async function openDevices(
  wants: { readonly audio: boolean; readonly video: boolean } = { audio: true, video: true },
): Promise<Devices> {
  const together = await openTogether(wants);
  const [sounds] = together?.getAudioTracks() ?? [];
  const [pictures] = together?.getVideoTracks() ?? [];
  const audio = sounds ? { track: sounds } : wants.audio ? await openMicrophone() : unwanted;
  const video = pictures ? { track: pictures } : wants.video ? await openCamera() : unwanted;
  return {
    audio: "track" in audio ? audio.track : null,
    video: "track" in video ? video.track : null,
    audioFault: "fault" in audio ? audio.fault : null,
    videoFault: "fault" in video ? video.fault : null,
  };
}

async function openTogether(wants: { audio: boolean; video: boolean }): Promise<MediaStream | undefined> {
  if (!wants.audio || !wants.video) return undefined;
  try {
    return await mediaDevices()?.getUserMedia({ audio: sound(), video: picture() });
  } catch {
    return undefined;
  }
}

let isWarm = false;
/**
 * Lets the browser set up what carries media (threads, codecs, its certificate) while somebody looks at his own picture, not when
 * he goes in. Once a page.
 */
export async function warmUp(): Promise<void> {
  // Not there in every browser, and in some a policy keeps it away.
  const Connection = (globalThis as { RTCPeerConnection?: typeof RTCPeerConnection }).RTCPeerConnection;
  if (isWarm || !Connection) return;
  isWarm = true;
  try {
    const pc = new Connection();
    pc.addTransceiver("audio");
    pc.addTransceiver("video");
    await pc.setLocalDescription(await pc.createOffer());
    pc.close();
  } catch {
    // Whoever goes in is told what is wrong.
  }
}

export async function listDevices(kind: "audioinput" | "videoinput"): Promise<MediaDeviceInfo[]> {
  const all = (await mediaDevices()?.enumerateDevices()) ?? [];
  return all.filter((one) => one.kind === kind && one.deviceId !== "");
}

/** Phones cannot, nor can a page that is not secure. */
export const canShareScreen = (): boolean => {
  const devices = mediaDevices();
  return devices !== undefined && "getDisplayMedia" in devices;
};

/** The screen that the person chooses; null when he thinks better of it. */
export async function openScreen(): Promise<MediaStreamTrack | null> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15 } } });
    const [track = null] = stream.getVideoTracks();
    if (track) track.contentHint = "detail";
    return track;
  } catch {
    return null;
  }
}

interface StillCamera {
  takePhoto(): Promise<Blob>;
}

/** A still picture as large as the camera makes them; of a picture received, as large as it is received. Null: there is none. */
export async function takeStill(
  video: HTMLVideoElement,
  track: MediaStreamTrack | null,
): Promise<Blob | null> {
  const Camera = (globalThis as { ImageCapture?: new (track: MediaStreamTrack) => StillCamera }).ImageCapture;
  if (track && Camera)
    try {
      const photo = await new Camera(track).takePhoto();
      if (photo.type === "image/jpeg" || photo.type === "image/png") return photo;
    } catch {
      // Not every camera takes photographs; its picture will do.
    }
  if (video.videoWidth === 0) return null;
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** How loud the microphone is now, 0 to 1, told several times a second until the returned function is called. */
export function meter(track: MediaStreamTrack, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
    tell(Math.min(1, Math.sqrt(power) * 4));
  }, 120);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
