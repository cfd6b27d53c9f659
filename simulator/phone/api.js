// Calls to the sandbox's controls, and the stream of notes about what changed.

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error?.message ?? `HTTP ${response.status}`);
  return answer;
}

const query = (values) =>
  new URLSearchParams(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ''),
  ).toString();

export const api = {
  pages: () => call('GET', '/sandbox/pages'),
  addPage: (name, appId) => call('POST', '/sandbox/pages', { name, app_id: appId }),
  page: (id) => call('GET', `/sandbox/pages/${id}`),
  clock: () => call('GET', '/sandbox/clock'),
  people: (values) => call('GET', `/sandbox/people?${query(values)}`),
  addPeople: (pageId, count) => call('POST', '/sandbox/people', { page_id: pageId, count }),
  thread: (pageId, psid) => call('GET', `/sandbox/people/${psid}/thread?${query({ page_id: pageId })}`),
  moveClock: (change) => call('PUT', '/sandbox/clock', change),
  changePage: (id, change) => call('PUT', `/sandbox/pages/${id}`, change),
  happen: (id, action) => call('POST', `/sandbox/pages/${id}/actions`, action),
  actMany: (pageId, action) => call('POST', '/sandbox/people/actions', { page_id: pageId, ...action }),
  script: (pageId) => call('GET', `/sandbox/script?${query({ page_id: pageId })}`),
  changeScript: (pageId, script) => call('PUT', '/sandbox/script', { page_id: pageId, ...script }),
  removeScript: (pageId) => call('DELETE', `/sandbox/script?${query({ page_id: pageId })}`),
  faults: () => call('GET', '/sandbox/faults'),
  presets: () => call('GET', '/sandbox/faults/presets'),
  changeFaults: (faults) => call('PUT', '/sandbox/faults', faults),
  settings: () => call('GET', '/sandbox/settings'),
  changeSettings: (patch) => call('PUT', '/sandbox/settings', patch),
  templates: (pageId) => call('GET', `/sandbox/templates?${query({ page_id: pageId })}`),
  webhooks: () => call('GET', '/sandbox/webhooks'),
  recording: (limit) => call('PUT', '/sandbox/recording', { limit }),
  clearRecording: () => call('DELETE', '/sandbox/recording'),
  replay: () => call('GET', '/sandbox/replay'),
  startReplay: async (pageId, speed, file) => {
    const path = `/sandbox/replay?${query({ page_id: pageId, speed, move_times: true })}`;
    const response = await fetch(path, { method: 'POST', body: file ?? '' });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error?.message ?? `HTTP ${response.status}`);
    return answer;
  },
  act: (pageId, psid, action) =>
    call('POST', `/sandbox/people/${psid}/actions`, { page_id: pageId, ...action }),
};

/** Listens for changes on a Page; returns a function that stops. The browser reconnects by itself. */
export function listen(pageId, { onThreads, onTyping, onState }) {
  const source = new EventSource(`/sandbox/events?${query({ page_id: pageId })}`);
  source.addEventListener('threads', (event) => onThreads(JSON.parse(event.data)));
  source.addEventListener('typing_on', (event) => onTyping(JSON.parse(event.data).psid, true));
  source.addEventListener('typing_off', (event) => onTyping(JSON.parse(event.data).psid, false));
  source.addEventListener('open', () => onState(true));
  source.addEventListener('error', () => onState(false));
  return () => source.close();
}

/** Why no webhook followed an action, as a sentence; null when one did or none belongs to it. */
export function webhookProblem(result) {
  return (
    {
      app_not_subscribed:
        'No webhook was sent: the app has no callback yet. Connect the Page in your service first.',
      page_not_subscribed: 'No webhook was sent: the app is not subscribed to this Page.',
      field_not_subscribed: 'No webhook was sent: this kind of event is not subscribed to.',
      development_mode:
        'No webhook was sent: the app is in development mode and this person has no role on it.',
      dropped_by_fault: 'The webhook was dropped by a fault that is in force.',
      queue_full: 'The webhook was lost: too many are waiting for the receiver.',
    }[result.webhook] ?? null
  );
}
