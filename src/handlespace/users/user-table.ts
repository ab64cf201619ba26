// Pool users by their addresses: a multi-homed user is one, whichever address it speaks from.
import { addressText } from '../../bytes/address.ts';
import type { Bounds } from '../../dissect/bounds.ts';
import type { Side } from '../../dissect/sctp/side.ts';
import { User } from './records.ts';

const addressesKept = 64;

export class UserTable {
  readonly all = new Set<User>();
  private readonly byAddress = new Map<string, User>();
  private count = 0;

  /** The user at this end of an association: all its addresses are one user's. */
  ofSide(side: Side, frame: number, epoch: number): User {
    const texts = side.addresses.map((address) => addressText(address, 0, address.length));
    return this.of(texts, frame, epoch);
  }

  of(addresses: readonly string[], frame: number, epoch: number): User {
    let user: User | undefined;
    for (const address of addresses) {
      const known = this.byAddress.get(address);
      // Two that were taken for different users: the address they share came too late. The one that was first stays.
      if (known !== undefined && (user === undefined || known.number < user.number)) user = known;
    }
    user ??= this.add(frame, epoch);
    user.lastFrame = frame;
    for (const address of addresses) {
      if (this.byAddress.has(address) || user.addresses.length >= addressesKept || !this.all.has(user)) continue;
      user.addresses.push(address);
      this.byAddress.set(address, user);
    }
    return user;
  }

  /** The user with one of these addresses, if there is one. */
  find(addresses: readonly string[]): User | undefined {
    for (const address of addresses) {
      const known = this.byAddress.get(address);
      if (known !== undefined) return known;
    }
    return undefined;
  }

  /** Forgets those that were seen first where there are too many. */
  keep({ most, gone }: Bounds): void {
    while (this.all.size > most.users)
      for (const oldest of this.all) {
        this.all.delete(oldest);
        for (const address of oldest.addresses)
          if (this.byAddress.get(address) === oldest) this.byAddress.delete(address);
        oldest.forget();
        gone.users++;
        break;
      }
  }

  private add(frame: number, epoch: number): User {
    const user = new User(++this.count, frame, epoch);
    this.all.add(user);
    return user;
  }
}
