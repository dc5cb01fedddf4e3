import { expect, test, vi } from "vitest";
import { Emitter } from "./emitter.ts";

interface Events {
  paid: number;
}

test("handlers are called in order, until they are taken away", () => {
  const emitter = new Emitter<Events>();
  const said: string[] = [];
  const undo = emitter.on("paid", (amount) => said.push(`first ${amount}`));
  emitter.on("paid", (amount) => said.push(`second ${amount}`));
  emitter.emit("paid", 1);
  undo();
  undo();
  emitter.emit("paid", 2);
  expect(said).toEqual(["first 1", "second 1", "second 2"]);
});

test("the same handler given twice is undone one at a time", () => {
  const emitter = new Emitter<Events>();
  const handler = vi.fn();
  const undo = emitter.on("paid", handler);
  emitter.on("paid", handler);
  undo();
  emitter.emit("paid", 1);
  expect(handler).toHaveBeenCalledTimes(1);
});

test("one that throws keeps neither the others nor the caller, and the page sees what it threw", () => {
  vi.useFakeTimers();
  vi.stubGlobal("reportError", undefined); // as in older browsers
  const emitter = new Emitter<Events>();
  const second = vi.fn();
  emitter.on("paid", () => {
    throw new Error("the shop's own");
  });
  emitter.on("paid", second);
  emitter.emit("paid", 1);
  expect(second).toHaveBeenCalledWith(1);
  expect(() => vi.runAllTimers()).toThrow("the shop's own");
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
