// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { show } from "../testing/shown.tsx";
import { Dialog } from "./dialog.tsx";

const leaving = () => {
  const event = new Event("beforeunload", { cancelable: true });
  dispatchEvent(event);
  return event.defaultPrevented ? "asks" : "goes";
};
const dialog = (holds: boolean) => (
  <Dialog title="새 키" onClose={null} holds={holds} actions={<button>ok</button>}>
    sk_1
  </Dialog>
);

test("what is shown this once is not left without being asked, by reload or the way back", async () => {
  const forward = vi.spyOn(history, "forward").mockReturnValue();
  await show(dialog(false));
  expect(leaving()).toBe("goes");
  dispatchEvent(new PopStateEvent("popstate"));
  expect(forward).not.toHaveBeenCalled();

  await show(dialog(true));
  expect(leaving()).toBe("asks");
  history.replaceState({}, ""); // one step back: below the dialog's own
  dispatchEvent(new PopStateEvent("popstate"));
  expect(forward).toHaveBeenCalledOnce();

  await show(null);
  expect(leaving()).toBe("goes");
});
