// The version of saved states. Raise it when what a saved field means has changed; a class or field more or less is noticed
// without it (test/handlespace/state-shape.golden.txt, docs/adding-state.md).

export const stateVersion = 1;
