// @vitest-environment happy-dom
import type { Outcome } from "@pay200/shared/gateway.ts";
import { act } from "react";
import { expect, test } from "vitest";
import { settle, show } from "../testing/shown.tsx";
import { useAnswer, type Answer } from "./use_answer.ts";

const done = (data: string): Outcome<string> => ({ kind: "done", data, status: 200, at: 0 });
const refused = (status: number, retryable: boolean) =>
  ({ kind: "refused", problem: { status, retryable } }) as Outcome<string>;

let answer: Answer<string>;
function Part({ name, load }: { name: string; load: () => Promise<Outcome<string>> }) {
  answer = useAnswer(name, load);
  return null;
}

const of = (name: string) => show(<Part name={name} load={async () => done(`of ${name}`)} />);

test("a reload that is kept over a change of the question asks nothing, and mixes nothing up", async () => {
  await of("a");
  expect(answer.data).toBe("of a");
  const { reload } = answer;

  // The second question is still being asked when somebody calls what they kept of the first.
  let tell!: (outcome: Outcome<string>) => void;
  let asked = 0;
  const load = () => {
    ++asked;
    return new Promise<Outcome<string>>((done) => (tell = done));
  };
  await show(<Part name="b" load={load} />);
  expect(answer).toMatchObject({ data: "of a", previous: true });
  await act(async () => void reload());
  expect(asked).toBe(1);
  await act(async () => tell(done("of b")));
  expect(answer).toMatchObject({ data: "of b", previous: false });

  await show(<Part name="a" load={() => new Promise(() => undefined)} />);
  expect(answer.data, "what is shown at once is a's own").toBe("of a");
});

test("what is refused for the moment leaves what is there, what is refused for good takes it away", async () => {
  let outcome = done("here");
  await show(<Part name="c" load={async () => outcome} />);
  for (const [status, retryable] of [
    [503, true],
    [429, true],
    [500, false],
  ] as const) {
    outcome = refused(status, retryable);
    await act(() => answer.reload());
    expect(answer.data, `${status}`).toBe("here");
    expect(answer.failed).not.toBeNull();
  }
  outcome = refused(403, false);
  await act(() => answer.reload());
  expect(answer.data).toBeNull();
  await settle();
});
