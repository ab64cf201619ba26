// The library's door: all that `import … from 'poolshark'` gives, and nothing else is promised (docs/library.md).

export { StateFault } from './bytes/octet-stream.ts';
export { CaptureError, type CaptureErrorCode, type Frame, type FrameSource } from './capture/frame.ts';
export { mergeByTime } from './capture/merge.ts';
export { openCapture, openStream } from './capture/open.ts';
export type { CaptureInterface, CaptureMark, CaptureSource } from './capture/source.ts';
export { type DecodeAs, type DecodeAsFault, isDecodeAsFault, parseDecodeAs } from './dissect/decode-as.ts';
export { type Dissection, type Occurrence, occurrence } from './dissect/dissection.ts';
export { Dissector, type DissectorOptions } from './dissect/dissector.ts';
export type { ExpertList } from './dissect/experts.ts';
export { type LayerStack, layer, layerNames } from './dissect/layer.ts';
export { carrier, type Message } from './dissect/message.ts';
export type { AssociationFacts, Side } from './dissect/sctp/side.ts';
export { parseKeyLog, TlsSecrets } from './dissect/tls/secrets.ts';
export { type MessageTree, MessageWalker, nodeKind } from './dissect/walk.ts';
export { FilterFault, frameTest } from './filter/frame-test.ts';
export type { HandlespaceEvent, HandlespaceEventKind } from './handlespace/events.ts';
export { Handlespace, type HandlespaceOptions } from './handlespace/handlespace.ts';
export type { MessageParts } from './handlespace/message-parts.ts';
export type { Certainty, Element, Moment, Pool, Server, Source } from './handlespace/model.ts';
export type { HandlespaceObserver } from './handlespace/observer.ts';
export type { Profile, ProfileName } from './handlespace/profile.ts';
export { StateDoor, type StateParts } from './handlespace/saved-state.ts';
export type { HandlespaceState } from './handlespace/state.ts';
export { type Destination, TimeTravel, type TimeTravelOptions } from './handlespace/time-travel.ts';
export { PoolUsers } from './handlespace/users/pool-users.ts';
export { usersView } from './handlespace/users/view.ts';
export {
  type ElementView,
  type EventView,
  eventView,
  type HandlespaceView,
  type PoolView,
  type ServerView,
  viewOf,
} from './handlespace/view.ts';
export { expertCodes } from './protocol/expert-codes.ts';
export {
  type MessageEnd,
  type MessageObject,
  type MessagesOptions,
  type MessageTransport,
  messagesOf,
  type ParameterObject,
} from './report/read/message-objects.ts';
