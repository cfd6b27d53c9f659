// Webhooks see the policy only through delivery: which words are a yes or a no.
export { readConsentWord } from '../policy/opt-out-words.ts';
