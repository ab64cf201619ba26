// Runs the program for one list of words after the other in this process, which costs a tenth of a process for each, and
// answers with what each printed. Questions come on standard input and answers go to standard output, as JSON.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

const questions = JSON.parse(fs.readFileSync(0, 'utf8'));
const write = fs.writeSync;
const printed = { 1: [], 2: [] };
let errorsTo = 2;

function keep(descriptor, data, offset = 0, length = undefined) {
  if (descriptor !== 1 && descriptor !== 2) return write(descriptor, data, offset, length);
  const bytes = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data);
  const part = typeof data === 'string' ? bytes : bytes.subarray(offset, offset + (length ?? bytes.length - offset));
  printed[descriptor === 2 ? errorsTo : 1].push(Buffer.from(part));
  return part.length;
}
fs.writeSync = keep;
syncBuiltinESMExports();
process.stdout.write = (data) => keep(1, data) >= 0;
process.stderr.write = (data) => keep(2, data) >= 0;

const { main } = await import('../dist/poolshark.js');
const answers = [];
for (const { words, joined } of questions) {
  errorsTo = joined ? 1 : 2;
  await main(words);
  const [stdout, stderr] = [1, 2].map((descriptor) => Buffer.concat(printed[descriptor].splice(0)).toString());
  answers.push({ status: process.exitCode ?? 0, stdout, stderr });
  process.exitCode = 0;
}
// A pipe may take a part only, or be full: its reader needs time.
const octets = Buffer.from(JSON.stringify(answers));
for (let at = 0; at < octets.length; ) {
  try {
    at += write(1, octets, at);
  } catch (error) {
    if (error.code !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  }
}
