// Follows a capture through states that are saved and taken up again on the way, for the tests of saved states.
import { readFileSync } from 'node:fs';
import { Auditor } from '../../src/audit/auditor.ts';
import { openCapture } from '../../src/capture/open.ts';
import { stateClasses, stateNames } from '../../src/cli/state-classes.ts';
import { Dissector, type DissectorOptions } from '../../src/dissect/dissector.ts';
import { parseKeyLog, TlsSecrets } from '../../src/dissect/tls/secrets.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import type { StateParts } from '../../src/handlespace/saved-state.ts';
import { StateDoor } from '../../src/handlespace/saved-state.ts';
import { PoolUsers } from '../../src/handlespace/users/pool-users.ts';
import { usersView } from '../../src/handlespace/users/view.ts';
import { eventView, viewOf } from '../../src/handlespace/view.ts';

export const door = new StateDoor(stateClasses, stateNames);

export interface Journey {
  readonly frames: number;
  /** Each frame's events and experts, as text. */
  readonly told: readonly string[];
  readonly view: string;
  /** The state at the end. */
  readonly octets: Uint8Array;
}

export interface JourneyOptions {
  readonly dissection?: DissectorOptions;
  /** After which frames the state is saved, and taken up by others. */
  readonly isCut?: (frame: number) => boolean;
  readonly keyLog?: string | undefined;
  readonly notePlain?: (keys: string) => void;
}

/** Each part opens what TLS protects with what its own capture brings along, and with what the state knows. */
export async function travel(path: string, options: JourneyOptions = {}): Promise<Journey> {
  const source = await openCapture(path);
  const told: string[] = [];
  let events = '';
  let auditor = new Auditor();
  const others = (): StateParts => {
    const secrets = options.keyLog === undefined ? new TlsSecrets() : parseKeyLog(readFileSync(options.keyLog, 'utf8'));
    const users = new PoolUsers();
    auditor = new Auditor({ users });
    return {
      more: new Map<string, object>([['users', users], ...auditor.parts]),
      dissector: new Dissector({ checksums: true, ...options.dissection, tlsSecrets: secrets.follow(source) }),
      handlespace: new Handlespace({
        observers: [users, auditor],
        onEvent: (event) => {
          events += JSON.stringify(eventView(event));
        },
      }),
    };
  };
  let parts = others();
  do {
    while (source.next()) {
      events = '';
      const { frame } = source;
      const d = parts.dissector.dissect(frame);
      parts.handlespace.apply(d);
      told.push(`${events} ${d.experts.code.subarray(0, d.experts.count)} ${d.messageCount} ${d.layers.count}`);
      if (!options.isCut?.(frame.number)) continue;
      if (options.notePlain) door.snapshot(parts, options.notePlain);
      const saved = door.save(parts, 'a test');
      parts = others();
      door.load(saved, parts, 'a test');
    }
  } while (await source.fill());
  source.close();
  const octets = door.snapshot(parts, options.notePlain);
  parts.handlespace.finish();
  const { state } = parts.handlespace;
  const users = usersView(parts.more?.get('users') as PoolUsers, state);
  const findings = auditor.findings(state.epoch);
  const view = JSON.stringify([viewOf(state, state.epoch, true), parts.handlespace.traffic.asap, users, findings]);
  return { frames: told.length, told, view, octets };
}
