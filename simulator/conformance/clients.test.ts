// A public Messenger client works against the sandbox unmodified: only its base address is another. messaging-api-messenger
// writes camel case inside, sends JSON, forms in batches, multipart with streams, and proofs of the app secret.
import { createHmac } from 'node:crypto';
import { MessengerBatch, MessengerClient } from 'messaging-api-messenger';
import { expect, onTestFinished, test } from 'vitest';
import { startReceiver } from '../testing/receiver.ts';
import { openScene, type Scene } from './scene.ts';

async function openClient({ proof = true } = {}): Promise<{
  scene: Scene;
  client: MessengerClient;
  psid: string;
}> {
  const scene = await openScene();
  const { page, psid } = scene;
  await scene.control('PUT', `/sandbox/pages/${page.id}`, { require_app_secret: proof });
  const client = new MessengerClient({
    accessToken: page.access_token,
    appId: page.app_id,
    appSecret: page.app_secret,
    version: '26.0',
    origin: scene.sandbox.url,
    skipAppSecretProof: !proof,
  });
  return { scene, client, psid };
}

const IMAGE = 'https://shop.example.org/a.png';

test('messages of all kinds, and sender actions', async () => {
  const { scene, client, psid } = await openClient();
  const buttons = [{ type: 'postback', title: 'Yes', payload: 'YES' }] as const;
  const replies = { quickReplies: [{ contentType: 'text', title: 'A', payload: 'A' }] } as never;
  const sent = [
    await client.sendText(psid, 'Hello', replies),
    await client.sendImage(psid, IMAGE),
    await client.sendAudio(psid, 'https://shop.example.org/a.mp3'),
    await client.sendVideo(psid, 'https://shop.example.org/a.mp4'),
    await client.sendFile(psid, 'https://shop.example.org/a.pdf'),
    await client.sendImage(psid, Buffer.from('89504e470d0a1a0a', 'hex'), { filename: 'a.png' } as never),
    await client.sendButtonTemplate(psid, 'Choose', [...buttons]),
    await client.sendGenericTemplate(psid, [
      { title: 'T', subtitle: 'S', imageUrl: IMAGE, buttons: [...buttons] },
    ]),
    await client.sendReceiptTemplate(psid, {
      recipientName: 'A B',
      orderNumber: '1',
      currency: 'EUR',
      paymentMethod: 'Visa',
      summary: { totalCost: 5 },
      elements: [{ title: 'T', price: 5 }],
    } as never),
    await client.sendText(psid, 'From a person', { messagingType: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }),
  ];
  for (const answer of sent)
    expect(answer).toMatchObject({ recipientId: psid, messageId: expect.any(String) });
  for (const act of [client.typingOn(psid), client.typingOff(psid), client.markSeen(psid)])
    expect(await act).toMatchObject({ recipientId: psid });
  const { data } = (await scene.control('GET', `/sandbox/messages?page_id=${scene.page.id}&psid=${psid}`))
    .body;
  expect(data).toHaveLength(sent.length);
  expect(data[0].body.message.quick_replies[0].content_type).toBe('text');
});

test('a refusal arrives as its error', async () => {
  const { client } = await openClient();
  await expect(client.sendText('24000000000000001', 'x')).rejects.toThrow(/100.*2018001|No matching user/s);
});

test('uploads, reuse and batches', async () => {
  const { scene, client, psid } = await openClient();
  const { access_token: accessToken } = scene.page;
  const png = Buffer.from('89504e470d0a1a0a', 'hex');
  const uploaded = await client.uploadImage(png, { filename: 'a.png', isReusable: true } as never);
  const { attachmentId } = uploaded;
  expect(await client.sendImage(psid, { attachmentId } as never)).toMatchObject({ recipientId: psid });
  expect(await client.uploadImage(IMAGE)).toMatchObject({ attachmentId: expect.any(String) });
  const answers = await client.sendBatch([
    MessengerBatch.sendText(psid, '1', { accessToken } as never),
    MessengerBatch.sendText(psid, '2', { accessToken } as never),
    MessengerBatch.getUserProfile(psid, { accessToken }),
  ]);
  expect(answers.map((answer) => answer.code)).toEqual([200, 200, 200]);
  expect(answers[0]?.body).toMatchObject({ recipientId: psid });
});

// Without proofs: for calls with an app token the client signs the Page's, which the platform refuses.
test('the Page, its token, its subscriptions, its profile', async () => {
  const { scene, client, psid } = await openClient({ proof: false });
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  receiver.verifyToken = scene.page.verify_token;
  expect(await client.getPageInfo()).toEqual({ id: scene.page.id, name: scene.page.name });
  expect(await client.debugToken()).toMatchObject({ isValid: true, type: 'PAGE' });
  const fields = ['messages', 'messaging_postbacks'];
  const app = { callbackUrl: receiver.url, verifyToken: receiver.verifyToken, fields } as never;
  await client.createSubscription({ ...(app as object), accessToken: scene.appToken } as never);
  expect(await client.getPageSubscription({ accessToken: scene.appToken })).toMatchObject({ object: 'page' });
  expect(await client.getUserProfile(psid)).toMatchObject({ id: psid, firstName: expect.any(String) });
  await client.setGetStarted('GET_STARTED');
  await client.setPersistentMenu([{ type: 'postback', title: 'Menu', payload: 'M' }]);
  await client.setGreeting('Hello');
  await client.setIceBreakers([{ question: 'Where?', payload: 'W' }]);
  await client.setWhitelistedDomains(['https://shop.example.org']);
  expect(await client.getGetStarted()).toEqual({ payload: 'GET_STARTED' });
  expect(await client.getGreeting()).toMatchObject([{ locale: 'default', text: 'Hello' }]);
  expect(await client.getPersistentMenu()).toMatchObject([{ callToActions: [{ title: 'Menu' }] }]);
  await client.setUserPersistentMenu(psid, [{ type: 'postback', title: 'Mine', payload: 'M' }]);
  expect(await client.getUserPersistentMenu(psid)).toMatchObject([{ callToActions: [{ title: 'Mine' }] }]);
  await client.deleteUserPersistentMenu(psid);
  expect(await client.deletePersistentMenu()).toEqual({ result: 'success' });
});

test('personas, labels, routing, insights', async () => {
  const { client, psid, scene } = await openClient();
  const persona = await client.createPersona({ name: 'Anna', profilePictureUrl: IMAGE });
  expect(await client.getAllPersonas()).toEqual([{ id: persona.id, name: 'Anna', profilePictureUrl: IMAGE }]);
  expect(await client.sendText(psid, 'x', { personaId: persona.id } as never)).toMatchObject({
    recipientId: psid,
  });
  expect(await client.deletePersona(persona.id)).toEqual({ success: true });
  const fields = ['page_label_name'];
  const label = await client.createLabel('VIP');
  await client.associateLabel(psid, Number(label.id));
  expect(await client.getAssociatedLabels(psid, { fields })).toMatchObject({
    data: [{ pageLabelName: 'VIP' }],
  });
  await client.dissociateLabel(psid, Number(label.id));
  await client.deleteLabel(Number(label.id));
  expect(await client.getLabelList({ fields })).toMatchObject({ data: [] });
  expect(await client.passThreadControl(psid, 263902037430900)).toEqual({ success: true });
  expect(await client.getThreadOwner(psid)).toMatchObject({ appId: '263902037430900' });
  await scene.control('PUT', `/sandbox/pages/${scene.page.id}`, {
    setup: { default_app_id: scene.page.app_id },
  });
  expect(await client.takeThreadControl(psid, 'x')).toEqual({ success: true });
  const insights = await client.getTotalMessagingConnections({});
  expect(insights).toMatchObject({ name: 'page_messages_total_messaging_connections', period: 'day' });
});

test('what it is signed with is what a client computes', async () => {
  const { scene } = await openClient();
  const proof = createHmac('sha256', scene.page.app_secret).update(scene.page.access_token).digest('hex');
  const url = `${scene.sandbox.url}/v26.0/me?access_token=${scene.page.access_token}&appsecret_proof=${proof}`;
  expect((await fetch(url)).status).toBe(200);
});
