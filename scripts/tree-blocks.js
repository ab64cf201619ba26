// Cuts what `-V`, `-T json`, `-T ek` and `-T pdml` print of ASAP and ENRP out of the rest, so that tshark's output can be
// kept small and held against ours: a line `# FRAME` before each frame that has any, then its lines.

/** The arguments for `tshark -r X` and `poolshark read X`, by the name of the golden file. */
export const forms = {
  tree: ['-O', 'asap,enrp'],
  json: ['-T', 'json'],
  ek: ['-T', 'ek'],
  pdml: ['-T', 'pdml'],
};

const cutters = { tree: cutTree, json: cutJson, ek: cutEk, pdml: cutPdml };

/** `text` is all that the program printed. */
export function blocksOf(form, text) {
  const lines = [];
  let frame = '';
  let told = '';
  const keep = (line) => {
    if (told !== frame) lines.push(`# ${frame}`);
    told = frame;
    lines.push(line);
  };
  cutters[form](text.split('\n'), keep, (number) => {
    frame = number;
  });
  return `${lines.join('\n')}\n`;
}

function cutTree(lines, keep, begin) {
  let isOurs = false;
  for (const line of lines) {
    const frame = /^Frame (\d+):/.exec(line);
    if (frame) begin(frame[1]);
    if (/^\S/.test(line)) isOurs = /^(Aggregate Server|Endpoint Handlespace)/.test(line);
    if (isOurs && line !== '') keep(line);
  }
}

function cutJson(lines, keep, begin) {
  let end = '';
  for (const line of lines) {
    const frame = /^ {10}"frame.number": "(\d+)"/.exec(line);
    if (frame) begin(frame[1]);
    const start = /^( +)"(asap|enrp)": (.*)/.exec(line);
    if (start && end === '') {
      if (start[3] === '{') end = `${start[1]}}`;
      keep(line.replace(/,$/, ''));
    } else if (end !== '') {
      keep(line.replace(/,$/, ''));
      if (line.replace(/,$/, '') === end) end = '';
    }
  }
}

function cutEk(lines, keep, begin) {
  for (const line of lines) {
    if (!line.startsWith('{"timestamp"')) continue;
    const { layers } = JSON.parse(line);
    begin(layers.frame.frame_frame_number);
    for (const protocol of ['asap', 'enrp'])
      if (layers[protocol] !== undefined) keep(JSON.stringify(withoutHeadings(layers[protocol])));
  }
}

/** tshark repeats the key of the headings, so that a parser keeps some of them only. */
function withoutHeadings(value) {
  if (Array.isArray(value)) return value.map(withoutHeadings);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (key === 'text' ? [] : [[key, withoutHeadings(inner)]])),
  );
}

function cutPdml(lines, keep, begin) {
  let depth = 0;
  for (const line of lines) {
    const frame = /<field name="num" pos="0" show="(\d+)"/.exec(line);
    if (frame) begin(frame[1]);
    const isOpening = /^ *<proto name="(asap|enrp)".*[^/]>$/.test(line);
    if (depth > 0 || /^ *<proto name="(asap|enrp)"/.test(line)) keep(line);
    if (depth > 0 && /^ *<proto .*[^/]>$/.test(line)) depth++;
    else if (isOpening) depth = 1;
    else if (depth > 0 && /^ *<\/proto>$/.test(line)) depth--;
  }
}
