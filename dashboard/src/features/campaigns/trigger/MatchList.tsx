// Several events with conditions, any of which counts.
import { Stack, Text } from '@mantine/core';
import type { EventMatch, Trigger } from '../../../api/types.ts';
import { AddButton } from '../../../ui/AddButton.tsx';
import { FaultText } from '../../../ui/FaultText.tsx';
import { EventMatchFields } from '../../segments/match/EventMatchFields.tsx';
import { newMatch } from '../../segments/match/match.ts';
import { useDraftContext } from '../editor/DraftContext.ts';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId, ownError } from '../editor/problems.ts';

interface MatchListProps {
  field: 'events' | 'unless';
  trigger: Trigger;
  /** "Event": of which there are several. */
  what: string;
  addLabel: string;
  max: number;
  /** Whether one has to stay. */
  isNeeded?: boolean;
  onChange: (matches: EventMatch[]) => void;
}

export function MatchList(props: MatchListProps) {
  const { field, trigger, what, addLabel, max, isNeeded = false, onChange } = props;
  const { problems } = useDraftContext();
  // One that is needed is there to be filled in.
  const matches = isNeeded && trigger[field].length === 0 ? [newMatch()] : trigger[field];
  const path = `trigger.${field}`;
  const fault = ownError(problems, path);
  return (
    <Stack gap="sm" id={fieldId(path)} tabIndex={-1}>
      {matches.map((match, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an event is the one at its place; it has no other name
        <div key={index}>
          {index > 0 && (
            <Text size="sm" c="dimmed" mb={6}>
              or
            </Text>
          )}
          <EventMatchFields
            id={fieldId(`${path}.${index}`)}
            label={`${what} ${index + 1}`}
            match={match}
            onChange={(next) => onChange(matches.with(index, next))}
            onRemove={
              isNeeded && matches.length === 1 ? undefined : () => onChange(matches.toSpliced(index, 1))
            }
            faultOf={(part) => fieldError(problems, `${path}.${index}.${part}`)}
          />
          <FieldWarnings field={`${path}.${index}`} withParts />
        </div>
      ))}
      <FieldWarnings field={path} />
      {fault && <FaultText>{fault}</FaultText>}
      <div>
        <AddButton
          isQuiet
          disabled={matches.length >= max}
          onClick={() => onChange([...matches, newMatch()])}
        >
          {addLabel}
        </AddButton>
      </div>
    </Stack>
  );
}
