// Several messages against each other: their names and shares, and who decides which is the best.
import { ActionIcon, Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { CampaignDefinition } from '../../../api/types.ts';
import { AddButton } from '../../../ui/AddButton.tsx';
import { confirmAction } from '../../../ui/confirm.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { fieldError, fieldId, ownError } from '../editor/problems.ts';
import { addVariant, keepVariant, MAX_VARIANTS, removeVariant } from './experiment.ts';
import { WinnerFields } from './WinnerFields.tsx';
import { evenWeights, setWeight } from './weights.ts';

interface ExperimentPanelProps {
  /** The variant that is being written. */
  shown: number;
  onShow: (variant: number) => void;
}

export function ExperimentPanel({ shown, onShow }: ExperimentPanelProps) {
  const { definition, change, problems } = useDraftContext();
  const { experiment } = definition;
  if (experiment === null) return null;
  const { variants } = experiment;
  const setWeights = (weights: number[]) =>
    change({
      experiment: {
        ...experiment,
        variants: variants.map((one, index) => ({ ...one, weight: weights[index] ?? one.weight })),
      },
    });
  const fault = ownError(problems, 'experiment.variants');
  return (
    <Panel
      title="Several messages"
      description="Everybody gets one of them, always the same one. The report compares them."
      actions={<EndButton shown={shown} />}
    >
      <Stack gap="md">
        <Stack gap="xs" id={fieldId('experiment.variants')} tabIndex={-1}>
          {variants.map((_, index) => (
            <VariantRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a variant is known by its place
              key={index}
              index={index}
              onWeight={(percent) =>
                setWeights(
                  setWeight(
                    variants.map(({ weight }) => weight),
                    index,
                    percent,
                  ),
                )
              }
              onRemove={() => {
                change(removeVariant(definition, index));
                onShow(Math.max(0, shown >= index ? shown - 1 : shown));
              }}
            />
          ))}
          {fault && (
            <Text size="sm" c="var(--mantine-color-error)">
              {fault}
            </Text>
          )}
        </Stack>
        <Group gap="xs">
          <AddButton
            disabled={variants.length >= MAX_VARIANTS}
            onClick={() => {
              change(addVariant(definition, shown));
              onShow(variants.length);
            }}
          >
            Add a variant
          </AddButton>
          <Button variant="subtle" size="xs" onClick={() => setWeights(evenWeights(variants.length))}>
            Split evenly
          </Button>
        </Group>
        <WinnerFields />
      </Stack>
    </Panel>
  );
}

interface VariantRowProps {
  index: number;
  onWeight: (percent: number) => void;
  onRemove: () => void;
}

function VariantRow({ index, onWeight, onRemove }: VariantRowProps) {
  const { definition, change, problems } = useDraftContext();
  const { experiment } = definition;
  const variant = experiment?.variants[index];
  if (!experiment || !variant) return null;
  const { name, weight } = variant;
  const path = `experiment.variants.${index}`;
  const rename = (next: string) =>
    change({
      experiment: { ...experiment, variants: experiment.variants.with(index, { ...variant, name: next }) },
    });
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <TextInput
        id={fieldId(`${path}.name`)}
        aria-label={`Name of variant ${index + 1}`}
        style={{ flex: 1, minWidth: 0 }}
        maxLength={60}
        value={name}
        error={fieldError(problems, `${path}.name`)}
        onChange={(event) => rename(event.currentTarget.value)}
      />
      <NumberInput
        aria-label={`Share of ${name || `variant ${index + 1}`}`}
        suffix=" %"
        w={96}
        min={1}
        max={100 - (experiment.variants.length - 1)}
        allowDecimal={false}
        value={weight}
        onChange={(value) => typeof value === 'number' && onWeight(value)}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={`Remove ${name || `variant ${index + 1}`}`}
        onClick={() =>
          confirmAction({
            title: `Remove ${name || 'this variant'}?`,
            body: 'What was written for it is gone.',
            verb: 'Remove',
            onConfirm: onRemove,
          })
        }
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

function EndButton({ shown }: { shown: number }) {
  const { definition, change } = useDraftContext();
  const name = nameOf(definition, shown);
  return (
    <Button
      variant="default"
      size="xs"
      onClick={() =>
        confirmAction({
          title: `Keep only ${name}?`,
          body: `Everybody gets ${name}. What was written for the others is gone.`,
          verb: 'Keep only this one',
          onConfirm: () => change(keepVariant(definition, shown)),
        })
      }
    >
      Keep only {name}
    </Button>
  );
}

const nameOf = ({ experiment }: CampaignDefinition, index: number): string =>
  experiment?.variants[index]?.name || `variant ${index + 1}`;

/** For a campaign that says one thing so far. */
export function StartExperiment({ onShow }: { onShow: (variant: number) => void }) {
  const { definition, change } = useDraftContext();
  if (definition.experiment !== null) return null;
  return (
    <Panel
      title="Test several messages"
      description="Some people get this message, others another one. See which does better, or let the better one go to everybody else."
    >
      <AddButton
        onClick={() => {
          change(addVariant(definition, 0));
          onShow(1);
        }}
      >
        Add a variant
      </AddButton>
    </Panel>
  );
}
