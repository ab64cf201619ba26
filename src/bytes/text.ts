// Octets from the wire as text that is safe to show, and exact hex.

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 where it is valid and printable; every other octet as `\xNN`. A backslash stays what it is. */
export function safeText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '';
  let at = start;
  while (at < end) {
    const octet = bytes[at] as number;
    if (octet >= 0x20 && octet < 0x7f) {
      text += String.fromCharCode(octet);
      at++;
      continue;
    }
    const size = octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : octet >= 0xc2 ? 2 : 1;
    const character = size > 1 && at + size <= end ? decode(bytes.subarray(at, at + size)) : undefined;
    if (character !== undefined && printable.test(character)) {
      text += character;
      at += size;
    } else {
      text += `\\x${octet.toString(16).padStart(2, '0')}`;
      at++;
    }
  }
  return text;
}

// Control, format (bidirectional overrides among them), surrogate, private-use and unassigned characters, and separators
// of lines and paragraphs, can change what a terminal shows of its neighbours.
const printable = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;

function decode(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

export function hexText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '';
  for (let at = start; at < end; at++) text += (bytes[at] as number).toString(16).padStart(2, '0');
  return text;
}

/** `0x0000002a`: identifiers as people know them from Wireshark. */
export function hexNumber(value: number, digits = 8): string {
  return `0x${(value >>> 0).toString(16).padStart(digits, '0')}`;
}
