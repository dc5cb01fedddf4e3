// The camera, and the ways on without one: a picture, or the payment's address pasted.
import { useCallback, useEffect, useRef, useState, type FormEvent } from "react";
import { useTexts } from "../i18n/i18n.ts";
import { goBack, goInstead } from "../navigation.ts";
import { tell } from "../pay/pay_service.ts";
import { Field } from "@pay200/shared/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { Button, Screen } from "../ui/screen.tsx";
import { Sheet } from "../ui/sheet.tsx";
import {
  closeCamera,
  grab,
  hasTorch,
  openCamera,
  pictureIn,
  switchTorch,
  type CameraFailure,
} from "./camera.ts";
import { qrTokenOf } from "./qr_address.ts";
import "./scan.css";

const decoder = () => import("./decoder.ts");
/** Ready to read; null: it could not be fetched. */
const loadDecoder = () =>
  decoder()
    .then(async (loaded) => (await loaded.warmUp(), loaded))
    .catch(() => null);
const decoderAgainMs = 5_000;

/** Or some seconds later: not every phone knows when it is. */
function connectedAgain(): Promise<void> {
  return new Promise((done) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener("online", over);
      done();
    };
    const timer = setTimeout(over, decoderAgainMs);
    addEventListener("online", over);
  });
}

/** Between two looks at the picture: a slow phone must stay able to draw. */
const restMs = 80;

function take(text: string): void {
  const token = qrTokenOf(text, location.origin);
  tell(token === null ? { type: "notOurs" } : { type: "open", token });
  goInstead("#/pay");
}

type State = "starting" | "live" | CameraFailure;

/** Films until a code is read. */
function useCamera(onRead: (text: string) => void) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<State>("starting");
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [decoderLost, setDecoderLost] = useState(false);
  const [round, setRound] = useState(0);

  useEffect(() => {
    let over = false;
    let opened: MediaStream | null = null;
    let turn = 0;
    const canvas = document.createElement("canvas");

    const close = () => {
      if (opened) closeCamera(opened);
      opened = null;
      if (!over) setStream(null);
    };
    const fail = (failure: CameraFailure) => {
      if (over) return;
      close();
      setState(failure);
    };

    const film = async (mine: number) => {
      const isOver = () => over || mine !== turn;
      const camera = await openCamera();
      if (typeof camera === "string") return isOver() || fail(camera);
      if (isOver() || !video.current) return closeCamera(camera);
      opened = camera;
      // The phone has taken it away, for a call perhaps.
      camera.getVideoTracks()[0]?.addEventListener("ended", () => fail("busy"));
      setStream(camera);
      video.current.srcObject = camera;
      const reading = loadDecoder();
      await video.current.play();
      if (isOver()) return;
      setState("live");
      let reader = await reading;
      while (!isOver()) {
        setDecoderLost(reader === null);
        if (reader === null) {
          await connectedAgain();
          if (!isOver()) reader = await loadDecoder();
          continue;
        }
        const picture = document.hidden || !video.current ? null : grab(video.current, canvas);
        const text = picture && (await reader.readQr(picture));
        if (isOver()) return;
        if (text !== null) {
          navigator.vibrate?.(40);
          return onRead(text);
        }
        await new Promise((done) => setTimeout(done, restMs));
      }
    };
    // An app that nobody looks at films nothing, and lets others have the camera.
    const begin = () => {
      const mine = ++turn;
      film(mine).catch(() => mine === turn && fail("busy"));
    };
    const look = () => {
      if (document.hidden) {
        ++turn;
        return close();
      }
      setState("starting"); // allowed in the settings meanwhile, perhaps
      begin();
    };
    begin();
    document.addEventListener("visibilitychange", look);
    return () => {
      over = true;
      document.removeEventListener("visibilitychange", look);
      close();
    };
  }, [round, onRead]);

  const retry = () => {
    setState("starting");
    setRound(round + 1);
  };
  return { video, state, stream, decoderLost, retry };
}

function Torch({ stream }: { stream: MediaStream }) {
  const t = useTexts();
  const [on, setOn] = useState(false);
  if (!hasTorch(stream)) return null;
  return (
    <button
      type="button"
      className="bar-button at-end"
      aria-pressed={on}
      aria-label={t("scan.torch")}
      onClick={() => {
        setOn(!on);
        void switchTorch(stream, !on).catch(() => setOn(false));
      }}
    >
      <Icon name="light" />
    </button>
  );
}

function TypeAddress({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (qrTokenOf(text, location.origin) === null) return setWrong(true);
    take(text);
  };
  return (
    <Sheet title={t("scan.typeTitle")} onClose={onClose}>
      <form onSubmit={submit} className="stack" noValidate>
        <Field
          label={t("scan.typeLabel")}
          hint={t("scan.typeHint")}
          value={text}
          onChange={(value) => {
            setText(value);
            setWrong(false);
          }}
          error={wrong ? t("scan.typeWrong") : null}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          inputMode="url"
        />
        <Button submit disabled={text.trim() === ""}>
          {t("scan.typeDo")}
        </Button>
      </form>
    </Sheet>
  );
}

/** Without a camera, what is left to do. */
function Ways(props: { onPicture: (file: File) => void; onType: () => void }) {
  const t = useTexts();
  return (
    <div className="ways">
      <label className="way">
        <Icon name="picture" />
        {t("scan.picture")}
        <input
          type="file"
          accept="image/*"
          className="unseen"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            event.target.value = "";
            if (file) props.onPicture(file);
          }}
        />
      </label>
      <button type="button" className="way" onClick={props.onType}>
        <Icon name="keyboard" />
        {t("scan.type")}
      </button>
    </div>
  );
}

export function Scan() {
  const t = useTexts();
  const [typing, setTyping] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const { video, state, stream, decoderLost, retry } = useCamera(useCallback(take, []));

  const look = async (file: File) => {
    setSaid(t("scan.looking"));
    const picture = await pictureIn(file).catch(() => null);
    try {
      const text = picture && (await (await decoder()).readQr(picture));
      if (text === null) setSaid(t("scan.noCode"));
      else take(text);
    } catch {
      setSaid(t("scan.decoderLost"));
    }
  };

  const failed = state !== "starting" && state !== "live" ? state : null;
  const note = said ?? (decoderLost ? t("scan.decoderLost") : null);
  return (
    <Screen
      title={failed ? t(`scan.${failed}Title`) : t("scan.title")}
      hideTitle
      className={failed ? "scan" : "scan filming"}
      back={goBack}
      bar={stream ? <Torch stream={stream} /> : null}
      actions={
        <>
          {failed ? <Button onClick={retry}>{t("scan.tryCamera")}</Button> : null}
          <Ways onPicture={(file) => void look(file)} onType={() => setTyping(true)} />
        </>
      }
    >
      {failed ? (
        <div className="result calm">
          <div className="disc">
            <Icon name="camera" />
          </div>
          <div role="status" className="words">
            <p className="headline">{t(`scan.${failed}Title`)}</p>
            <p className="note">{t(`scan.${failed}Note`)}</p>
          </div>
        </div>
      ) : (
        <>
          <video ref={video} className="film" muted playsInline aria-hidden="true" />
          <div className="finder" aria-hidden="true">
            <i />
          </div>
          <p className="scan-note" role="status">
            {note ?? t(state === "live" ? "scan.note" : "scan.starting")}
          </p>
        </>
      )}
      {failed && note ? (
        <p className="said wrong center" role="alert">
          {note}
        </p>
      ) : null}
      {typing ? <TypeAddress onClose={() => setTyping(false)} /> : null}
    </Screen>
  );
}
