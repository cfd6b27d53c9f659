// The printed state of the platform: which routes are open on which day, and the command that prints it.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { listRoutes, parseDay, printPolicy, type RouteState } from './print-policy.ts';
import { printTables } from './print-tables.ts';
import type { Route } from './rule.ts';

const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);

describe('the printed state', () => {
  const COLUMNS: Route[] = [
    'response',
    'human_agent',
    'feedback',
    'private_reply',
    'utility',
    'tag',
    'news',
    'one_time_notification',
    'marketing_legacy',
    'marketing_paid',
  ];
  const [open, hand, refused, none]: RouteState[] = ['open', 'hand_only', 'refused', 'not_in_force'];

  test.each<[string, (RouteState | undefined)[]]>([
    ['2019-06-01', [open, hand, open, open, none, none, none, refused, open, none]],
    ['2025-07-28', [open, hand, open, open, none, open, refused, refused, open, open]],
    ['2026-01-01', [open, hand, open, open, open, open, refused, refused, open, open]],
    ['2026-04-26', [open, hand, open, open, open, open, refused, refused, open, open]],
    ['2026-04-27', [open, hand, open, open, open, refused, refused, refused, open, open]],
    ['2026-11-22', [open, hand, open, open, open, refused, refused, refused, open, open]],
  ])('on %s', (day, states) => {
    const routes = listRoutes(noon(day));
    expect(routes.map(({ route }) => route)).toEqual(COLUMNS);
    expect(routes.map(({ state }) => state)).toEqual(states);
    const text = printPolicy(noon(day));
    for (const { route, rule } of routes) {
      expect(text).toContain(`\n${route}: `);
      if (rule) expect(text).toContain(`Source: ${rule.source}`);
    }
  });

  test('says what changed last and what changes next', () => {
    expect(printPolicy(noon('2026-04-26'))).toContain('Last change: 2026-02-10. Next change: 2026-04-27.');
    expect(printPolicy(noon('2026-11-22'))).toContain('Last change: 2026-09-28. Next change: none known.');
    expect(printPolicy(noon('2026-01-01'))).not.toContain('live on in AU');
    expect(printPolicy(noon('2026-11-22'))).toContain('live on in AU');
  });

  test('is what the command prints', async () => {
    const cli = resolve(import.meta.dirname, '../cli.ts');
    const run = (...args: string[]) => promisify(execFile)(process.execPath, [cli, 'policy', ...args]);
    const [thatDay, today] = await Promise.all([
      run('--on', '2026-04-26'),
      run(),
      expect(run('--on', '2026-02-30')).rejects.toThrow('Say for which day'),
    ]);
    expect(thatDay.stdout).toBe(printPolicy(noon('2026-04-26')));
    expect(today.stdout).toContain('What the rules of the Messenger Platform allow on ');
  });

  test.each(['', '2026-13-01', '2026-02-30', '2026-1-1', '2026-01-01T00:00', 'tomorrow'])(
    '"%s" is no day',
    (text) => expect(parseDay(text)).toBeNull(),
  );
});

test('docs/platform-rules.md holds the tables as they are printed (npm run talaria -- policy --tables)', () => {
  const document = readFileSync(resolve(import.meta.dirname, '../../docs/platform-rules.md'), 'utf8');
  for (const table of printTables()) expect(document).toContain(table);
});
