// Findings as SARIF 2.1.0 (OASIS), for programs that collect results of checks. A line of the artifact is a frame of the capture.
import type { Finding, FindingSeverity } from '../../audit/finding.ts';
import { type Rule, remedies } from '../../audit/rule.ts';
import type { AuditView } from './audit-view.ts';

const levels: Readonly<Record<FindingSeverity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  note: 'note',
};

export function sarifLog(view: AuditView, rules: readonly Rule[], version: string): object {
  const [file = 'capture'] = view.capture.files;
  const uri = uriOf(file);
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Poolshark', semanticVersion: version, rules: rules.map(descriptor) } },
        artifacts: view.capture.files.map((path) => ({ location: { uri: uriOf(path) } })),
        columnKind: 'utf16CodeUnits',
        results: view.findings.map((finding) => result(finding, rules, uri)),
      },
    ],
  };
}

/** A relative reference (RFC 3986 §4.2), or that of a full path. */
function uriOf(path: string): string {
  return path
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
}

function descriptor({ number, name, rule, severity, rfc, needs, doubt, advice, remedy, rsplib }: Rule): object {
  return {
    id: number,
    name: name
      .split('-')
      .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
      .join(''),
    shortDescription: { text: `${rule}.` },
    fullDescription: { text: `${rule} (${rfc}). Needs ${needs}. May be wrong ${doubt}.` },
    help: { text: advice },
    defaultConfiguration: { level: levels[severity] },
    properties: { rfc, remedy: remedies[remedy], ...(rsplib === undefined ? {} : { rsplib }) },
  };
}

function result(finding: Finding, rules: readonly Rule[], uri: string): object {
  const { rule, severity, summary, frames, pool, element, server, firstEpoch, lastEpoch, count } = finding;
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ number }) => number === rule),
    // Any other kind than a failure would have no level.
    level: levels[severity],
    kind: 'fail',
    message: { text: summary },
    locations: frames.map((frame) => ({
      physicalLocation: { artifactLocation: { uri }, region: { startLine: frame } },
      logicalLocations: [{ name: `frame ${frame}`, kind: 'frame' }],
    })),
    partialFingerprints: { 'poolshark/1': `${rule} ${pool ?? ''} ${element ?? ''} ${server ?? ''}` },
    occurrenceCount: count,
    properties: { pool, element, server, firstEpoch, lastEpoch },
  };
}
