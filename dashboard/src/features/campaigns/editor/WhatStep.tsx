// Step 2: what everyone gets and by which ways, beside what it looks like for one person.
import { Grid, Stack } from '@mantine/core';
import { Composer } from '../compose/Composer.tsx';
import { DeliveryFields } from '../compose/DeliveryFields.tsx';
import { ContentPanel } from '../content/ContentPanel.tsx';
import { ExperimentPanel, StartExperiment } from '../experiment/ExperimentPanel.tsx';
import { VariantScope } from '../experiment/VariantScope.tsx';
import { useShownVariant, VariantTabs } from '../experiment/VariantTabs.tsx';
import { LanguageScope } from '../languages/LanguageScope.tsx';
import { LanguageTabs, useShownLanguage } from '../languages/LanguageTabs.tsx';
import { OWN } from '../languages/languages.ts';
import { ConvertOffer } from '../personalise/ConvertOffer.tsx';
import { UsesPanel } from '../personalise/UsesPanel.tsx';
import { LookPanel } from '../preview/LookPanel.tsx';
import { RequestPart } from '../request/RequestPart.tsx';
import { RoutesPanel } from '../routes/RoutesPanel.tsx';
import { WhatPanel } from '../what/WhatPanel.tsx';
import { whatOf } from '../what/what.ts';
import { useDraftContext } from './DraftContext.ts';

export function WhatStep() {
  const [variant, showVariant] = useShownVariant();
  return (
    <Stack gap="lg">
      <ExperimentPanel shown={variant} onShow={showVariant} />
      <VariantTabs shown={variant} onShow={showVariant} />
      <VariantScope key={variant} variant={variant}>
        <Content />
      </VariantScope>
      <ContentPanel />
      <UsesPanel />
      <StartExperiment onShow={showVariant} />
    </Stack>
  );
}

/** Of the variant that is shown. */
function Content() {
  const { definition } = useDraftContext();
  const what = whatOf(definition);
  const [chosen, setChosen] = useShownLanguage();
  const language = what === 'compose' ? chosen : OWN;
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 7 }}>
        <Stack gap="lg">
          <WhatPanel />
          {what === 'request' && <RequestPart />}
          {what === 'compose' && <LanguageTabs shown={language} onShow={setChosen} />}
          <LanguageScope language={language}>
            <ConvertOffer />
            {what === 'compose' && <Composer key={language} />}
          </LanguageScope>
          {definition.delivery_type !== 'conversation' && <RoutesPanel />}
          {what === 'compose' && (
            <LanguageScope language={language}>
              <DeliveryFields />
            </LanguageScope>
          )}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 5 }}>
        <LanguageScope language={language}>
          <LookPanel />
        </LanguageScope>
      </Grid.Col>
    </Grid>
  );
}
