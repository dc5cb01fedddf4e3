// The menu's pictures, drawn: no file is loaded for them.
const space = "http://www.w3.org/2000/svg";

const cup = (drink, foam) => [
  ["M24 34h52l-4 40a10 10 0 0 1-10 9H38a10 10 0 0 1-10-9z", "cup"],
  ["M27 42h46l-3.2 31a8 8 0 0 1-8 7H38.2a8 8 0 0 1-8-7z", drink],
  ["M27 42h46l-.9 8c-8 4-14-2-23 1s-15 2-21.300-1z", foam],
  ["M74 44h6a9 9 0 0 1 0 20h-8l.6-6H79a4 4 0 0 0 0-8h-5.600z", "cup"],
  ["M40 26c-3-5 3-7 0-12M50 26c-3-5 3-7 0-12M60 26c-3-5 3-7 0-12", "steam"],
];

const pictures = {
  americano: cup("black", "black"),
  latte: cup("milk", "foam"),
  coldbrew: [
    ["M30 24h40l-5 58a6 6 0 0 1-6 5H41a6 6 0 0 1-6-5z", "glass"],
    ["M32 40h36l-3.600 42a4 4 0 0 1-4 3.500H39.600a4 4 0 0 1-4-3.500z", "black"],
    ["M38 44l10-3 3 10-10 3zM52 56l9 2-2 9-9-2zM40 62l8-4 4 8-8 4z", "ice"],
    ["M54 10l-4 34", "straw"],
  ],
  madeleine: [
    ["M16 62c0-26 68-26 68 0 0 12-10 18-34 18S16 74 16 62z", "cake"],
    ["M50 44v34M36 46l-6 30M64 46l6 30M24 53l-4 15M76 53l4 15", "ridge"],
    ["M66 30a12 12 0 1 1 14 14l-14-14z", "lemon"],
  ],
};

export function picture(id) {
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 100 100");
  svg.setAttribute("aria-hidden", "true");
  for (const [d, kind] of pictures[id] ?? []) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", d);
    path.setAttribute("class", kind);
    svg.append(path);
  }
  return svg;
}
