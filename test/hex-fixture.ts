// Annotated bytes for tests: hex octets, one field a line, and a remark behind `#`.

export function hexFixture(text: string): Uint8Array {
  const digits = text
    .split('\n')
    .map((line) => line.split('#')[0])
    .join('')
    .replaceAll(/\s/g, '');
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) throw new SyntaxError(`not hex octets: ${digits}`);
  return Uint8Array.from(digits.match(/../g) ?? [], (octet) => Number.parseInt(octet, 16));
}
