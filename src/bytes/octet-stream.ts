// Numbers and texts into octets and back, for what one run of the program writes and another reads. Little-endian.

/** What was to be read is not what was written. */
export class StateFault extends Error {}

export class OctetWriter {
  private bytes = new Uint8Array(1 << 16);
  private view = new DataView(this.bytes.buffer);
  private end = 0;

  octet(value: number): void {
    if (this.end === this.bytes.length) this.#grow(1);
    this.bytes[this.end++] = value;
  }

  /** A whole number from 0 to 2^32 - 1, seven bits an octet. */
  count(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.octet((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.octet(rest);
  }

  integer(value: number): void {
    if (this.end + 4 > this.bytes.length) this.#grow(4);
    this.view.setInt32(this.end, value, true);
    this.end += 4;
  }

  double(value: number): void {
    if (this.end + 8 > this.bytes.length) this.#grow(8);
    this.view.setFloat64(this.end, value, true);
    this.end += 8;
  }

  octets(value: Uint8Array): void {
    if (this.end + value.length > this.bytes.length) this.#grow(value.length);
    this.bytes.set(value, this.end);
    this.end += value.length;
  }

  /** One octet a character, or two where `isWide`. */
  text(value: string, isWide: boolean): void {
    this.count(value.length);
    const size = isWide ? 2 * value.length : value.length;
    if (this.end + size > this.bytes.length) this.#grow(size);
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      this.bytes[this.end++] = code;
      if (isWide) this.bytes[this.end++] = code >> 8;
    }
  }

  take(): Uint8Array {
    return this.bytes.slice(0, this.end);
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.end + needed));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}

/** Throws a StateFault where there is less than what is asked for. */
export class OctetReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  octet(): number {
    if (this.at >= this.bytes.length) throw new StateFault('it ends too early');
    return this.bytes[this.at++] as number;
  }

  count(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 35; scale *= 128) {
      const octet = this.octet();
      value += (octet & 0x7f) * scale;
      if (octet < 0x80) return value;
    }
    throw new StateFault('a count of it is too long');
  }

  /** A count of what takes so many octets each at least. */
  countOf(octetsEach: number): number {
    const count = this.count();
    if (count * octetsEach > this.left) throw new StateFault('it ends too early');
    return count;
  }

  integer(): number {
    const value = this.view.getInt32(this.#take(4), true);
    return value;
  }

  double(): number {
    return this.view.getFloat64(this.#take(8), true);
  }

  octets(length: number): Uint8Array {
    const from = this.#take(length);
    return this.bytes.subarray(from, from + length);
  }

  text(isWide: boolean): string {
    const length = this.countOf(isWide ? 2 : 1);
    const from = this.#take(isWide ? 2 * length : length);
    let text = '';
    for (let index = 0; index < length; index++) {
      const at = isWide ? from + 2 * index : from + index;
      const low = this.bytes[at] as number;
      text += String.fromCharCode(isWide ? low | ((this.bytes[at + 1] as number) << 8) : low);
    }
    return text;
  }

  #take(length: number): number {
    if (length > this.left) throw new StateFault('it ends too early');
    const from = this.at;
    this.at += length;
    return from;
  }
}
