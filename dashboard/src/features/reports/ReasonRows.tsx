// Groups of recipients with the same answer: how many, what it means, who can mend it, what is done about it.
import { Text, UnstyledButton } from '@mantine/core';
import type { ReasonCount } from '../../api/types.ts';
import { formatNumber, formatShare } from '../../ui/format.ts';
import classes from './ReasonRows.module.css';
import { MENDER_WORDS } from './reasons.ts';

interface ReasonRowsProps {
  reasons: ReasonCount[];
  of: number;
  onReason: (reason: string) => void;
}

export function ReasonRows({ reasons, of, onReason }: ReasonRowsProps) {
  return (
    <ul className={classes['list']}>
      {reasons.map((reason) => (
        <li key={reason.reason} className={classes['item']}>
          <Explanation reason={reason} />
          <div className={classes['count']}>
            <Text size="sm" fw={600} className="numbers">
              {formatNumber(reason.count)}
            </Text>
            <Text size="xs" c="dimmed" className="numbers">
              {formatShare(reason.count, of)}
            </Text>
            <UnstyledButton
              className={classes['show']}
              aria-label={`Show who: ${reason.title}`}
              onClick={() => onReason(reason.reason)}
            >
              Show who
            </UnstyledButton>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Explanation({ reason }: { reason: ReasonCount }) {
  return (
    <div className={classes['words']}>
      <Text size="sm">{reason.title}</Text>
      {reason.remedy && (
        <Text size="sm" c="dimmed">
          {reason.remedy}
        </Text>
      )}
      <dl className={classes['facts']}>
        <Fact name="Mended by">{MENDER_WORDS[reason.who]}</Fact>
        <Fact name="Talaria">{reason.does}</Fact>
        <Fact name="Code">
          <span className={classes['code']}>{reason.reason}</span>
        </Fact>
      </dl>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className={classes['fact']}>
      <dt>{name}:</dt>
      <dd>{children}</dd>
    </div>
  );
}
