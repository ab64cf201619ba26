// The table of bounds in docs/operations.md, made from the one of the program.
import { boundNames, boundTable } from '../../src/dissect/bounds.ts';

export function boundsTable(): string {
  const rows = boundNames.map((name) => {
    const { what, most, first, option } = boundTable[name];
    return `| ${what} | ${most.toLocaleString('en').replaceAll(',', ' ')} | ${first} | \`${option}\` | \`${name}\` |`;
  });
  return ['| what | kept | goes first | option | counted as |', '| --- | ---: | --- | --- | --- |', ...rows, ''].join(
    '\n',
  );
}
