// Facts of pool elements and servers, and what became of them, in words of one line.
import type { FactChange, FactValue } from '../../handlespace/history/difference.ts';
import type { PolicyView, TransportView } from '../../handlespace/view.ts';
import { transportText } from '../words.ts';

const factNames: Readonly<Record<string, string>> = {
  homeServer: 'home',
  userTransport: 'user transport',
  asapTransport: 'ASAP transport',
  registrationLifeRaw: 'registration life',
  takenOverBy: 'taken over by',
  ownedElements: 'owns',
  asapAddresses: 'ASAP addresses',
  enrpAddresses: 'ENRP addresses',
};

export function factName(fact: string): string {
  return factNames[fact] ?? fact;
}

/** `Weighted Round Robin, weight 3`. */
export function policyText(policy: PolicyView | null): string {
  if (policy === null) return '?';
  const values = Object.entries(policy).filter(([key]) => key !== 'type' && key !== 'name');
  return [policy.name, ...values.map(([key, value]) => `${key} ${valueText(value)}`)].join(', ');
}

function valueText(value: string | number): string {
  return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(4))) : String(value);
}

export function factText(value: FactValue): string {
  if (value === null) return 'none';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (isList(value)) return value.join(', ') || 'none';
  return isPolicy(value) ? policyText(value) : transportText(value);
}

function isList(value: FactValue): value is readonly string[] {
  return Array.isArray(value);
}

function isPolicy(value: PolicyView | TransportView): value is PolicyView {
  return 'name' in value;
}

export function changeText({ fact, from, to }: FactChange): string {
  if (fact === 'since') return 'left and came back';
  const [was, is] = [factText(from), factText(to)];
  // Transports that read alike in one line differ in their further addresses.
  if (was === is && isTransport(from) && isTransport(to))
    return `${factName(fact)}: ${from.addresses.join(', ')} -> ${to.addresses.join(', ')}`;
  return `${factName(fact)}: ${was} -> ${is}`;
}

function isTransport(value: FactValue): value is TransportView {
  return typeof value === 'object' && value !== null && 'port' in value;
}

/** `#680`, or `#680, #692 and 3 more`. */
export function framesText(frames: readonly number[], most = 3): string {
  const shown = frames.length > most ? [...frames.slice(0, most - 1), frames.at(-1) as number] : frames;
  const more = frames.length - shown.length;
  return `${shown.map((frame) => `#${frame}`).join(' ')}${more > 0 ? ` +${more}` : ''}`;
}
