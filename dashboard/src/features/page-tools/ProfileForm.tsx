// Editing the Messenger profile, language by language, with the phone beside it.
import { Button, Grid, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type MessengerProfile, type ProfileView, profileQuery, saveProfile } from '../../api/page-tools.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { Panel } from '../../ui/Panel.tsx';
import { LanguageFields } from './LanguageFields.tsx';
import { LanguagePicker } from './LanguagePicker.tsx';
import { ProfilePhone } from './ProfilePhone.tsx';
import { emptyLanguage, type LanguageDraft, LIMITS, toDraft, toProfile } from './profileDraft.ts';

interface ProfileFormProps {
  pageId: string;
  pageName: string;
  profile: MessengerProfile;
  view: ProfileView;
}

export function ProfileForm({ pageId, pageName, profile, view }: ProfileFormProps) {
  const [draft, setDraft] = useState(() => toDraft(profile));
  const [locale, setLocale] = useState('default');
  const saving = useSave(pageId);
  const wanted = toProfile(draft);
  const isSame = JSON.stringify(wanted) === JSON.stringify(toProfile(toDraft(profile)));
  const language = draft.languages.find((one) => one.locale === locale) ?? emptyLanguage(locale);
  const change = (changes: Partial<LanguageDraft>) =>
    setDraft({
      ...draft,
      languages: draft.languages.map((one) => (one.locale === locale ? { ...one, ...changes } : one)),
    });
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack gap="lg">
          {saving.error && <ErrorState error={saving.error} title="It was not saved" />}
          <Panel
            title="Get Started"
            description="The button a new person taps before writing. The menu needs it. Left empty: none."
          >
            <TextInput
              label="Payload"
              description="Comes back to you with the tap"
              placeholder="GET_STARTED"
              maxLength={LIMITS.payload}
              value={draft.getStarted}
              onChange={(event) => setDraft({ ...draft, getStarted: event.currentTarget.value })}
            />
          </Panel>
          <LanguagePicker
            locale={locale}
            locales={draft.languages.map((one) => one.locale)}
            onPick={setLocale}
            onAdd={(added) => {
              setDraft({ ...draft, languages: [...draft.languages, emptyLanguage(added)] });
              setLocale(added);
            }}
            onRemove={() => {
              setDraft({ ...draft, languages: draft.languages.filter((one) => one.locale !== locale) });
              setLocale('default');
            }}
          />
          <LanguageFields key={locale} language={language} onChange={change} />
          <Group justify="flex-end">
            <Button variant="default" disabled={isSame} onClick={() => setDraft(toDraft(profile))}>
              Undo changes
            </Button>
            <Button
              disabled={isSame || view.next_call_at !== null}
              loading={saving.isPending}
              onClick={() => saving.mutate(wanted)}
            >
              Save at Facebook
            </Button>
          </Group>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <div style={{ position: 'sticky', top: 24 }}>
          <ProfilePhone pageName={pageName} getStarted={draft.getStarted} language={language} />
        </div>
      </Grid.Col>
    </Grid>
  );
}

function useSave(pageId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (profile: MessengerProfile) => saveProfile(pageId, profile),
    onSuccess: (fresh) => {
      queryClient.setQueryData(profileQuery(pageId).queryKey, fresh);
      notifyDone('The Messenger profile is saved at Facebook.');
    },
  });
}
