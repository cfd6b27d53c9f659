// The wizard of a draft, or of the next version of what is live: who, what, when, and a last look. It saves by itself.
import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { campaignQuery } from '../../../api/campaigns.ts';
import type { Campaign } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../../ui/Loading.tsx';
import { ButtonLink, TextLink } from '../../../ui/links.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { useTypeSwitch } from '../type/useTypeSwitch.ts';
import { DraftContext } from './DraftContext.ts';
import { EditorHeader } from './EditorHeader.tsx';
import { leadTo, type Step } from './problems.ts';
import { ReviewStep } from './ReviewStep.tsx';
import { StepLinks } from './StepLinks.tsx';
import { useDraft } from './useDraft.ts';
import { WhatStep } from './WhatStep.tsx';
import { WhenStep } from './WhenStep.tsx';
import { type SegmentDialogSlot, WhoStep } from './WhoStep.tsx';

interface CampaignEditorProps {
  campaignId: string;
  step: Step;
  /** The field a problem led to. */
  field: string | undefined;
  /** The time zone of the workspace, for a new schedule. */
  timeZone: string;
  segmentDialog: SegmentDialogSlot;
  onReload: () => void;
}

export function CampaignEditor(props: CampaignEditorProps) {
  const campaign = useQuery({
    ...campaignQuery(props.campaignId),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const back = <TextLink to="/campaigns">← Campaigns</TextLink>;
  if (campaign.data?.actions.includes('edit'))
    return <Editor {...props} campaign={campaign.data} back={back} />;
  if (campaign.data) {
    return <Navigate to="/campaigns/$campaignId" params={{ campaignId: props.campaignId }} replace />;
  }
  return (
    <>
      <PageHeader title="Campaign" back={back} />
      {campaign.isPending && <LoadingPanels />}
      {campaign.error && <ErrorState error={campaign.error} onRetry={campaign.refetch} />}
    </>
  );
}

interface EditorProps extends CampaignEditorProps {
  campaign: Campaign;
  back: ReactNode;
}

function Editor({ campaign, back, step, field, timeZone, segmentDialog, onReload }: EditorProps) {
  const draft = useDraft(campaign, field);
  const changeType = useTypeSwitch(draft, timeZone);
  useEffect(() => (field ? leadTo(field) : undefined), [field]);
  return (
    <DraftContext value={draft}>
      <EditorHeader back={back} onReload={onReload} />
      <StepLinks current={step} />
      {step === 'who' && <WhoStep segmentDialog={segmentDialog} />}
      {step === 'what' && <WhatStep />}
      {step === 'when' && <WhenStep timeZone={timeZone} onType={changeType} />}
      {step === 'review' && <ReviewStep />}
      <StepButtons campaignId={campaign.id} step={step} />
    </DraftContext>
  );
}

const ORDER: readonly Step[] = ['who', 'what', 'when', 'review'];
const NEXT_LABELS = { who: 'Next: what', what: 'Next: when', when: 'Next: review' };

function StepButtons({ campaignId, step }: { campaignId: string; step: Step }) {
  const before = ORDER[ORDER.indexOf(step) - 1];
  const after = ORDER[ORDER.indexOf(step) + 1];
  const link = { to: '/campaigns/$campaignId/edit', params: { campaignId } } as const;
  return (
    <Group justify="space-between" mt="xl">
      {before ? (
        <ButtonLink {...link} search={{ step: before }} variant="default">
          Back
        </ButtonLink>
      ) : (
        <span />
      )}
      {after && step !== 'review' && (
        <ButtonLink {...link} search={{ step: after }}>
          {NEXT_LABELS[step]}
        </ButtonLink>
      )}
    </Group>
  );
}
