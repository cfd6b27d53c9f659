// The delivery type of the draft: the one that is chosen, and the others to change to. What was entered for another type
// comes back with it.
import { Alert, Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconInfoCircle } from '@tabler/icons-react';
import type { DeliveryType } from '../../../api/types.ts';
import { FaultText } from '../../../ui/FaultText.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { fieldError, fieldId } from '../editor/problems.ts';
import { DELIVERY_TYPES } from './deliveryTypes.ts';
import { TypeChoice } from './TypeChoice.tsx';

export function TypePanel({ onType }: { onType: (type: DeliveryType) => void }) {
  const { campaign, definition, problems } = useDraftContext();
  // What runs stays what it is: its open runs would wait for what never comes.
  const isLive = campaign.live_version !== null;
  const [isOpen, { toggle }] = useDisclosure(false);
  const chosen = DELIVERY_TYPES.find(({ type }) => type === definition.delivery_type);
  const fault = fieldError(problems, 'delivery_type');
  return (
    <Panel
      title="How it starts"
      {...(isLive && { description: 'It is published so and stays so; duplicate the campaign for another.' })}
      actions={
        !isLive && (
          <Button size="compact-sm" variant="default" aria-expanded={isOpen} onClick={toggle}>
            {isOpen ? 'Done' : 'Change'}
          </Button>
        )
      }
    >
      <Stack gap="xs" id={fieldId('delivery_type')} tabIndex={-1}>
        {isOpen ? (
          <TypeChoice value={definition.delivery_type} onChange={onType} />
        ) : (
          <>
            <div>
              <Text fw={550}>{chosen?.title}</Text>
              <Text size="sm" c="dimmed">
                {chosen?.text}
              </Text>
            </div>
            <Alert icon={<IconInfoCircle size={18} />} py="xs">
              {chosen?.rule}
            </Alert>
          </>
        )}
        {fault && <FaultText>{fault}</FaultText>}
      </Stack>
    </Panel>
  );
}
