// Every control of the sandbox on one line each.
import { performAction, performActions, performPageAction } from './actions.ts';
import { changeClock, readClock } from './clock.ts';
import type { Route } from './control.ts';
import { changeFaults, listPresets, readFaults } from './faults.ts';
import { clearMessages, listMessages, summarizeMessages } from './messages.ts';
import { changePage, createNewPage, listApps, listPages, readPage } from './pages.ts';
import { createPeople, listPeople, readPerson, readThread } from './people.ts';
import {
  changeFixtures,
  changeRecording,
  clearRecording,
  readFixtures,
  readRecording,
  readReplay,
  startReplay,
  stopReplay,
} from './recording.ts';
import { changeScript, readScript, removeScript } from './script.ts';
import { changeSettings, readSettings, readWebhooks } from './settings.ts';
import { listTemplates } from './templates.ts';

export const routes: readonly Route[] = [
  { method: 'GET', path: '/sandbox/pages', handle: listPages },
  { method: 'POST', path: '/sandbox/pages', handle: createNewPage },
  { method: 'GET', path: '/sandbox/pages/{id}', handle: readPage },
  { method: 'PUT', path: '/sandbox/pages/{id}', handle: changePage },
  { method: 'POST', path: '/sandbox/pages/{id}/actions', handle: performPageAction },
  { method: 'GET', path: '/sandbox/apps', handle: listApps },
  { method: 'GET', path: '/sandbox/people', handle: listPeople },
  { method: 'POST', path: '/sandbox/people', handle: createPeople },
  { method: 'POST', path: '/sandbox/people/actions', handle: performActions },
  { method: 'GET', path: '/sandbox/people/{psid}', handle: readPerson },
  { method: 'GET', path: '/sandbox/people/{psid}/thread', handle: readThread },
  { method: 'POST', path: '/sandbox/people/{psid}/actions', handle: performAction },
  { method: 'GET', path: '/sandbox/messages', handle: listMessages },
  { method: 'DELETE', path: '/sandbox/messages', handle: clearMessages },
  { method: 'GET', path: '/sandbox/messages/summary', handle: summarizeMessages },
  { method: 'GET', path: '/sandbox/clock', handle: readClock },
  { method: 'PUT', path: '/sandbox/clock', handle: changeClock },
  { method: 'GET', path: '/sandbox/faults', handle: readFaults },
  { method: 'PUT', path: '/sandbox/faults', handle: changeFaults },
  { method: 'GET', path: '/sandbox/faults/presets', handle: listPresets },
  { method: 'GET', path: '/sandbox/settings', handle: readSettings },
  { method: 'PUT', path: '/sandbox/settings', handle: changeSettings },
  { method: 'GET', path: '/sandbox/script', handle: readScript },
  { method: 'PUT', path: '/sandbox/script', handle: changeScript },
  { method: 'DELETE', path: '/sandbox/script', handle: removeScript },
  { method: 'GET', path: '/sandbox/templates', handle: listTemplates },
  { method: 'GET', path: '/sandbox/recording', handle: readRecording },
  { method: 'PUT', path: '/sandbox/recording', handle: changeRecording },
  { method: 'DELETE', path: '/sandbox/recording', handle: clearRecording },
  { method: 'GET', path: '/sandbox/replay', handle: readReplay },
  { method: 'POST', path: '/sandbox/replay', handle: startReplay, text: true },
  { method: 'DELETE', path: '/sandbox/replay', handle: stopReplay },
  { method: 'GET', path: '/sandbox/fixtures', handle: readFixtures },
  { method: 'PUT', path: '/sandbox/fixtures', handle: changeFixtures, text: true },
  { method: 'GET', path: '/sandbox/webhooks', handle: readWebhooks },
];
