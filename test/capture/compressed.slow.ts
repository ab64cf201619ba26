// Compressed captures cut behind every octet, and with every octet changed.
import { test } from 'node:test';
import { changeEach, cutEach, SINGLE } from './compressed-captures.ts';

for (const form of SINGLE) {
  test(`a capture compressed as ${form[0]} and cut anywhere gives what came before, and says so`, () =>
    cutEach(form, 1));
  test(`a capture compressed as ${form[0]} with any octet changed never ends in an exception`, () =>
    changeEach(form, 1));
}
