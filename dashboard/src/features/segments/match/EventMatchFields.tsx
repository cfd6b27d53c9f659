// One event with its conditions outside of the segment builder: what starts a campaign, or keeps it from going on.
import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { catalogueQuery } from '../../../api/people.ts';
import type { EventMatch } from '../../../api/types.ts';
import { MatchContext, type MatchParts } from '../builder/BuilderContext.ts';
import classes from '../builder/builder.module.css';
import { Conditions } from '../builder/Conditions.tsx';
import { EventName } from '../builder/EventFields.tsx';
import { fromWhich, toWhich } from './match.ts';

export interface EventMatchFieldsProps {
  /** What a screen reader calls it: "Event 1". */
  label: string;
  match: EventMatch;
  onChange: (match: EventMatch) => void;
  /** Not given: it cannot be taken away. */
  onRemove?: (() => void) | undefined;
  /** By the path within the match: "event", "where.0.value". */
  faultOf: (field: string) => string | undefined;
  /** The DOM id of the group, for what leads to it. */
  id?: string;
}

export function EventMatchFields(props: EventMatchFieldsProps) {
  const { label, match, onChange, onRemove, faultOf, id } = props;
  const catalogue = useQuery(catalogueQuery);
  const which = toWhich(match);
  const parts = useMemo<MatchParts>(
    () => ({
      events: catalogue.data?.events.map(({ name }) => name) ?? [],
      attributesOf: (event) => catalogue.data?.events.find(({ name }) => name === event)?.attributes ?? [],
      faultOf: (at, field) => faultOf(`where.${at.replace('condition-', '')}.${field}`),
    }),
    [catalogue.data, faultOf],
  );
  return (
    <MatchContext value={parts}>
      <fieldset className={classes['line']} aria-label={label} id={id} tabIndex={id ? -1 : undefined}>
        <div className={classes['body']}>
          <div className={classes['fields']}>
            <EventName
              label="Event"
              event={match.event}
              onCommit={(event) => onChange({ ...match, event })}
              error={faultOf('event')}
            />
          </div>
          <Conditions which={which} onChange={(next) => onChange(fromWhich(next))} />
        </div>
        {onRemove && (
          <ActionIcon size={36} aria-label={`Remove ${label.toLowerCase()}`} onClick={onRemove}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        )}
      </fieldset>
    </MatchContext>
  );
}
