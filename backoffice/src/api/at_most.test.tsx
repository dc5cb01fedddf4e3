// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { show } from "../testing/shown.tsx";
import { useAtMost } from "./at_most.ts";

test("the first time is at once, those after it wait and are one, and the last is not left out", async () => {
  vi.useFakeTimers();
  const ran: string[] = [];
  let run!: () => void;
  const Part = ({ of }: { of: string }) => {
    run = useAtMost(4_000, () => ran.push(of));
    return null;
  };
  await show(<Part of="a" />);
  run();
  expect(ran).toEqual(["a"]);
  vi.advanceTimersByTime(1_000);
  run();
  run();
  vi.advanceTimersByTime(2_999);
  expect(ran).toEqual(["a"]);
  await show(<Part of="b" />); // meanwhile it is about something else
  vi.advanceTimersByTime(1);
  expect(ran).toEqual(["a", "b"]);
  run();
  vi.advanceTimersByTime(3_999);
  expect(ran).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(ran).toHaveLength(3);
  vi.advanceTimersByTime(60_000);
  expect(ran, "nothing by itself").toHaveLength(3);
  run();
  expect(ran, "after a pause it is at once again").toHaveLength(4);
});

test("nothing runs once its part is gone", async () => {
  vi.useFakeTimers();
  const act = vi.fn();
  let run!: () => void;
  const Part = () => {
    run = useAtMost(4_000, act);
    return null;
  };
  await show(<Part />);
  run();
  run();
  await show(null);
  vi.advanceTimersByTime(10_000);
  expect(act).toHaveBeenCalledOnce();
});
