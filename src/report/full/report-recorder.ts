// Makes the data of a report while a capture is followed: told each event, message and frame, it keeps what the page shows,
// within bounds, and says what it had to leave out.
import { Auditor } from '../../audit/auditor.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import type { Message } from '../../dissect/message.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import type { Handlespace } from '../../handlespace/handlespace.ts';
import type { HandlespaceObserver } from '../../handlespace/observer.ts';
import { PoolUsers } from '../../handlespace/users/pool-users.ts';
import { usersView } from '../../handlespace/users/view.ts';
import { type EventView, eventView } from '../../handlespace/view.ts';
import { answeredBy, askedBy, type Exchange, exchanges } from '../../protocol/exchanges.ts';
import { messageName } from '../../protocol/registry.ts';
import type { AnalysisView } from '../analysis-view.ts';
import type { Arrow, Ladder } from '../flow/ladder.ts';
import { LadderRecorder } from '../flow/ladder-recorder.ts';
import { lanesOf } from '../flow/lanes.ts';
import { isQuiet } from '../flow/rows.ts';
import { messagesByParty } from '../flow/selection.ts';
import { grouped, plural } from '../words.ts';
import { AssociationRecorder } from './association-recorder.ts';
import { ChecksumRecorder } from './checksum-recorder.ts';
import { conversationOf } from './conversation.ts';
import { LinkRecorder } from './link-recorder.ts';
import { MembershipRecorder } from './membership-recorder.ts';
import { RateRecorder } from './rate-recorder.ts';
import { ResponseRecorder } from './response-recorder.ts';
import type { ConversationRow, Report } from './schema.ts';
import { sentencesOf } from './sentences.ts';
import { TreeRecorder } from './tree-recorder.ts';

const eventsKept = 5000;
/** Messages of the conversation: of more, what comes again and again is thinned. */
const messagesShown = 12_000;
const lanesShown = 12;
const sessionsShown = 1000;
const usersShown = 1000;

export class ReportRecorder {
  private readonly membership = new MembershipRecorder();
  private readonly checksums = new ChecksumRecorder();
  private readonly poolUsers = new PoolUsers();
  private readonly auditor = new Auditor({ users: this.poolUsers });
  private readonly rates = new RateRecorder();
  private readonly responses = new ResponseRecorder();
  private readonly associations = new AssociationRecorder();
  private readonly links = new LinkRecorder();
  private readonly trees = new TreeRecorder();
  private readonly treeOf = new Map<Arrow, number>();
  private readonly events: EventView[] = [];
  private eventsLeftOut = 0;
  private readonly ladder = new LadderRecorder(undefined, (arrow, d, message) => this.message(arrow, d, message));

  /** For the handlespace that is followed; `event` and `frame` have to be told, too. */
  get observers(): readonly HandlespaceObserver[] {
    return [this.membership, this.checksums, this.poolUsers, this.auditor];
  }

  event(event: HandlespaceEvent): void {
    this.ladder.noteEvent(event);
    this.checksums.event(event);
    this.membership.event(event);
    if (this.events.length < eventsKept) this.events.push(eventView(event));
    else this.eventsLeftOut++;
  }

  /** After the handlespace has taken it in. */
  frame(d: Dissection, handlespace: Handlespace): void {
    this.ladder.take(d, handlespace.state);
    this.associations.frame(d, d.frame.seconds + d.frame.nanoseconds / 1e9);
  }

  /** `analysis`: what `analyze` shows of the same captures. `now`: the moment at which they end. */
  report(program: string, { state }: Handlespace, analysis: Omit<AnalysisView, 'load'>, now: number): Report {
    this.membership.finish(state, now);
    const ladder = this.ladder.finish(state);
    for (const arrow of ladder.arrows) {
      const name = arrow.asks && arrow.answerFrame === 0 ? requestName(arrow) : undefined;
      if (name !== undefined) this.responses.noAnswer(name, arrow.frame);
    }
    const partyOf = (place: number) => this.ladder.parties.resolve(place, state);
    const servers = analysis.servers.map((server) => ({ ...server, ...this.membership.timesOf(server.id) }));
    const pools = this.membership.pools();
    const responseTimes = this.responses.report(analysis.exchanges);
    const associations = this.associations.report(partyOf);
    const checksums = this.checksums.list(state);
    const conversation = conversationOf(ladder, this.treeOf, messagesShown);
    const links = this.links.list(partyOf);
    const { parties } = ladder;
    const { users, sessions, failovers, load } = usersView(this.poolUsers, state);
    const findings = this.auditor.findings(now);
    const facts = { analysis, findings, servers, pools, events: this.events, parties, responseTimes, associations };
    return {
      schema: 'poolshark.report/1',
      program,
      capture: analysis.capture,
      profile: analysis.profile,
      sentences: sentencesOf(facts),
      servers,
      pools,
      events: this.events,
      protocols: analysis.protocols,
      messages: analysis.messages,
      rates: this.rates.rates(),
      responseTimes,
      checksums,
      parties,
      links,
      associations,
      secured: analysis.secured,
      experts: analysis.experts,
      load,
      users: users.slice(0, usersShown).map(({ number, addresses }) => ({ number, addresses })),
      sessions: sessions.slice(0, sessionsShown),
      failovers,
      findings,
      notes: ladder.notes,
      lanes: lanesOf(ladder, messagesByParty(ladder, isShown), lanesShown).lanes,
      conversation,
      treeLines: this.trees.lines,
      trees: this.trees.trees,
      thinned: [
        ...this.thinned(ladder, conversation.rows),
        ...(sessions.length > sessionsShown
          ? [`Sessions of pool users beyond the first 1 000 are not listed; they are counted.`]
          : []),
      ],
    };
  }

  private message(arrow: Arrow, d: Dissection, message: Message): void {
    const { protocol, type, epoch, frame, responseSeconds } = arrow;
    this.rates.count(protocol, messageName(protocol, type), epoch);
    this.associations.message(d, message, arrow.from, arrow.to, epoch);
    this.links.count(arrow);
    const name = responseSeconds === null ? undefined : answerName(arrow);
    if (name !== undefined && responseSeconds !== null) this.responses.answer(name, epoch, responseSeconds, frame);
    const tree = this.trees.keep(d, message, arrow.isRoutine);
    if (tree >= 0) this.treeOf.set(arrow, tree);
  }

  private thinned({ leftOut }: Ladder, rows: readonly ConversationRow[]): string[] {
    const shown = rows.length;
    const withOctets = rows.filter((row) => row[11] >= 0).length;
    const total = shown + leftOut;
    const sentences: string[] = [];
    const seen = this.rates.total;
    if (shown < seen)
      sentences.push(
        `Of ${plural(seen, 'message')} ${grouped(shown)} are listed: all that are remarkable as far as there is room, and some of those that come again and again. Counts, rates and times are of all.`,
      );
    if (withOctets < shown)
      sentences.push(`Octets and meaning of ${grouped(withOctets)} of ${plural(total, 'message')} are kept.`);
    if (this.eventsLeftOut > 0) sentences.push(`${plural(this.eventsLeftOut, 'event')} at the end are not listed.`);
    if (this.checksums.leftOut > 0)
      sentences.push(
        `${plural(this.checksums.leftOut, 'checksum')} that agree are left out of the proof; they are counted.`,
      );
    if (this.associations.leftOut > 0) sentences.push(`Associations beyond the first 2 000 are not listed.`);
    if (this.membership.leftOut > 0)
      sentences.push(
        `${plural(this.membership.leftOut, 'span')} of membership are left out: elements that come and go all the time, or too many.`,
      );
    return sentences;
  }
}

function isShown(arrow: Arrow): boolean {
  return !isQuiet(arrow);
}

function counted(places: readonly number[]): Exchange | undefined {
  return places.map((place) => exchanges[place] as Exchange).find((exchange) => exchange.counted);
}

function requestName({ protocol, type }: Arrow): string | undefined {
  return counted(askedBy(protocol, type))?.name;
}

function answerName({ protocol, type }: Arrow): string | undefined {
  return counted(answeredBy(protocol, type))?.name;
}
