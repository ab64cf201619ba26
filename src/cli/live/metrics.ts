// `live --metrics`: what Prometheus scrapes, and /healthz. On the loopback address unless told otherwise.
import { createServer, type Server, type ServerResponse } from 'node:http';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Finding } from '../../audit/finding.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { layer } from '../../dissect/layer.ts';
import type { Message } from '../../dissect/message.ts';
import { FrameLinks } from '../../dissect/transactions/frame-links.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import { type HandlespaceView, viewOf } from '../../handlespace/view.ts';
import { messageName } from '../../protocol/registry.ts';
import type { LiveTotals } from '../../report/live/live-totals.ts';
import { printable, UsageError } from '../errors.ts';
import type { ListenAddress } from './listen-address.ts';
import type { LiveSink } from './live-sink.ts';
import type { Watch } from './watch.ts';

const elementStates = ['registered', 'suspect', 'stale'] as const;
const serverStates = ['active', 'suspect', 'taken-over', 'left', 'unknown'] as const;
const severities = ['error', 'warning', 'note'] as const;
/** From what a local link takes to where rsplib gives up. */
const secondsBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** So long without a turn of the clock and we are not healthy. */
const aliveMs = 5000;

export class Metrics implements LiveSink {
  readonly #registry = new Registry();
  readonly #links = new FrameLinks();
  readonly #messages: Counter<'protocol' | 'message'>;
  readonly #responses: Histogram<'answer'>;
  readonly #events: Counter<'kind'>;
  readonly #findings: Counter<'rule' | 'severity'>;
  readonly #names = new Map<number, { protocol: string; message: string }>();
  #lastTickMs = performance.now();
  #server: Server | undefined;
  #watch: (() => Watch) | undefined;

  constructor() {
    const registers = [this.#registry];
    this.#messages = new Counter({
      name: 'poolshark_messages_total',
      help: 'ASAP and ENRP messages seen',
      labelNames: ['protocol', 'message'],
      registers,
    });
    this.#responses = new Histogram({
      name: 'poolshark_response_seconds',
      help: 'Time from a request to its answer, by the kind of answer',
      labelNames: ['answer'],
      buckets: secondsBuckets,
      registers,
    });
    this.#events = new Counter({
      name: 'poolshark_events_total',
      help: 'Changes of the handlespace',
      labelNames: ['kind'],
      registers,
    });
    this.#findings = new Counter({
      name: 'poolshark_findings_total',
      help: 'Findings of the audit, each counted when it is first seen',
      labelNames: ['rule', 'severity'],
      registers,
    });
  }

  /** Gauges and totals are made from the watch when somebody asks. */
  async listen({ host, port }: ListenAddress, watch: () => Watch): Promise<void> {
    this.#watch = watch;
    this.#registerTotals(watch);
    this.#registerState(watch);
    this.#registerSizes(watch);
    this.#registerForgotten(watch);
    this.#registerBounds(watch);
    const server = createServer((request, response) => {
      const path = (request.url ?? '').split('?')[0];
      if (path === '/metrics')
        this.#registry.metrics().then(
          (text) => response.writeHead(200, { 'content-type': this.#registry.contentType }).end(text),
          () => response.writeHead(500).end(),
        );
      else if (path === '/healthz') this.#health(response);
      else response.writeHead(404, { 'content-type': 'text/plain' }).end('there is /metrics and /healthz\n');
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        const why = error.code === 'EADDRINUSE' ? 'somebody else listens there' : error.message;
        reject(new UsageError(`--metrics ${printable(host)}:${port}: ${printable(why)}; choose another port`));
      });
      server.listen(port, host, resolve);
    });
    server.unref();
  }

  frame(d: Dissection): void {
    this.#links.take(d);
    for (let index = 0; index < d.messageCount; index++) {
      const message = d.messages[index] as Message;
      if (message.protocol !== layer.asap && message.protocol !== layer.enrp) continue;
      const type = message.bytes[message.start] as number;
      const names = this.#namesOf(message.protocol === layer.asap ? 'asap' : 'enrp', type);
      this.#messages.inc(names);
      const { responseNanoseconds } = this.#links.of(index);
      if (!Number.isNaN(responseNanoseconds))
        this.#responses.observe({ answer: names.message }, responseNanoseconds / 1e9);
    }
  }

  /** What -Y hides counts. */
  skip(d: Dissection): void {
    this.frame(d);
  }

  event({ kind }: HandlespaceEvent): void {
    this.#events.inc({ kind });
  }

  finding({ rule, severity }: Finding): void {
    this.#findings.inc({ rule, severity });
  }

  tick(): void {
    this.#lastTickMs = performance.now();
  }

  end(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  #health(response: ServerResponse): void {
    const away = this.#watch?.().totals().away ?? [];
    const isStuck = performance.now() - this.#lastTickMs > aliveMs;
    const why = isStuck ? 'busy: the clock did not turn for a while' : `interfaces away: ${away.join(', ')}`;
    const isHealthy = !isStuck && away.length === 0;
    response.writeHead(isHealthy ? 200 : 503, { 'content-type': 'text/plain' }).end(isHealthy ? 'ok\n' : `${why}\n`);
  }

  #namesOf(protocol: 'asap' | 'enrp', type: number): { protocol: string; message: string } {
    const key = type + (protocol === 'asap' ? 0 : 256);
    let names = this.#names.get(key);
    if (names === undefined) {
      names = { protocol, message: messageName(protocol, type) };
      this.#names.set(key, names);
    }
    return names;
  }

  #registerTotals(watch: () => Watch): void {
    this.#total('poolshark_packets_total', 'Packets captured', ({ frames }) => frames, watch);
    this.#total('poolshark_octets_total', 'Octets of these packets on the wire', ({ octets }) => octets, watch);
    this.#registerGaps(watch);
    const registers = [this.#registry];
    new Counter({
      name: 'poolshark_dropped_packets_total',
      help: 'Packets that were lost on the way to us; by whom. Absent where the engine does not say',
      labelNames: ['by'],
      registers,
      collect() {
        const { byKernel, byInterface, byEngine, notRecorded } = watch().totals().drops;
        this.reset();
        if (byKernel !== undefined) this.inc({ by: 'kernel' }, byKernel);
        if (byInterface !== undefined) this.inc({ by: 'interface' }, byInterface);
        if (byEngine !== undefined) this.inc({ by: 'engine' }, byEngine);
        this.inc({ by: 'recording' }, notRecorded);
      },
    });
    this.#gauge('poolshark_lag_seconds', 'Age of the last packet when it was read', () => watch().totals().lagSeconds);
    this.#gauge('poolshark_interfaces_away', 'Interfaces that are not there now', () => watch().totals().away.length);
  }

  #registerGaps(watch: () => Watch): void {
    const help = 'How often SCTP acknowledged what was never seen: the capture lacks something';
    this.#total('poolshark_capture_gaps_total', help, () => watch().handlespace.state.gaps, watch);
  }

  #registerState(watch: () => Watch): void {
    const registers = [this.#registry];
    let view: HandlespaceView = { profile: undefined as never, servers: [], pools: [] } as HandlespaceView;
    new Gauge({
      name: 'poolshark_pools',
      help: 'Pools with elements',
      registers,
      collect() {
        view = viewOf(watch().handlespace.state, watch().now);
        this.set(view.pools.length);
      },
    });
    new Gauge({
      name: 'poolshark_elements',
      help: 'Pool elements, by state',
      labelNames: ['state'],
      registers,
      collect() {
        const elements = view.pools.flatMap((pool) => pool.elements);
        for (const state of elementStates)
          this.set({ state }, elements.filter((element) => element.state === state).length);
      },
    });
    new Gauge({
      name: 'poolshark_servers',
      help: 'ENRP servers, by state',
      labelNames: ['state'],
      registers,
      collect() {
        for (const state of serverStates)
          this.set({ state }, view.servers.filter((server) => server.state === state).length);
      },
    });
    new Gauge({
      name: 'poolshark_server_elements',
      help: 'Pool elements that an ENRP server is home to',
      labelNames: ['server'],
      registers,
      collect() {
        this.reset();
        for (const { id, ownedElements } of view.servers) this.set({ server: id }, ownedElements);
      },
    });
    new Gauge({
      name: 'poolshark_checksums',
      help: 'PE checksums that an ENRP server announced, by how they compare with ours',
      labelNames: ['server', 'verdict'],
      registers,
      collect() {
        this.reset();
        for (const { id, checksum } of view.servers)
          for (const verdict of ['verified', 'inFlight', 'disagreed', 'unverifiable'] as const)
            this.set({ server: id, verdict }, checksum[verdict]);
      },
    });
    new Gauge({
      name: 'poolshark_checksum_agrees',
      help: '1 where the last announced PE checksum equals ours',
      labelNames: ['server'],
      registers,
      collect() {
        this.reset();
        for (const { id, checksum } of view.servers)
          if (checksum.agrees !== null) this.set({ server: id }, Number(checksum.agrees));
      },
    });
    new Gauge({
      name: 'poolshark_findings',
      help: 'Different findings so far, by severity',
      labelNames: ['severity'],
      registers,
      collect() {
        for (const severity of severities) this.set({ severity }, watch().findings.counts[severity]);
      },
    });
  }

  /** Whoever looks for growth finds it here. */
  #registerSizes(watch: () => Watch): void {
    new Gauge({
      name: 'poolshark_state_size',
      help: 'Things that are kept in memory, by what they are',
      labelNames: ['what'],
      registers: [this.#registry],
      collect() {
        for (const [what, size] of Object.entries(watch().sizes())) this.set({ what }, size);
      },
    });
  }

  #registerForgotten(watch: () => Watch): void {
    new Counter({
      name: 'poolshark_forgotten_total',
      help: 'Things that had to go for others because of the bounds, by what they are',
      labelNames: ['what'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [what, count] of Object.entries(watch().bounds.gone)) this.inc({ what }, count);
      },
    });
  }

  #registerBounds(watch: () => Watch): void {
    new Gauge({
      name: 'poolshark_bound',
      help: 'How many of each are kept at most, by what they are',
      labelNames: ['what'],
      registers: [this.#registry],
      collect() {
        for (const [what, most] of Object.entries(watch().bounds.most)) this.set({ what }, most);
      },
    });
  }

  #total(name: string, help: string, value: (totals: LiveTotals) => number, watch: () => Watch): void {
    new Counter({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(value(watch().totals()));
      },
    });
  }

  #gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(value());
      },
    });
  }
}
