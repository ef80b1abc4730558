// @ts-check
// The camera, looking for a QR code, where the browser can read one. The pictures stay here. Not here: what a code means.

const LOOK_EVERY_MS = 200;

/** @type {MediaStream | undefined} */
let camera;

export const closeCamera = () => {
  for (const track of camera?.getTracks() ?? []) track.stop();
  camera = undefined;
};

/** @param {HTMLVideoElement} video @param {(text: string) => boolean} saw true: that was it */
export const openCamera = async (video, saw) => {
  closeCamera();
  const Detector = /** @type {any} */ (window).BarcodeDetector;
  const detector = new Detector({ formats: ["qr_code"] });
  const opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  camera = opened;
  video.srcObject = opened;
  await video.play();
  const look = async () => {
    if (camera !== opened) return;
    const [found] = await detector.detect(video).catch(() => []);
    if (camera !== opened) return;
    if (found && saw(found.rawValue)) closeCamera();
    else setTimeout(look, LOOK_EVERY_MS);
  };
  look();
};
