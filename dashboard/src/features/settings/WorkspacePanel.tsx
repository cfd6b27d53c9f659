// The workspace's name, and the time zone its segments and campaigns reckon in.
import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { meQuery, saveWorkspace } from '../../api/access.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { applyFormError } from '../../ui/formError.ts';
import { notifyDone } from '../../ui/notify.ts';
import { Panel } from '../../ui/Panel.tsx';
import { TIME_ZONES } from '../../ui/timeZones.ts';

export function WorkspacePanel({ workspace }: { workspace: { name: string; time_zone: string } }) {
  const queryClient = useQueryClient();
  const { name, time_zone } = workspace;
  const form = useForm({ initialValues: { name, time_zone } });
  const saving = useMutation({
    mutationFn: saveWorkspace,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      notifyDone('Saved');
    },
    onError: (error) => applyFormError(form, error),
  });
  const isAtField = Object.keys(form.errors).length > 0;
  return (
    <Panel title="Workspace" description="Today, this week and hours of the day are those of its time zone.">
      <form onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
        <Stack maw={360}>
          {saving.error && !isAtField && <ErrorState error={saving.error} title="Nothing was changed" />}
          <TextInput label="Name" {...form.getInputProps('name')} />
          <Select
            label="Time zone"
            searchable
            allowDeselect={false}
            // One saved under an old name of its zone.
            data={TIME_ZONES.includes(time_zone) ? TIME_ZONES : [time_zone, ...TIME_ZONES]}
            {...form.getInputProps('time_zone')}
          />
          <Group>
            <Button type="submit" loading={saving.isPending} disabled={!form.isDirty()}>
              Save workspace
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
