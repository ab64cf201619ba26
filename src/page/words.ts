// Numbers and names as the page writes them.
export function seconds(value: number): string {
  return `+${value.toFixed(value < 100 ? 2 : 1)} s`;
}

export function span(value: number): string {
  if (value < 0.001) return `${Number((value * 1e6).toPrecision(3))} µs`;
  if (value < 1) return `${Number((value * 1e3).toPrecision(3))} ms`;
  if (value < 120) return `${Number(value.toPrecision(3))} s`;
  if (value < 7200) return `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
  return `${Math.floor(value / 3600)} h ${Math.floor((value % 3600) / 60)} min`;
}

/** For the axis of time: `40`, then `1:40`, then `1:01:40`. */
export function axisTime(value: number, wholeSeconds: number): string {
  if (wholeSeconds < 180) return `${Number(value.toFixed(2))}`;
  const whole = Math.round(value);
  const two = (number: number) => String(number).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (wholeSeconds < 7200) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

export function counted(count: number, one: string): string {
  return `${grouped(count)} ${one}${count === 1 ? '' : 's'}`;
}

/** `0x00000100` says no more than `0x100`. */
export function short(text: string): string {
  return text.replace(/0x0{4,7}(?=[0-9a-f])/g, '0x');
}

export function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
