// Compressed captures: gzip made here, zstd and lz4 as fixtures made by the zstd 1.5.4 and lz4 1.9.4 programs.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { openStream } from '../../src/capture/open.ts';
import { type PcapOptions, pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts';
import { collect, hex, readFile, streamOf } from './collect.ts';

export const OPTIONS: PcapOptions = { linkType: 1 };

/** Packet n of the fixtures has 40 + n octets. */
export const RECORDS = Array.from({ length: 30 }, (_, n) => {
  const bytes = Uint8Array.from({ length: 40 + n }, (_, at) => (n * 7 + at) & 0xff);
  const end = bytes.length;
  return pcapRecord(OPTIONS, { seconds: 1_700_000_000 + n, nanoseconds: 0, bytes, start: 0, end, originalLength: end });
});
export const PLAIN = Uint8Array.from(Buffer.concat([pcapHeader(OPTIONS), ...RECORDS]));

function base64(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

const ZSTD_19 = base64(`
  KLUv/WRbB0UPAJQU1MOyoQIABAAEAAHxU2UoAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJwEpKCkqKywtLi8CKjAxMj
  M0NTY3Ays4OTo7PD0+PwQsQEFCQ0RFRkcFLUhJSktMTU5PBi5QUVJTVFVWVwcvWFlaW1xdXl8IMGBhYmNkZWZnCTFoaWprbG1ubwoycHFyc3R1
  dncLM3h5ent8fX5/DDSAgYKDhIWGhw01iImKi4yNjo8ONpCRkpOUlZaXDzeYmZqbnJ2enxA4oKGio6SlpqcROaipqqusra6vEjqwsbKztLW2tx
  M7uLm6u7y9vr8UPMDBwsPExcbHFT3IycrLzM3OzxY+0NHS09TV1tcXP9jZ2tvc3d7fGEDg4eLj5OXm5xlB6Onq6+zt7u8aQvDx8vP09fb3G0P4
  +fr7/P3+/xxEHUVdqFFhgcSI758BIJZIcJ4DEoAQyCoCIvz/CEEIIcb49a8E2Y+LMWW/lsfTkgkHpoq9eaZWzHBNhi69JIOKp6iyhAlyCHF7BH
  JwOQUYT82JCz7GReLfwmjwpmQgOEsYB54QEwF8R0Nfn/EB36xgsPsRH8GPBh63L+ERuilAZfYD3oGb+1Nedh4ErL8uhrqL74Q2ddn+HakFyCtT
  jgBk76FONQ==
`);

const ZSTD_1 = base64(`
  KLUv/WBbBxUSAJQV1MOyoQIABAAEAAEAAAAA8VNlAAAAACgAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnASkoKSorLC
  0uLwIqMDEyMzQ1NjcDKzg5Ojs8PT4/BCxAQUJDREVGRwUtSElKS0xNTk8GLlBRUlNUVVZXBy9YWVpbXF1eXwgwYGFiY2RlZmcJMWhpamtsbW5v
  CjJwcXJzdHV2dwszeHl6e3x9fn8MNICBgoOEhYaHDTWIiYqLjI2Ojw42kJGSk5SVlpcPN5iZmpucnZ6fEDigoaKjpKWmpxE5qKmqq6ytrq8SOr
  CxsrO0tba3Ezu4ubq7vL2+vxQ8wMHCw8TFxscVPcjJysvMzc7PFj7Q0dLT1NXW1xc/2Nna29zd3t8YQODh4uPk5ebnGUHo6err7O3u7xpC8PHy
  8/T19vcbQ/j5+vv8/f7/HEQdRQgJCgsMDQ4Pfaghwljxzp4BIAIoqlV1EqgQQLQCIjCCJjREaIKRGBoRIa0DkJQeWZ7ow7Uw+4ZHki1syxI6PR
  GWnwo022xpb2qDGf+ZKhcCm+8wwzxSj7kfl4hyHxC+iBqW1AlEGflLso4Gq8d/9LpJDTicxnES8KYhis4ZpZvBiNUipIdlcoM5lSQwAGFPlv/Q
  DLfpSYgczA2SDVQUcwMHlh+qkv0Y3Dxw6e8vSDr0rutAMDkrmn+Gb7dcCHLtsLf0yT6G/QwoMMMXgDjGJbAffC/Xkibt+2/2zUz60JE1i8l/OF
  i0PclsVyuM6gJQ
`);

const ZSTD_TWO_FRAMES = base64(`
  KLUv/WToAvUKAFQN1MOyoQIABAAEAAEAAAAA8VNlAAAAACgAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnASkoKSorLC
  0uLwIqMDEyMzQ1NjcDKzg5Ojs8PT4/BCxAQUJDREVGRwUtSElKS0xNTk8GLlBRUlNUVVZXBy9YWVpbXF1eXwgwYGFiY2RlZmcJMWhpamtsbW5v
  CjJwcXJzdHV2dwszeHl6e3x9fn8MNICBgoOEhYaHDTWIiYqLjI2Ojw42kJGSk5SVlpcPN3BxcnN0dXZ3PCAgAila2gFuZdh8E7I7yMC7i+RewA
  qIKeDzPcruLw4lcdh8DbLzBiFdgs23KLt+BFxZWHeJ3PFfoBmw7g64d1vg3BVwp30A70GpD7L7gEEH726Qe/MPNl+A7LBhEEjA5vtldxOEJhye
  ry87CwhkSPB8e/kqBJhZeHf57lEH3N1sXPl1FQZx2/WJ5yi1L/0EaGUIAAQMeHl6e3x9fn+AgYKDhIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ
  2enxDxU2UAOHBxcnN0dXZ3oKGio6SlpqcROaipqqusra6vEjqwsbKztLW2txM7uLm6u7y9vr8UPMDBwsPExcbHFT3IycrLzM3OzxY+0NHS09TV
  1tcXP9jZ2tvc3d7fGEDg4eLj5OXm5xlB6Onq6+zt7u8aQvDx8vP09fb3G0P4+fr7/P3+/xxEAAECAwQFBgcdRQgJCgsMDQ4PKqgxXbHT+2cgVs
  wHMQSu8f9/E1EfgrTXL4++tYKDr6o3fKqZ0Z5WF70UUeFHbYk2tITonygH32kwtJvVhZ75kmAvczzYragrqAIxIjmd
`);

export const LZ4_1 = base64(`
  BCJNGGRApwQDAACG1MOyoQIABAABADAEAAENADDxU2UHABMoBADzGgABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicBOA
  ATKQQADzEADpMoKSorLC0uLwI5ABMqBAAPYwAHBDIAkzAxMjM0NTY3AzoAEysEAA+WAAAMMwCTODk6Ozw9Pj8EOwATLAQACMoADzQABZNAQUJD
  REVGRwU8ABMtBAAB/wAPNQANk0hJSktMTU5PBj0AEy4EAAIEAQTSAASfAARrAAQ2AJNQUVJTVFVWVwc+ABMvBAADCQEPNwANk1hZWltcXV5fCD
  8AEzAEAA84ABWTYGFiY2RlZmcJQAATMQQAD6gABgRxAAQ5AJNoaWprbG1ubwpBABMyBAAO4gAPOgAFk3BxcnN0dXZ3C0IAEzMEAAcdAQ87AA2T
  eHl6e3x9fn8MQwATNAQAAFkBDzwAFZOAgYKDhIWGhw1EABM1BAABXwEM7gAEtAAEeQAEPQCTiImKi4yNjo8ORQATNgQAAmUBBCwBDz4ADZOQkZ
  KTlJWWlw9GABM3BAADawEPPwAVk5iZmpucnZ6fEEcAEzgEAA9AAB2ToKGio6SlpqcRSAATOQQAD/4ABgTAAASBAARBAJOoqaqrrK2urxJJABM6
  BAAOQAEPQgANk7CxsrO0tba3E0oAEzsEAAeDAQ9DABWTuLm6u7y9vr8USwATPAQAAMcBD0QAHZPAwcLDxMXGxxVMABM9BAABzgEPDgEFBMwABI
  kABEUAk8jJysvMzc7PFk0AEz4EAALVAQxUAQ9GAA2T0NHS09TV1tcXTgATPwQAA9wBBJsBD0cAFZPY2drb3N3e3xhPABNABAAPSAAlk+Dh4uPk
  5ebnGVAAE0EEAA+RAB4ESQCT6Onq6+zt7u8aUQATQgQAD2gBBwQiAQTbAAxKAJPw8fLz9PX29xtSABNDBAAPswEAD0sAFZP4+fr7/P3+/xxTAB
  NEBAAARAIE/wEPTAAdBNYHEx1UABNFBAABTAIPTQAlgAgJCgsMDQ4PAAAAALiaBjw=
`);

const LZ4_LINKED = base64(`
  BCJNGFRArt4AAACG1MOyoQIABAABADAEAAEHADDxU2UHABMoBADzGgABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicBOA
  ATKQQADzEADpMoKSorLC0uLwI5ABMqBAAPMgAPkzAxMjM0NTY3AzoAEysEAA8zABCTODk6Ozw9Pj8EOwATLAQADzQAEZNAQUJDREVGRwU8ABMt
  BAAPNQASk0hJSktMTU5PBj0AEy4EAA82ABOTUFFSU1RVVlcHPgATLwQADzcAFPAFWFlaW1xdXl8I8VNlAAAAADAAAAAcm7hqmQAAAAAEAA84AB
  WTYGFiY2RlZmcJQAATMQQADzkAFpNoaWprbG1ubwpBABMyBAAPOgAXk3BxcnN0dXZ3C0IAEzMEAA87ABiTeHl6e3x9fn8MQwATNAQADzwAGZOA
  gYKDhIWGhw1EABM1BAAPPQAak4iJiouMjY6PDkUAEzYEAA8+ABuTkJGSk5SVlpcPRgATNwQADz8AD1CLjI2Oj4yv1gKVAAAABD8Ak5iZmpucnZ
  6fEEcAEzgEAA9AAB2ToKGio6SlpqcRSAATOQQAD0EAHpOoqaqrrK2urxJJABM6BAAPQgAfk7CxsrO0tba3E0oAEzsEAA9DACCTuLm6u7y9vr8U
  SwATPAQAD0QAIZPAwcLDxMXGxxVMABM9BAAPRQAik8jJysvMzc7PFk0AEz4EAA9GAAlQtre4ubpq9JPiggAAAA9GAAKT0NHS09TV1tcXTgATPw
  QAD0cAJJPY2drb3N3e3xhPABNABAAPSAAlk+Dh4uPk5ebnGVAAE0EEAA9JACaT6Onq6+zt7u8aUQATQgQAD0oAJ5Pw8fLz9PX29xtSABNDBAAP
  SwAok/j5+vv8/f7/HFMAE0QEAA9MACZQ/f7/AAH+9sw5GwAAAHMCAwQFBgcdVAATRQQAD00AKoAICQoLDA0ODzIPRB4AAAAAuJoGPA==
`);

const LZ4_EMPTY = base64(`
  BCJNGGRApwAAAAAFXcwC
`);

/** A frame that every reader must step over. */
const SKIPPED = hex('50 2a 4d 18 05000000 68656c6c6f');

export const FORMS: readonly [string, Uint8Array][] = [
  ['gzip', gzipSync(PLAIN)],
  ['gzip in two members', Buffer.concat([gzipSync(PLAIN.subarray(0, 999)), gzipSync(PLAIN.subarray(999))])],
  ['gzip padded with zeros, as on tapes', Buffer.concat([gzipSync(PLAIN), new Uint8Array(9000)])],
  ['zstd -19', ZSTD_19],
  ['zstd -1 --no-check', ZSTD_1],
  ['zstd in a skipped frame and two others', Buffer.concat([SKIPPED, ZSTD_TWO_FRAMES])],
  ['lz4 -1', LZ4_1],
  ['lz4 with linked and checksummed blocks', LZ4_LINKED],
  ['lz4 in three frames, one of them skipped', Buffer.concat([LZ4_EMPTY, SKIPPED, LZ4_LINKED])],
];

/** Captures whose octets at the end are not needed for any packet: zstd and gzip end with a checksum. */
export const SINGLE = FORMS.filter(([name]) => ['gzip', 'zstd -19', 'lz4 -1'].includes(name));

export type Form = (typeof FORMS)[number];

/** Cut behind every octet, or every so many. */
export async function cutEach([, compressed]: Form, step: number): Promise<void> {
  let most = 0;
  for (let length = compressed.length - 1; length >= 4; length -= step) {
    const { frames, fault } = await readFile(compressed.subarray(0, length));
    assert.equal(fault?.code, 'cut', `cut at ${length}`);
    if (most === 0) most = frames.length;
    assert.ok(frames.length <= most);
    for (const [n, frame] of frames.entries()) assert.equal(frame.bytes.length, 40 + n);
  }
  assert.equal(most, 30);
}

/** Every octet changed in turn, or every so many. */
export async function changeEach([, compressed]: Form, step: number): Promise<void> {
  for (let at = 4; at < compressed.length; at += step) {
    const changed = Uint8Array.from(compressed);
    changed[at]! ^= 0x55;
    const { frames } = await collect(await openChanged(changed));
    assert.ok(frames.length <= 1000);
  }
}

/** The change may hit what tells a capture from other files; that is refused before there is a source. */
async function openChanged(octets: Uint8Array) {
  try {
    return await openStream(streamOf(octets, 4096));
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error);
    return openStream(streamOf(PLAIN, 4096));
  }
}
