// Bad days with a name: lists of faults that are put in force together, by the page or by PUT /sandbox/faults {preset}.
import type { Fault } from './fault.contract.ts';

export interface Preset {
  name: string;
  title: string;
  description: string;
  faults: Fault[];
}

const graph = (path?: string): Extract<Fault, { match: { kind: 'graph' } }>['match'] =>
  path === undefined ? { kind: 'graph' } : { kind: 'graph', path };
const sends = { ...graph('*/messages'), method: 'POST' as const };
const webhook = { kind: 'webhook' as const };

export const PRESETS: readonly Preset[] = [
  {
    name: 'slow',
    title: 'Slow',
    description: 'Every call takes a while: half of them 400 ms, one in a hundred 4 s.',
    faults: [{ match: graph(), probability: 1, action: { type: 'latency', median_ms: 400, p99_ms: 4000 } }],
  },
  {
    name: 'flaky',
    title: 'Flaky',
    description: 'One call in twenty fails: code 2, code 1, or an HTML page.',
    faults: [
      { match: graph(), probability: 0.02, action: { type: 'error', code: 2 } },
      { match: graph(), probability: 0.015, action: { type: 'error', code: 1 } },
      { match: graph(), probability: 0.015, action: { type: 'html', status: 502 } },
    ],
  },
  {
    name: 'unsure',
    title: 'Unsure answers',
    description: 'Some sends are accepted, but the answer never arrives: reset, hanging, or cut in half.',
    faults: [
      { match: sends, probability: 0.03, action: { type: 'reset_after_accept' } },
      { match: sends, probability: 0.01, action: { type: 'hang_after_accept' } },
      { match: sends, probability: 0.01, action: { type: 'truncate' } },
    ],
  },
  {
    name: 'throttled',
    title: 'Throttled',
    description: 'One send in ten is refused with 80006, and the usage header asks for five minutes of rest.',
    faults: [
      {
        match: sends,
        probability: 0.1,
        action: { type: 'error', code: 80006, usage: { percent: 100, regain_minutes: 5 } },
      },
    ],
  },
  {
    name: 'outage',
    title: 'Outage',
    description: 'Every call fails with HTTP 503, and no webhook is sent.',
    faults: [
      { match: graph(), probability: 1, action: { type: 'error', code: 2, http_status: 503 } },
      { match: webhook, probability: 1, action: { type: 'drop' } },
    ],
  },
  {
    name: 'webhooks_unruly',
    title: 'Unruly webhooks',
    description: 'Webhooks come twice, out of order, and some half a minute late.',
    faults: [
      { match: webhook, probability: 0.1, action: { type: 'duplicate', times: 1 } },
      { match: webhook, probability: 0.1, action: { type: 'late', ms: 30_000 } },
      { match: webhook, probability: 0.5, action: { type: 'shuffle', ms: 3000 } },
    ],
  },
  {
    name: 'webhooks_lost',
    title: 'Lost webhooks',
    description: 'One webhook in ten never arrives, one in fifty is signed with a wrong key.',
    faults: [
      { match: webhook, probability: 0.1, action: { type: 'drop' } },
      { match: webhook, probability: 0.02, action: { type: 'bad_signature' } },
    ],
  },
];

export function findPreset(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}
