// Back from Facebook's dialog: the code becomes Pages, the operator ticks those to connect, and each says how it went.
import { Card, Loader, Stack, Text } from '@mantine/core';
import { IconBrandFacebook } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { loginCodeQuery, loginOfferQuery } from '../../../api/page-login.ts';
import type { ChosenPage } from '../../../api/types.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { TextLink } from '../../../ui/links.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { ChosenPages } from './ChosenPages.tsx';
import { ContinueButton } from './ContinueButton.tsx';
import { OfferForm } from './OfferForm.tsx';

interface PageLoginPageProps {
  code?: string;
  state?: string;
  /** Why the dialog came back without a code. */
  error?: string;
  /** A login whose Pages wait for the choice. */
  login?: string;
  onOffer: (loginId: string) => void;
}

export function PageLoginPage(props: PageLoginPageProps) {
  const { code, state, login } = props;
  return (
    <>
      <PageHeader
        title="Connect Pages"
        back={<TextLink to="/pages">← Pages</TextLink>}
        description="Choose the Pages Talaria collects people from and sends for."
      />
      {login !== undefined ? (
        <Offer loginId={login} />
      ) : code !== undefined && state !== undefined ? (
        <Exchange answer={{ code, state }} onOffer={props.onOffer} />
      ) : (
        <Cancelled because={props.error} />
      )}
    </>
  );
}

function Exchange({
  answer,
  onOffer,
}: {
  answer: { code: string; state: string };
  onOffer: (loginId: string) => void;
}) {
  const queryClient = useQueryClient();
  const exchange = useQuery(loginCodeQuery(answer));
  const offer = exchange.data;
  useEffect(() => {
    if (!offer) return;
    queryClient.setQueryData(loginOfferQuery(offer.login_id).queryKey, offer);
    onOffer(offer.login_id);
  }, [offer, queryClient, onOffer]);
  if (exchange.error) return <Failed error={exchange.error} />;
  return <Asking />;
}

function Offer({ loginId }: { loginId: string }) {
  const offer = useQuery(loginOfferQuery(loginId));
  const [chosen, setChosen] = useState<ChosenPage[] | null>(null);
  if (chosen) return <ChosenPages pages={chosen} />;
  if (offer.data) return <OfferForm offer={offer.data} onChosen={setChosen} />;
  return offer.error ? <Failed error={offer.error} /> : <Asking />;
}

function Asking() {
  return (
    <Card>
      <Stack align="center" py={40} gap="sm" role="status">
        <Loader />
        <Text c="dimmed">Asking Facebook for your Pages…</Text>
      </Stack>
    </Card>
  );
}

function Failed({ error }: { error: unknown }) {
  return (
    <Stack>
      <ErrorState error={error} title="The login was not finished" />
      <div>
        <ContinueButton>Begin again</ContinueButton>
      </div>
    </Stack>
  );
}

function Cancelled({ because }: { because: string | undefined }) {
  const wasCancelled = because === 'access_denied';
  return (
    <Card>
      <EmptyState
        icon={<IconBrandFacebook size={26} />}
        title={wasCancelled ? 'The login was cancelled' : 'No login came back'}
        action={<ContinueButton />}
      >
        {wasCancelled
          ? 'Nothing was connected and nothing was stored. To connect Pages, go through the dialog and tick them.'
          : because === undefined
            ? 'This address belongs to the way back from Facebook. Begin the login here.'
            : `Facebook says: ${because}. Nothing was connected.`}
      </EmptyState>
    </Card>
  );
}
