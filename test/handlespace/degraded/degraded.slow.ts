// Every capture with frames missing (its head, a direction, a protocol, 1 to 20 % at random), beside the whole one: how much of
// the truth is found again, and that nothing false is called certain. Prints its figures.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { measure } from './measure.ts';

/** The least share of what was true that must be found, over all captures together, in percent. */
const least: Readonly<Record<string, number>> = {
  'begun 25 % late': 85,
  'begun 50 % late': 80,
  'begun 75 % late': 70,
  'only one direction': 95,
  'only the other direction': 95,
  'without ENRP': 95,
  'without ASAP': 80,
  'without multicast': 95,
  '1 % of frames dropped': 99.5,
  '5 % of frames dropped': 99,
  '20 % of frames dropped': 97,
};

const more = process.env.POOLSHARK_CAPTURES ?? join('..', 'shared', 'captures');
/** Several copies of each frame, or too much for every seed: those are for the checks of whole captures. */
const left = /any|sll|j-large|e-late/;
const folders = ['samples', ...(existsSync(more) ? [more] : [])];
const paths = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => /\.pcap(ng)?(\.zst)?$/.test(name) && !left.test(name) && !/malformed|icmp|^apps/.test(name))
    .map((name) => join(folder, name)),
);

test(`of ${paths.length} captures with frames missing much is found, and nothing false is called certain`, (context) =>
  measure(context, paths, [1, 2, 3, 4, 5], least));
