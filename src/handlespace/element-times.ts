// When an element's registration ends, and when its silence is too long (RFC 5352 §3.2, §3.5; RFC 5354 §3.10).
import type { Element } from './model.ts';
import { type Profile, timersOf } from './profile.ts';

/** An element that seems gone is removed after this long, where its home is alive and says nothing of it either way. */
export const graceSeconds = 10;
/** A request that nobody has answered, over an association that has ended, is forgotten after this long. */
export const requestSeconds = 5;

/** Seconds of the Registration Life; infinite where it is for ever or not known. */
export function lifeSeconds({ facts }: Pick<Element, 'facts'>, profile: Profile): number {
  const life = facts.registrationLife;
  // -1: for ever (RFC 5354 §3.10).
  if (life === undefined || life === -1) return Number.POSITIVE_INFINITY;
  return profile.registrationLifeUnit === 'ms' ? life / 1000 : life;
}

/** When the element's registration ends if nothing renews it. */
export function expiryOf(element: Element, profile: Profile): number {
  return Math.max(element.confirmed.epoch, element.alive) + lifeSeconds(element, profile);
}

/** When its open keep-alive is overdue; infinite where none is open, or nobody says how long one may take. */
export function overdueAt({ keepAliveSince }: Element, profile: Profile): number {
  const { keepAliveTimeoutMs } = timersOf(profile);
  if (keepAliveSince === 0 || keepAliveTimeoutMs === null) return Number.POSITIVE_INFINITY;
  return keepAliveSince + keepAliveTimeoutMs / 1000;
}

/** The next moment at which time alone changes something; infinite where it does not. */
export function nextLook(element: Element, profile: Profile, now: number): number {
  if (!element.held) return element.registration ? now + requestSeconds : Number.POSITIVE_INFINITY;
  let next = Number.POSITIVE_INFINITY;
  if (!element.overdue) next = Math.min(next, overdueAt(element, profile));
  if (!element.expired) next = Math.min(next, expiryOf(element, profile));
  // A home that goes silent, or begins to tell, changes what its silence about the element means.
  if (element.lost || element.overdue || element.expired) next = Math.min(next, now + graceSeconds);
  return Math.max(next, now);
}
