// How many columns a text takes in a terminal: two for wide East Asian characters and emoji, none for combining marks.

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
const combining = /^\p{M}$/u;
const plain = /^[\x20-\x7e─│┊├┤┼►◄»↩…×▌]*$/;

function widthOf(character: string): number {
  return combining.test(character) ? 0 : wide.test(character) ? 2 : 1;
}

export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** The beginning that is at most so wide. */
function headOf(text: string, room: number): string {
  let width = 0;
  let end = 0;
  for (const character of text) {
    width += widthOf(character);
    if (width > room) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** At most so wide; what was cut is shown by an ellipsis. */
export function clipped(text: string, room: number): string {
  if (displayWidth(text) <= room) return text;
  return room < 1 ? '' : `${headOf(text, room - 1)}…`;
}

export function padded(text: string, room: number): string {
  return text + ' '.repeat(Math.max(0, room - displayWidth(text)));
}

/** In lines of this width, broken between words where that can be; what needs more than `most` lines is cut. */
export function wrapped(text: string, room: number, most: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (displayWidth(rest) > room && lines.length < most - 1) {
    const head = headOf(rest, room);
    const space = rest[head.length] === ' ' ? head.length : head.lastIndexOf(' ');
    const cut = space > head.length / 3 ? space : head.length;
    lines.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return [...lines, clipped(rest, room)];
}
