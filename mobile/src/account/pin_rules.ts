/** Among the first that anybody tries: the rules of core/shopper/shopper_rules.cpp. */
export function isEasyPin(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, at) => (Number(digit) - Number(pin[at]) + 10) % 10);
  const isRun = [0, 1, 9].includes(steps[0]!) && steps.every((step) => step === steps[0]);
  const repeats = (group: number) => pin.slice(0, pin.length - group) === pin.slice(group);
  return isRun || repeats(2) || repeats(3);
}
