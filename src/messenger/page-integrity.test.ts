// The statements of the platform about a Page, in every form they are on record in.
import { describe, expect, it } from 'vitest';
import { readEnforcement, readIntegrity } from './page-integrity.ts';

const at = new Date(1_760_977_900_000);
const restriction = {
  feature: 'page_messaging_api',
  status: 'RESTRICTED',
  description: '…',
  applied_time: 1_760_977_876,
  expiration_time: 1_761_064_276,
};
const restricted = {
  status: 'restricted',
  violations: [{ type: 'SPAM', description: 'Too many messages', url: 'https://example.com' }],
  restrictions: [restriction],
};

describe('integrity', () => {
  const read = (said: unknown) => readIntegrity(said, at);

  it('says what is restricted, why and until when', () => {
    expect(read(restricted)).toEqual({
      state: 'restricted',
      stopsSending: true,
      until: new Date(1_761_064_276_000),
      because: 'Restricted: messages sent by apps. SPAM: Too many messages',
    });
  });

  it('a Page that may only not publish can still send', () => {
    const publishing = { ...restriction, feature: 'page_publish' };
    expect(read({ ...restricted, restrictions: [publishing] })).toMatchObject({ stopsSending: false });
    expect(read({ ...restricted, restrictions: [publishing, restriction] })).toMatchObject({
      stopsSending: true,
      until: new Date(1_761_064_276_000),
    });
  });

  it('without a list the state itself counts; an unknown feature is taken to stop messages', () => {
    expect(read({ status: 'suspended' })).toEqual({
      state: 'suspended',
      stopsSending: true,
      until: null,
      because: null,
    });
    expect(read({ ...restricted, restrictions: [{ feature: 'page_new' }] })).toMatchObject({
      stopsSending: true,
      until: null,
    });
  });

  it('a restriction that has ended stops nothing', () => {
    const over = { ...restriction, expiration_time: 1_760_977_800 };
    expect(read({ ...restricted, restrictions: [over] })).toMatchObject({ stopsSending: false, until: null });
  });

  it('reads a node, a list of one, and the value of a change; warnings and all-clears stop nothing', () => {
    for (const form of [
      restricted,
      { data: [restricted] },
      { data: restricted },
      { field: 'x', value: restricted },
    ])
      expect(read(form)).toMatchObject({ state: 'restricted' });
    expect(read({ status: 'OK' })).toMatchObject({ state: 'ok', stopsSending: false, because: null });
    expect(read({ status: 'warning', violations: restricted.violations })).toMatchObject({
      state: 'warning',
      stopsSending: false,
      until: null,
      because: 'SPAM: Too many messages',
    });
  });

  it.each([[null], ['text'], [[]], [{}], [{ status: 'fine' }], [{ status: {} }], [{ data: [] }]])(
    'is silent about %j',
    (said) => expect(read(said)).toBeNull(),
  );

  it('survives lists of anything', () => {
    const odd = {
      status: 'restricted',
      violations: [1, null, 'x'],
      restrictions: [{ expiration_time: 'soon' }, []],
    };
    expect(read(odd)).toMatchObject({ state: 'restricted', stopsSending: true, until: null, because: null });
  });
});

describe('policy enforcement', () => {
  const read = (said: unknown) => readEnforcement(said, at);

  it('blocks, warns for a month, and unblocks', () => {
    expect(read({ policy_enforcement: { action: 'block', reason: 'Spam' } })).toEqual({
      state: 'restricted',
      stopsSending: true,
      until: null,
      because: 'Spam',
    });
    expect(read({ value: { action: 'warning' } })).toMatchObject({
      state: 'warning',
      stopsSending: false,
      until: new Date(at.getTime() + 30 * 86_400_000),
      because: null,
    });
    expect(read({ policy_enforcement: { action: 'unblock' } })).toMatchObject({ state: 'ok', because: null });
  });

  it.each([[null], [{}], [{ policy_enforcement: [] }], [{ policy_enforcement: { action: 'dance' } }]])(
    'is silent about %j',
    (said) => expect(read(said)).toBeNull(),
  );
});
