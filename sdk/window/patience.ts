// How long the window waits for an answer, and between two questions.

/**
 * Calls back when somebody looks at the page again, from another tab or app or from the history, until what it
 * returns is called. What was under way may have died unnoticed meanwhile, as timers and connections stand still.
 */
function onReturn(act: () => void): () => void {
  const look = () => {
    if (document.visibilityState === "visible") act();
  };
  const restored = ({ persisted }: PageTransitionEvent) => {
    if (persisted) act();
  };
  addEventListener("visibilitychange", look);
  addEventListener("pageshow", restored);
  return () => {
    removeEventListener("visibilitychange", look);
    removeEventListener("pageshow", restored);
  };
}

/** Until then, or until the device is connected again, or somebody looks at the page again. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener("online", over);
      undo();
      done();
    };
    const timer = setTimeout(over, ms);
    addEventListener("online", over);
    const undo = onReturn(over);
  });
}

/**
 * What gives up when nothing has come for the time that was set last, when the device is no longer connected, or
 * when somebody looks at the page again.
 */
export class Patience {
  private readonly giveUp = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly offline = () => this.end("offline");
  private readonly undo = onReturn(() => this.end("return"));
  readonly signal = this.giveUp.signal;
  /** Why it has given up. */
  why: "time" | "offline" | "return" | undefined;

  constructor(ms: number) {
    addEventListener("offline", this.offline);
    this.wait(ms);
  }

  wait(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end("time"), ms);
  }

  private end(why: NonNullable<Patience["why"]>): void {
    this.why ??= why;
    this.giveUp.abort();
  }

  over(): void {
    clearTimeout(this.timer);
    removeEventListener("offline", this.offline);
    this.undo();
    this.giveUp.abort();
  }
}
