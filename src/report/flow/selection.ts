// Which part of a ladder was asked for: between whom, about which pool or element.
import type { Arrow, Ladder, Note, Party } from './ladder.ts';

export interface Selection {
  /** Names of parties (or PR, PE, PU for all of a role): only messages whose two ends are both among them. */
  readonly between?: readonly string[] | undefined;
  readonly pool?: string | undefined;
  /** `Alpha/0x00000100` or `0x100`. */
  readonly element?: string | undefined;
}

export interface Selected {
  readonly arrows: readonly Arrow[];
  readonly notes: readonly Note[];
}

/** A name that fits nobody; `among` are those that there are. */
export interface NobodyCalled {
  readonly nobody: string;
  readonly among: readonly string[];
}

export function select(ladder: Ladder, selection: Selection): Selected | NobodyCalled {
  const { parties } = ladder;
  const { between, pool, element } = selection;
  let { arrows, notes } = ladder;
  if (between !== undefined) {
    const groups: ReadonlySet<number>[] = [];
    for (const name of between) {
      const group = placesOf(parties, name);
      if (group.size === 0) return { nobody: name, among: namesOf(parties) };
      groups.push(group);
    }
    const isIn = (place: number) => groups.some((group) => group.has(place));
    const [first, second] = groups;
    const joins = (from: number, to: number) =>
      groups.length === 2 && first !== undefined && second !== undefined
        ? (first.has(from) && second.has(to)) || (second.has(from) && first.has(to))
        : isIn(from) && isIn(to);
    arrows = arrows.filter(({ from, to }) => joins(from, to));
    notes = notes.filter((note) => note.parties.some(isIn));
  }
  if (pool !== undefined) {
    const places = new Set(parties.flatMap((party, place) => (party.pool === pool ? [place] : [])));
    if (places.size === 0 && !arrows.some((arrow) => arrow.pool === pool))
      return { nobody: pool, among: poolsOf(parties) };
    const isOf = (place: number) => places.has(place);
    arrows = arrows.filter((arrow) => arrow.pool === pool || isOf(arrow.from) || isOf(arrow.to));
    notes = notes.filter((note) => note.parties.some(isOf));
  }
  if (element !== undefined) {
    const places = elementPlaces(parties, element);
    if (places.size === 0) return { nobody: element, among: namesOf(parties.filter(({ role }) => role === 'PE')) };
    const names = new Set([...places].map((place) => (parties[place] as Party).name));
    const isOf = (place: number) => places.has(place);
    arrows = arrows.filter((arrow) => names.has(arrow.element) || isOf(arrow.from) || isOf(arrow.to));
    notes = notes.filter((note) => note.parties.some(isOf));
  }
  return { arrows, notes };
}

export function isNobody(found: Selected | NobodyCalled): found is NobodyCalled {
  return 'nobody' in found;
}

/** How many messages each party of these sends or receives: who has any gets a lane. */
export function messagesByParty({ arrows, notes }: Selected, counts: (arrow: Arrow) => boolean): Map<number, number> {
  const messages = new Map<number, number>();
  const count = (place: number, more: number) => {
    if (place >= 0) messages.set(place, (messages.get(place) ?? 0) + more);
  };
  for (const arrow of arrows)
    if (counts(arrow)) {
      count(arrow.from, 1);
      count(arrow.to, 1);
    }
  for (const note of notes) for (const place of note.parties) if (messages.has(place)) count(place, 1);
  return messages;
}

function placesOf(parties: readonly Party[], name: string): Set<number> {
  const wanted = name.toLowerCase();
  const found = new Set<number>();
  for (const [place, party] of parties.entries()) if (isCalled(party, wanted)) found.add(place);
  return found;
}

function isCalled({ role, name, id, addresses }: Party, wanted: string): boolean {
  if (wanted === role.toLowerCase()) return true;
  const lower = name.toLowerCase();
  return (
    lower === wanted ||
    `${role.toLowerCase()} ${lower}` === wanted ||
    sameNumber(id ?? (role === 'PR' ? name : undefined), wanted) ||
    addresses.includes(wanted)
  );
}

function elementPlaces(parties: readonly Party[], text: string): Set<number> {
  const slash = text.lastIndexOf('/');
  const pool = slash < 0 ? undefined : text.slice(0, slash);
  const id = text.slice(slash + 1).toLowerCase();
  const found = new Set<number>();
  for (const [place, party] of parties.entries()) {
    if (party.role !== 'PE' || (pool !== undefined && party.pool !== pool)) continue;
    if (party.name === text || sameNumber(party.id, id)) found.add(place);
  }
  return found;
}

/** `0x100` and `0x00000100` are one. */
function sameNumber(id: string | undefined, text: string): boolean {
  return id !== undefined && /^0x[0-9a-f]{1,8}$/.test(text) && Number(id) === Number(text);
}

const namesListed = 12;

function namesOf(parties: readonly Party[]): string[] {
  return parties.slice(0, namesListed).map(({ role, name }) => `${role} ${name}`);
}

function poolsOf(parties: readonly Party[]): string[] {
  return [...new Set(parties.flatMap(({ pool }) => (pool === undefined ? [] : [pool])))].slice(0, namesListed);
}
