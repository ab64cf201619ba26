// A rule's pair of stories: one that breaks it and nothing else, and its healthy twin.

import type { MembershipPolicy } from '../../../src/audit/policy/membership-policy.ts';
import type { HandlespaceOptions } from '../../../src/handlespace/handlespace.ts';
import type { Scene } from '../scene.ts';

export interface StoryPair {
  readonly rule: string;
  /** What happens, as a sentence about the protocol. */
  readonly what: string;
  readonly broken: (scene: Scene) => void;
  readonly healthy: (scene: Scene) => void;
  /** Other rules that the same deed breaks. */
  readonly also?: readonly string[];
  readonly options?: HandlespaceOptions & { readonly policy?: MembershipPolicy };
  /** Nobody has begun: the story greets by itself. */
  readonly bare?: true;
}
