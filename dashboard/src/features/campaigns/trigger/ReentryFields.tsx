// Whether somebody who came in once may come in again, or for a business event: whether everybody may get it again.
import { Radio, Stack } from '@mantine/core';
import type { Reentry } from '../../../api/types.ts';
import { ChoiceCard } from '../../../ui/ChoiceCard.tsx';
import { MinutesInput } from '../../../ui/MinutesInput.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId } from '../editor/problems.ts';
import { MAX_MINUTES } from './delay.ts';

const WEEK = 7 * 1440;

interface ReentryFieldsProps {
  reentry: Reentry;
  /** Of a business event it is the whole segment that gets it again. */
  isForAll: boolean;
  onChange: (reentry: Reentry) => void;
}

export function ReentryFields({ reentry, isForAll, onChange }: ReentryFieldsProps) {
  const { problems } = useDraftContext();
  const choose = (kind: string) => {
    if (kind === 'after') onChange({ kind, minutes: WEEK });
    else onChange({ kind: kind as Exclude<Reentry['kind'], 'after'> });
  };
  return (
    <Stack id={fieldId('trigger.reentry')} tabIndex={-1}>
      <Radio.Group aria-label="Again" value={reentry.kind} onChange={choose}>
        <Stack gap="xs">
          <ChoiceCard value="always" title="Every time it happens" />
          <ChoiceCard
            value="after"
            title="At most once in a while"
            text={isForAll ? 'So long after the last run.' : 'So long after they last came in.'}
          />
          <ChoiceCard
            value="when_done"
            title={isForAll ? 'When the run before is done' : 'When the message before is done'}
            text="Until then it is not started again."
          />
          <ChoiceCard value="never" title="Only once, ever" />
        </Stack>
      </Radio.Group>
      {reentry.kind === 'after' && (
        <MinutesInput
          id={fieldId('trigger.reentry.minutes')}
          label="At most once in"
          value={reentry.minutes}
          max={MAX_MINUTES}
          onChange={(minutes) => onChange({ kind: 'after', minutes })}
          error={fieldError(problems, 'trigger.reentry')}
        />
      )}
      <FieldWarnings field="trigger.reentry" withParts />
    </Stack>
  );
}
