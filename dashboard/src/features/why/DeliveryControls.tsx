// In the drawer of a recipient: what each control did with the message, one click away.
import { Button, Collapse, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { whyQuery } from '../../api/why.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { ControlList } from './ControlList.tsx';

interface DeliveryControlsProps {
  campaignId: string;
  personId: string;
  deliveryId: string;
}

export function DeliveryControls(of: DeliveryControlsProps) {
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <Stack gap="xs">
      <div>
        <Button size="compact-sm" variant="default" aria-expanded={isOpen} onClick={toggle}>
          {isOpen ? 'Hide controls' : 'Controls'}
        </Button>
      </div>
      <Collapse expanded={isOpen}>{isOpen && <Controls {...of} />}</Collapse>
    </Stack>
  );
}

function Controls({ campaignId, personId, deliveryId }: DeliveryControlsProps) {
  const why = useQuery(whyQuery(campaignId, personId));
  if (why.isPending) return <LoadingRows rows={4} />;
  if (why.error) return <ErrorState error={why.error} onRetry={why.refetch} />;
  const message = why.data.controls.find(({ delivery_id }) => delivery_id === deliveryId);
  if (message) return <ControlList of={message} />;
  return (
    <Text size="sm" c="dimmed">
      They have had many messages of this campaign since; of this one it is not told any more.
    </Text>
  );
}
