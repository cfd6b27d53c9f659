// Of what was accepted: how much went by which way.
import { Text } from '@mantine/core';
import type { Report } from '../../api/types.ts';
import { formatNumber, formatShare } from '../../ui/format.ts';
import classes from './ReasonRows.module.css';
import { takenWords } from './routes.ts';

export function RoutesTaken({ report }: { report: Report }) {
  return (
    <ul className={classes['list']} aria-label="Accepted by way">
      {report.accepted_by_route.map((route) => (
        <li key={takenWords(route)} className={classes['item']}>
          <Text size="sm" className={classes['words'] ?? ''} style={{ overflowWrap: 'anywhere' }}>
            {takenWords(route)}
          </Text>
          <div className={classes['count']}>
            <Text size="sm" fw={600} className="numbers">
              {formatNumber(route.count)}
            </Text>
            <Text size="xs" c="dimmed" className="numbers">
              {formatShare(route.count, report.accepted)}
            </Text>
          </div>
        </li>
      ))}
    </ul>
  );
}
