// How a Page stands: connected or not, and its checks in one line.
import { Text } from '@mantine/core';
import type { Page, PageCheck } from '../../api/types.ts';
import { StateMark, type Tone } from '../../ui/StateMark.tsx';

const STATES: Record<Page['state'], { tone: Tone; word: string }> = {
  connected: { tone: 'good', word: 'Connected' },
  needs_token: { tone: 'bad', word: 'Needs a new token' },
  disconnected: { tone: 'quiet', word: 'Disconnected' },
};

export function PageStateMark({ state }: { state: Page['state'] }) {
  return <StateMark tone={STATES[state].tone}>{STATES[state].word}</StateMark>;
}

/** The Graph API never answers these, so they say nothing about this Page: whether its app is live. */
const UNTOLD: ReadonlySet<PageCheck['key']> = new Set(['app_mode']);

export function CheckSummary({ checks }: { checks: PageCheck[] }) {
  const failed = checks.filter((check) => check.state === 'failed').length;
  const warned = checks.filter((check) => check.state === 'warning').length;
  if (checks.length === 0) return <StateMark tone="quiet">Not checked yet</StateMark>;
  if (failed > 0) return <StateMark tone="bad">{`${failed} of ${checks.length} checks failed`}</StateMark>;
  if (warned > 0)
    return <StateMark tone="warn">{`${warned} of ${checks.length} checks need a look`}</StateMark>;
  if (checks.some((check) => check.state === 'unknown' && !UNTOLD.has(check.key)))
    return <StateMark tone="quiet">Some checks could not be made</StateMark>;
  if (checks.some((check) => check.state === 'unknown'))
    return (
      <div>
        <StateMark tone="good">Ready</StateMark>
        <Text size="sm" c="dimmed">
          One thing Facebook does not tell: app mode
        </Text>
      </div>
    );
  return <StateMark tone="good">{`All ${checks.length} checks passed`}</StateMark>;
}
