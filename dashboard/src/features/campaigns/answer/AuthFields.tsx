// An access token for the call, fetched with OAuth 2.0 client credentials.
import { Radio, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import type { ConnectorRequest } from '../../../api/types.ts';
import { useDraftContext, useRequestDraft } from '../editor/DraftContext.ts';
import { fieldError, fieldId } from '../editor/problems.ts';

type Auth = NonNullable<ConnectorRequest['auth']>;

const BLANK: Auth = {
  kind: 'oauth2_client_credentials',
  token_url: 'https://',
  client_id: '',
  client_secret: '',
  scope: '',
  audience: '',
  client_auth: 'basic',
};

const KINDS = [
  { value: 'none', label: 'None, or a header of your own' },
  { value: BLANK.kind, label: 'OAuth 2.0 client credentials' },
];

export function AuthFields() {
  const { request, changeRequest } = useRequestDraft();
  const { auth } = request;
  return (
    <Stack gap="sm">
      <Select
        label="Access token"
        data={KINDS}
        value={auth?.kind ?? 'none'}
        allowDeselect={false}
        onChange={(kind) => changeRequest({ auth: kind === 'none' ? null : (auth ?? BLANK) })}
      />
      {auth && <Credentials auth={auth} onChange={(next) => changeRequest({ auth: next })} />}
    </Stack>
  );
}

function Credentials({ auth, onChange }: { auth: Auth; onChange: (auth: Auth) => void }) {
  const set = (patch: Partial<Auth>) => onChange({ ...auth, ...patch });
  return (
    <Stack gap="sm">
      <AuthText label="Token URL" name="token_url" auth={auth} set={set} maxLength={2000} />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <AuthText
          label="Client ID"
          description="As the server knows you."
          name="client_id"
          auth={auth}
          set={set}
          maxLength={500}
        />
        <AuthText
          label="Client secret"
          description="Kept encrypted."
          name="client_secret"
          auth={auth}
          set={set}
          maxLength={4000}
        />
        <AuthText label="Scope" description="If the server wants one." name="scope" auth={auth} set={set} />
        <AuthText
          label="Audience"
          description="If the server wants one."
          name="audience"
          auth={auth}
          set={set}
        />
      </SimpleGrid>
      <Radio.Group
        label="The credentials are sent"
        value={auth.client_auth}
        onChange={(value) => set({ client_auth: value as Auth['client_auth'] })}
      >
        <Stack gap={6} mt={6}>
          <Radio value="basic" label="in the Authorization header (usual)" />
          <Radio value="body" label="in the form" />
        </Stack>
      </Radio.Group>
    </Stack>
  );
}

interface AuthTextProps {
  label: string;
  description?: string;
  name: 'token_url' | 'client_id' | 'client_secret' | 'scope' | 'audience';
  auth: Auth;
  set: (patch: Partial<Auth>) => void;
  maxLength?: number;
}

function AuthText({ label, description, name, auth, set, maxLength = 1000 }: AuthTextProps) {
  const { problems } = useDraftContext();
  const field = `request.auth.${name}`;
  const isSecret = name === 'client_secret';
  return (
    <TextInput
      id={fieldId(field)}
      label={label}
      description={description}
      type={isSecret ? 'password' : 'text'}
      autoComplete="off"
      inputMode={name === 'token_url' ? 'url' : 'text'}
      spellCheck={false}
      maxLength={maxLength}
      value={auth[name]}
      // A kept secret shows as dots: typing replaces it whole.
      onFocus={(event) => isSecret && event.currentTarget.select()}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
      error={fieldError(problems, field)}
    />
  );
}
