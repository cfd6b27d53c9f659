// The entry links of a Page: which there are and what they brought; each opens with its QR code, its visits and its people.
import { Alert, Button, Switch, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLink, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type EntryLink, linksQuery } from '../../api/entry.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatNumber } from '../../ui/format.ts';
import { LoadingRows } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowButton } from '../../ui/RowLink.tsx';
import { useLoadMore } from '../../ui/useLoadMore.ts';
import { type Column, VirtualTable } from '../../ui/VirtualTable.tsx';
import { NewLinkDialog } from './LinkDialogs.tsx';
import { LinkDrawer } from './LinkDrawer.tsx';

const rowsOf = (reply: { links: EntryLink[] }) => reply.links;

export function LinksPanel({ pageId }: { pageId: string }) {
  const [isArchived, setArchived] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  const [isMaking, making] = useDisclosure(false);
  const links = useInfiniteQuery(linksQuery(pageId, isArchived));
  const { rows, ...more } = useLoadMore(links, rowsOf);
  const forged = links.data?.pages[0]?.forged ?? 0;
  const make = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={making.open}>
      New link
    </Button>
  );
  return (
    <Panel
      title="Links and QR codes"
      description="Put one on a poster, in a mail or on your site. Talaria counts who comes by it, and a personal one ties the person to your customer."
      actions={
        <>
          <Switch
            label="Show put away"
            checked={isArchived}
            onChange={(event) => setArchived(event.currentTarget.checked)}
          />
          {rows.length > 0 && make}
        </>
      }
    >
      {forged > 0 && (
        <Alert color="yellow" mb="md" title={`${formatNumber(forged)} opened with a changed personal link`}>
          Somebody altered a personal link, or opened one of another Page. Nobody was tied to a customer by
          it.
        </Alert>
      )}
      {links.isPending && <LoadingRows rows={3} />}
      {links.error && <ErrorState error={links.error} onRetry={links.refetch} />}
      {links.data && rows.length === 0 && <NoLinks isArchived={isArchived} make={make} />}
      {rows.length > 0 && (
        <VirtualTable
          label="Entry links"
          columns={columns(setOpenId)}
          rows={rows}
          rowKey={(link) => link.id}
          moreOnDemand
          {...more}
        />
      )}
      <LinkDrawer linkId={openId} onClose={() => setOpenId(null)} />
      <NewLinkDialog
        pageId={pageId}
        isOpen={isMaking}
        onClose={making.close}
        onMade={(link) => setOpenId(link.id)}
      />
    </Panel>
  );
}

function NoLinks({ isArchived, make }: { isArchived: boolean; make: React.ReactNode }) {
  if (isArchived)
    return (
      <Text size="sm" c="dimmed">
        No link was put away.
      </Text>
    );
  return (
    <EmptyState icon={<IconLink size={26} />} title="No links yet" action={make}>
      Make one for each place people see it, and you know which place brings whom.
    </EmptyState>
  );
}

const number = (key: keyof EntryLink['counts'], title: string, wideOnly = false): Column<EntryLink> => ({
  key,
  title,
  width: '84px',
  align: 'end',
  wideOnly,
  cell: (link) => <span className="numbers">{formatNumber(link.counts[key])}</span>,
});

const columns = (onOpen: (id: string) => void): Column<EntryLink>[] => [
  {
    key: 'name',
    title: 'Link',
    width: 'minmax(0, 2fr)',
    cell: (link) => (
      <>
        <RowButton onClick={() => onOpen(link.id)}>{link.name}</RowButton>
        <Text size="xs" c="dimmed" truncate>
          {link.tag ? `${link.tag} · ` : ''}
          {link.ref_code}
        </Text>
      </>
    ),
  },
  number('opens', 'Opened'),
  number('people', 'People', true),
  number('new_people', 'New', true),
  number('tied', 'Tied', true),
  {
    key: 'conflicts',
    title: 'Conflicts',
    width: '92px',
    align: 'end',
    wideOnly: true,
    cell: ({ counts }) => (
      <Text span size="sm" className="numbers" {...(counts.conflicts > 0 && { c: 'red' })}>
        {formatNumber(counts.conflicts)}
      </Text>
    ),
  },
];
