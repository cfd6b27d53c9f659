// Who may sign in: add somebody, change what they may do, give a new one-time password, remove them.
import { Button, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { operatorsQuery } from '../../api/access.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { AddOperatorDialog } from './AddOperatorDialog.tsx';
import { OneTimePassword } from './OneTimePassword.tsx';
import { OperatorsTable } from './OperatorsTable.tsx';
import { useResetPassword } from './useOperatorChanges.ts';

export function OperatorsPanel() {
  const operators = useQuery(operatorsQuery);
  const [isOpen, { open, close }] = useDisclosure(false);
  const resetting = useResetPassword();
  return (
    <Panel
      title="Operators"
      description="Who may sign in to this workspace, and what they may do."
      actions={
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
          Add operator
        </Button>
      }
    >
      {operators.isPending && <LoadingRows rows={2} />}
      {operators.error && <ErrorState error={operators.error} onRetry={operators.refetch} />}
      {operators.data && (
        <OperatorsTable operators={operators.data.operators} onNewPassword={resetting.ask} />
      )}
      {operators.data?.operators.length === 1 && (
        <Text size="sm" c="dimmed" mt="sm">
          You are the only one. A second operator who may send can approve what you publish.
        </Text>
      )}
      <AddOperatorDialog isOpen={isOpen} onClose={close} />
      <Modal
        opened={resetting.made !== undefined}
        onClose={resetting.forget}
        title="A new one-time password"
        closeOnClickOutside={false}
      >
        {resetting.made && (
          <OneTimePassword
            email={resetting.made.email}
            password={resetting.made.one_time_password}
            onClose={resetting.forget}
          />
        )}
      </Modal>
    </Panel>
  );
}
