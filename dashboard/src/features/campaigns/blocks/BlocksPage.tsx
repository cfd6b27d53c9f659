// Content blocks: the texts that several messages share, and the one that is open beside them.
import { Button, NavLink, Paper, Stack, Text } from '@mantine/core';
import { IconPlus, IconTextPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { blocksQuery } from '../../../api/campaign-texts.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { LoadingRows } from '../../../ui/Loading.tsx';
import { TextLink } from '../../../ui/links.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { SearchInput } from '../../../ui/SearchInput.tsx';
import { BlockEditor } from './BlockEditor.tsx';
import classes from './BlocksPage.module.css';

export const NEW_BLOCK = 'new';

interface BlocksPageProps {
  /** Its id, or NEW_BLOCK. */
  open: string | undefined;
  onOpen: (id: string | undefined) => void;
}

export function BlocksPage({ open, onOpen }: BlocksPageProps) {
  const blocks = useQuery(blocksQuery);
  const [search, setSearch] = useState('');
  const all = blocks.data?.blocks ?? [];
  const shown = all.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const chosen = all.find(({ id }) => id === open);
  const create = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => onOpen(NEW_BLOCK)}>
      New block
    </Button>
  );
  const isEmpty = blocks.data?.blocks.length === 0;
  return (
    <>
      <PageHeader
        title="Content blocks"
        back={<TextLink to="/campaigns">Campaigns</TextLink>}
        description="Texts that several messages share, chosen under Personalise. A message takes them in when it is published, and keeps them as they were."
        actions={!(isEmpty && open === undefined) && create}
      />
      {blocks.error && <ErrorState error={blocks.error} onRetry={blocks.refetch} />}
      {blocks.isPending && <LoadingRows />}
      {isEmpty && open === undefined && (
        <Paper withBorder radius="lg">
          <EmptyState icon={<IconTextPlus size={26} />} title="No content blocks yet" action={create}>
            Write a signature, a legal note or an opening once, and use it in every message.
          </EmptyState>
        </Paper>
      )}
      {blocks.data && !(isEmpty && open === undefined) && (
        <div className={classes['columns']}>
          <Stack gap="xs" component="nav" aria-label="Content blocks">
            {all.length > 8 && <SearchInput label="Search blocks" initial="" onSearch={setSearch} />}
            <div className={classes['list']}>
              {shown.map(({ id, name, body }) => (
                <NavLink
                  key={id}
                  component="button"
                  label={name}
                  description={body.slice(0, 80)}
                  active={id === open}
                  onClick={() => onOpen(id)}
                />
              ))}
              {shown.length === 0 && all.length > 0 && (
                <Text size="sm" c="dimmed" p="sm">
                  No block of this name.
                </Text>
              )}
            </div>
          </Stack>
          {open === NEW_BLOCK || chosen ? (
            <BlockEditor
              key={chosen ? `${chosen.id} ${chosen.updated_at}` : NEW_BLOCK}
              block={chosen ?? null}
              onSaved={onOpen}
            />
          ) : (
            <Text c="dimmed">Choose a block, or write a new one.</Text>
          )}
        </div>
      )}
    </>
  );
}
