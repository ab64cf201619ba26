// Colours by meaning. Who renders is handed these; without colour each gives its text back as it is.

export type Painter = (text: string) => string;

export interface Paint {
  readonly heading: Painter;
  readonly good: Painter;
  readonly doubtful: Painter;
  readonly bad: Painter;
  readonly faint: Painter;
  readonly server: Painter;
  readonly element: Painter;
}

const plainly: Painter = (text) => text;

export const noPaint: Paint = {
  heading: plainly,
  good: plainly,
  doubtful: plainly,
  bad: plainly,
  faint: plainly,
  server: plainly,
  element: plainly,
};
