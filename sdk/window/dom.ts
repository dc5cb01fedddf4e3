// Elements, without innerHTML: the page's policy (Trusted Types) allows no other way.

type Child = Node | string | null | undefined | false;

export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = "",
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(
    ...children.filter((child) => child || child === "").map((child) => child as Node),
  );
  return element;
}

export function button(className: string, text: string, onClick: () => void): HTMLButtonElement {
  const made = h("button", className, text);
  made.type = "button";
  made.addEventListener("click", onClick);
  return made;
}

const svgSpace = "http://www.w3.org/2000/svg";

export function svg(viewBox: string, className: string, ...paths: string[]): SVGSVGElement {
  const picture = document.createElementNS(svgSpace, "svg");
  picture.setAttribute("viewBox", viewBox);
  picture.setAttribute("class", className);
  picture.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = document.createElementNS(svgSpace, "path");
    path.setAttribute("d", d);
    picture.append(path);
  }
  return picture;
}
