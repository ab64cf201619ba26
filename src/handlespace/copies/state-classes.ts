// What is remembered of the copies that servers hold, for whoever saves it. See docs/adding-state.md.
import { type StateClass, stateClass } from '../../bytes/graph-codec.ts';
import { noFacts, Pool } from '../model.ts';
import { CopyStore } from './copy-store.ts';
import { PeerLinks } from './peer-links.ts';
import { ServerCopies } from './server-copies.ts';
import { CopyEntry, ServerCopy } from './server-copy.ts';
import { OpenTables } from './table-parts.ts';

const pool = new Pool(new Uint8Array(0), 0);
const moment = { frame: 0, epoch: 0 };

export const copyClasses: readonly StateClass[] = [
  stateClass('server copies', ServerCopies, () => new ServerCopies()),
  stateClass('copy store', CopyStore, () => new CopyStore()),
  stateClass('server copy', ServerCopy, () => new ServerCopy(0, moment)),
  stateClass('copy entry', CopyEntry, () => new CopyEntry(pool, 0, 0, noFacts, 'registration', moment)),
  stateClass('peer links', PeerLinks, () => new PeerLinks()),
  stateClass('open tables', OpenTables, () => new OpenTables()),
];
