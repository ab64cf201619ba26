// What a history is of: a pool element (`Alpha/0x200`), a pool (`Alpha`, or `0x0a000002/` where it is called like a server), or an ENRP
// server (`0x0a000002`). Pool handles are octets (RFC 5354 §3.9): `\xNN` stands for one.

export type Subject =
  | { readonly kind: 'element'; readonly handles: readonly Uint8Array[]; readonly id: number }
  | { readonly kind: 'pool'; readonly handles: readonly Uint8Array[] }
  | { readonly kind: 'server'; readonly id: number };

const identifier = /^0x[0-9a-f]{1,8}$/i;

/** Undefined where nothing can be called so. */
export function parseSubject(text: string): Subject | undefined {
  if (identifier.test(text)) return { kind: 'server', id: Number(text) };
  const slash = text.lastIndexOf('/');
  const tail = text.slice(slash + 1);
  if (slash > 0 && identifier.test(tail))
    return { kind: 'element', handles: handlesOf(text.slice(0, slash)), id: Number(tail) };
  const name = slash > 0 && tail === '' ? text.slice(0, -1) : text;
  return name === '' ? undefined : { kind: 'pool', handles: handlesOf(name) };
}

/** A backslash may be one of the handle's own octets: then the text is meant as it stands. */
function handlesOf(text: string): Uint8Array[] {
  const plain = new TextEncoder().encode(text);
  if (!/\\x[0-9a-f]{2}/i.test(text)) return [plain];
  const octets: number[] = [];
  for (const part of text.split(/(\\x[0-9a-f]{2})/i)) {
    if (/^\\x[0-9a-f]{2}$/i.test(part)) octets.push(Number.parseInt(part.slice(2), 16));
    else octets.push(...new TextEncoder().encode(part));
  }
  return [Uint8Array.from(octets), plain];
}

export function isOneOf(handles: readonly Uint8Array[], bytes: Uint8Array, start: number, end: number): boolean {
  return handles.some(
    (handle) => handle.length === end - start && handle.every((octet, index) => octet === bytes[start + index]),
  );
}
