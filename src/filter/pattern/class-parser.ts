// Classes of a regular expression: [a-z], [^\d], [[:alpha:]_].

import { octetEscape } from './octet-escape.ts';
import { escapedSets, namedSets, OctetSet } from './octet-set.ts';
import { PatternFault } from './pattern-fault.ts';
import type { PatternReader } from './pattern-reader.ts';

/** Reads what follows the bracket at `at`. A bracket that comes first stands for itself. */
export function readClass(reader: PatternReader, at: number, isCaseless: boolean): OctetSet {
  const isInverted = reader.takes('^');
  const set = new OctetSet();
  let isFirst = true;
  for (;;) {
    if (reader.isAtEnd) throw new PatternFault('a class is never closed', at);
    if (!isFirst && reader.takes(']')) break;
    isFirst = false;
    const from = readMember(reader);
    if (from instanceof OctetSet) {
      set.addAll(from);
      continue;
    }
    if (!reader.looksAt(/-[^\]]/y)) {
      if (from >= 0) set.add(from);
      continue;
    }
    reader.take();
    const to = readMember(reader);
    // [a-\d]: no range, the hyphen stands for itself.
    if (to instanceof OctetSet) set.add(from).add(0x2d).addAll(to);
    else if (to < from) throw new PatternFault('a range of a class is in the wrong order', at);
    else set.add(from, to);
  }
  const either = isCaseless ? set.caseless() : set;
  return isInverted ? either.inverted() : either;
}

/** An octet, or a set of them; -1 for nothing. */
function readMember(reader: PatternReader): number | OctetSet {
  const at = reader.at;
  const named = reader.takesPattern(/\[:(\^?)([a-z]+):\]/y);
  if (named !== undefined) {
    const set = Object.hasOwn(namedSets, named[2] as string) ? namedSets[named[2] as string] : undefined;
    if (set === undefined) throw new PatternFault(`there is no class [:${named[2]}:]`, at);
    return named[1] === '^' ? set.inverted() : set;
  }
  if (reader.looksAt(/\[[.=].*[.=]\]/y)) throw new PatternFault('collating elements are not known here', at);
  const sign = reader.take();
  if (sign !== '\\') return sign.charCodeAt(0);
  const escaped = reader.peek();
  const set = Object.hasOwn(escapedSets, escaped) && escaped !== 'N' ? escapedSets[escaped] : undefined;
  if (set !== undefined) {
    reader.take();
    return set;
  }
  if (reader.takes('b')) return 8;
  if (reader.takes('E') || reader.takes('Q')) return -1;
  return octetEscape(reader, at);
}
