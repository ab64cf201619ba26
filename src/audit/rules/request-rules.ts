// Rules about requests that are asked in vain, or answered late: O6, O7, O12, O18, O19. Whoever follows requests tells of them.
import type { Audit } from '../audit.ts';
import { secondsText, serverText } from '../names.ts';
import { doubts, needs, ruleTable } from '../rule.ts';

export const requestRules = ruleTable({
  O6: {
    name: 'slow-answers',
    rule: 'Servers answer within a second',
    severity: 'warning',
    rfc: 'operations',
    remedy: 'network',
    needs: 'requests and their answers',
    doubt: 'where packets were lost and sent again: then it is the network that is slow',
    advice: 'Compare with the retransmissions on the path; else look at the load of the server.',
  },
  O7: {
    name: 'request-in-vain',
    rule: 'Who asks is answered',
    severity: 'warning',
    rfc: 'operations',
    remedy: 'recover',
    needs: needs.bothWays,
    doubt: doubts.lossBeforeTap,
    advice: 'Look at the server that was asked, and at the path to it.',
  },
  O12: {
    name: 'copies-differ',
    rule: 'All servers know the same pools',
    severity: 'warning',
    rfc: 'operations; RFC 5353 §3.3',
    remedy: 'recover',
    needs: 'the registrations, and the answers of each server',
    doubt: 'where a server limits how often one may ask, and answers as if it knew nothing (rsplib: -maxhrrate)',
    advice: 'See whether the server is told of changes at all (E7); users who ask it find nothing.',
  },
  O18: {
    name: 'unknown-pool-asked-for',
    rule: 'Users ask for pools that exist',
    severity: 'warning',
    rfc: 'operations; RFC 5352 §3.3',
    remedy: 'configure',
    needs: needs.message,
    doubt: 'where the service was not started yet',
    advice: 'Start the service, or correct the handle that the user asks for.',
  },
  O19: {
    name: 'registration-rejected',
    rule: 'Elements that register are taken in',
    severity: 'warning',
    rfc: 'operations; RFC 5352 §3.1',
    remedy: 'configure',
    needs: needs.message,
    doubt: doubts.none,
    advice: 'Correct what the cause names: the element is in no pool.',
  },
});

/** An answer that takes longer is slow, whatever the timers allow. */
export const slowSeconds = 1;

export function tellSlow(audit: Audit, server: number, seconds: number, requestFrame: number): void {
  audit.tellServer(requestRules.O6, server, () => ({
    summary: `${serverText(server)} answers slowly: after ${secondsText(seconds)} for one`,
    frames: [requestFrame, audit.frame],
    since: audit.epoch - seconds,
  }));
}
