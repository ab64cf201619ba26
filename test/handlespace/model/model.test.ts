// A few of the random stories of model.slow.ts.
import { test } from 'node:test';
import { agreesWithModel, claimsNothingFalse } from './agreement.ts';

test('random stories of registrations, failures and takeovers are rebuilt exactly', () =>
  agreesWithModel({ runs: 30, seed: 1, skewSeconds: 0, networkLoss: 0 }));

test('random stories seen up to a second late are rebuilt exactly', () =>
  agreesWithModel({ runs: 30, seed: 100, skewSeconds: 0.65, networkLoss: 0.05 }));

test('of random stories that the capture has in part nothing false is called certain', () =>
  claimsNothingFalse({ runs: 30, seed: 200, skewSeconds: 0, networkLoss: 0.02, captureLoss: 0.1 }));
