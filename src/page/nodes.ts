// Elements of the page. Text always becomes a text node: nothing from a capture is ever read as HTML.
export type Child = Node | string | null;

type Attributes = Readonly<Record<string, string | number | boolean | ((event: Event) => void)>>;

const svgSpace = 'http://www.w3.org/2000/svg';

export function node<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  fill(made, attributes, children);
  return made;
}

export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS(svgSpace, name);
  fill(made, attributes, children);
  return made;
}

function fill(made: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false) made.setAttribute(name, String(value));
  }
  for (const child of children) if (child !== null) made.append(child);
}

export function replaceChildren(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren(...children.filter((child) => child !== null));
}

/** A table that scrolls; `numbers` are the columns on whose right side the digits stand. */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly Child[])[],
  numbers: readonly number[] = [],
): HTMLElement {
  const side = (at: number): Attributes => (numbers.includes(at) ? { class: 'number' } : {});
  return node(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    node(
      'table',
      {},
      node('thead', {}, node('tr', {}, ...heads.map((head, at) => node('th', { scope: 'col', ...side(at) }, head)))),
      node('tbody', {}, ...rows.map((row) => node('tr', {}, ...row.map((cell, at) => node('td', side(at), cell))))),
    ),
  );
}

export function section(id: string, title: string, ...children: readonly Child[]): HTMLElement {
  return node('section', { id, 'aria-labelledby': `${id}-head` }, node('h2', { id: `${id}-head` }, title), ...children);
}

export function linkButton(text: string, act: () => void, label?: string): HTMLButtonElement {
  return node('button', { type: 'button', class: 'link', click: act, ...(label ? { 'aria-label': label } : {}) }, text);
}
