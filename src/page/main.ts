// The program of a report's page: reads the data that lies in it and puts charts, tables and the conversation between the
// sentences. Everything is worked out here; nothing is asked of anybody.
import type { Report } from '../report/full/schema.ts';
import { bandSection } from './bands.ts';
import { Chooser, choiceHash, parseChoice } from './choice.ts';
import { clockBar } from './clock.ts';
import type { Context } from './context.ts';
import { associationSection, findingSection } from './health.ts';
import { loadSection } from './load.ts';
import { linkButton } from './nodes.ts';
import { nowSection } from './now.ts';
import { proofSection } from './proof.ts';
import { talkSection } from './talk.ts';
import { topologySection } from './topology.ts';
import { rateSection, responseSection } from './traffic.ts';
import { seconds } from './words.ts';

const titles: Readonly<Record<string, string>> = {
  story: 'Story',
  bands: 'Membership',
  now: 'At this moment',
  topology: 'Topology',
  talk: 'Conversation',
  findings: 'Findings',
  times: 'Response times',
  rates: 'Messages',
  load: 'Use',
  proof: 'Proof',
  associations: 'Transport',
};

const hashMs = 250;

function start(): void {
  const text = document.getElementById('report-data')?.textContent;
  const main = document.getElementById('main');
  if (!text || main === null) return;
  const report = JSON.parse(text) as Report;
  const fromEpoch = report.capture.fromEpoch ?? 0;
  const toEpoch = report.capture.toEpoch ?? fromEpoch;
  const told = parseChoice(location.hash, fromEpoch, toEpoch);
  const chooser = new Chooser({
    at: firstMoment(report, toEpoch),
    element: null,
    pool: null,
    frame: null,
    finding: null,
    ...told,
  });
  const context: Context = { report, chooser, fromEpoch, toEpoch };
  document.documentElement.classList.add('live');
  linkSentences(context);
  const parts =
    report.messages.length === 0
      ? []
      : [
          bandSection(context),
          nowSection(context),
          topologySection(context),
          talkSection(context),
          findingSection(context),
          responseSection(context),
          rateSection(context),
          loadSection(context),
          proofSection(context),
          associationSection(context),
        ].filter((part) => part !== null);
  const fixed = main.querySelector('.fixed');
  for (const part of parts) main.insertBefore(part, fixed);
  const sections = ['story', ...parts.map(({ id }) => id)].map((id) => [id, titles[id] ?? id] as const);
  if (parts.length > 0) main.before(clockBar(context, sections));
  keepAddress(context);
}

/** Where something happened, rather than the end, when all have left. */
function firstMoment(report: Report, toEpoch: number): number {
  const told = report.sentences.find(({ tone, epoch }) => epoch !== null && (tone === 'notable' || tone === 'bad'));
  return told?.epoch ?? report.sentences.find(({ epoch }) => epoch !== null)?.epoch ?? toEpoch;
}

/** Each sentence about a moment leads there. */
function linkSentences({ chooser, fromEpoch }: Context): void {
  for (const item of document.querySelectorAll<HTMLElement>('.story li[data-epoch]')) {
    const epoch = Number(item.dataset.epoch);
    const go = linkButton(`Show ${seconds(epoch - fromEpoch)}`, () => chooser.choose({ at: epoch }));
    go.classList.add('screen-only');
    item.append(' ', go);
  }
}

/** The address says what is shown; a link to a part of the page leaves that alone. */
function keepAddress({ chooser, fromEpoch, toEpoch }: Context): void {
  let timer = 0;
  let isFirst = true;
  chooser.follow((choice) => {
    clearTimeout(timer);
    // Where nobody has chosen anything yet the address stays as it is.
    if (isFirst) {
      isFirst = false;
      return;
    }
    timer = window.setTimeout(() => history.replaceState(null, '', choiceHash(choice, fromEpoch)), hashMs);
  });
  window.addEventListener('hashchange', () => {
    if (/^#(at|pe|pool|frame|finding)=/.test(location.hash))
      chooser.choose(parseChoice(location.hash, fromEpoch, toEpoch));
  });
}

start();
