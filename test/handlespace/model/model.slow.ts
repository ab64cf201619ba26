// Thousands of random stories of a scope (registrations, failures, takeovers, returns), with associations late against each
// other by up to a second, packets lost and sent again, packets that the capture lacks: what is rebuilt from the wire agrees
// with a plain model of what the servers hold, and says so where it cannot know.
import { test } from 'node:test';
import { agreesWithModel, claimsNothingFalse } from './agreement.ts';

const runs = 1500;

test(`${runs} stories that are wholly in the capture are rebuilt exactly`, () =>
  agreesWithModel({ runs, seed: 10_000, skewSeconds: 0, networkLoss: 0 }));

test(`${runs} stories whose associations are late by up to a second, with loss, are rebuilt exactly`, () =>
  agreesWithModel({ runs, seed: 20_000, skewSeconds: 0.65, networkLoss: 0.05 }));

test(`${runs} stories of which the capture lacks a tenth: nothing false is called certain`, () =>
  claimsNothingFalse({ runs, seed: 30_000, skewSeconds: 0, networkLoss: 0.02, captureLoss: 0.1 }));
