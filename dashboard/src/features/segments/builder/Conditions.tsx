// Which events of a name count: conditions on what the event itself carries.
import { ActionIcon, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type AttributeDraft, MAX_CONDITIONS, type WhichDraft } from '../draft.ts';
import fields from '../fields/fields.module.css';
import { newAttribute } from '../newLines.ts';
import { AttributeFields } from './AttributeFields.tsx';
import { useMatchParts } from './BuilderContext.ts';
import classes from './builder.module.css';

interface ConditionsProps<W extends WhichDraft> {
  which: W;
  onChange: (which: W) => void;
  /** More that may be asked of the same events. */
  more?: ReactNode;
}

export function Conditions<W extends WhichDraft>({ which, onChange, more }: ConditionsProps<W>) {
  const { attributesOf } = useMatchParts();
  const where = which.where ?? [];
  const known = attributesOf(which.event);
  const setWhere = (next: AttributeDraft[]) => onChange({ ...which, where: next });
  return (
    <div className={classes['sublines']}>
      {where.length > 1 && (
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            of those where
          </Text>
          <SegmentedControl
            size="xs"
            aria-label="How the conditions join"
            data={[
              { value: 'all', label: 'all' },
              { value: 'any', label: 'any' },
            ]}
            value={which.where_match ?? 'all'}
            onChange={(where_match) => onChange({ ...which, where_match: where_match as 'all' | 'any' })}
          />
          <Text size="sm" c="dimmed">
            hold
          </Text>
        </Group>
      )}
      {where.map((condition, index) => (
        <fieldset key={condition.id} className={classes['line']} aria-label={`Condition ${index + 1}`}>
          <div className={classes['fields']}>
            <Text span className={fields['word']}>
              {where.length > 1 ? '·' : 'where'}
            </Text>
            <AttributeFields
              draft={condition}
              known={known}
              event={which.event}
              onChange={(next) => setWhere(where.with(index, next))}
            />
          </div>
          <ActionIcon
            size={36}
            aria-label={`Remove condition ${condition.attribute}`.trim()}
            onClick={() => setWhere(where.toSpliced(index, 1))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </fieldset>
      ))}
      <Group gap="xs">
        <SmallAdd
          label={where.length === 0 ? 'Condition' : 'Another condition'}
          disabled={where.length >= MAX_CONDITIONS}
          onClick={() => setWhere([...where, newAttribute()])}
        />
        {more}
      </Group>
    </div>
  );
}

interface SmallAddProps {
  label: string;
  disabled?: boolean;
  onClick: () => void;
}

export function SmallAdd({ label, disabled = false, onClick }: SmallAddProps) {
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      leftSection={<IconPlus size={12} aria-hidden />}
      disabled={disabled}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}
