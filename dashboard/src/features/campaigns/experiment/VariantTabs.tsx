// Which variant is being written: a tab each.
import { Tabs } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useDraftContext } from '../editor/DraftContext.ts';
import { variantOf } from './experiment.ts';

/** The variant on the screen, and showing another; a problem that somebody follows leads to its own. */
export function useShownVariant(): [variant: number, show: (variant: number) => void] {
  const { definition, shownField } = useDraftContext();
  const asked = shownField === undefined ? null : variantOf(shownField);
  const [shown, setShown] = useState({ variant: asked ?? 0, field: shownField });
  const followed =
    asked !== null && shown.field !== shownField ? { variant: asked, field: shownField } : shown;
  if (followed !== shown) setShown(followed);
  const last = (definition.experiment?.variants.length ?? 1) - 1;
  return [Math.min(followed.variant, last), (variant) => setShown({ variant, field: shownField })];
}

interface VariantTabsProps {
  shown: number;
  onShow: (variant: number) => void;
}

export function VariantTabs({ shown, onShow }: VariantTabsProps) {
  const { definition, problems } = useDraftContext();
  const { experiment } = definition;
  if (experiment === null) return null;
  const isWrong = (variant: number): boolean =>
    problems.some(({ field, severity }) => severity === 'error' && variantOf(field) === variant);
  return (
    <Tabs value={`${shown}`} onChange={(value) => onShow(Number(value))}>
      <Tabs.List aria-label="Variants">
        {experiment.variants.map(({ name, weight }, index) => (
          <Tabs.Tab
            // biome-ignore lint/suspicious/noArrayIndexKey: a variant is known by its place
            key={index}
            value={`${index}`}
            rightSection={
              isWrong(index) && (
                <IconAlertTriangle size={14} color="var(--mantine-color-error)" aria-label="To be mended" />
              )
            }
          >
            {name || `Variant ${index + 1}`} · {weight} %
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
