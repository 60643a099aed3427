import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { makeWebhookSecret, signedHeaders } from './signature.ts';

const body = JSON.stringify({
  type: 'turn.ended',
  timestamp: '2026-01-01T00:00:00.000Z',
  data: { text: 'Grüße' },
});
const now = (): number => Math.floor(Date.now() / 1000);

test('an independent receiver verifies what is signed, and nothing else', () => {
  const secret = makeWebhookSecret();
  const headers = signedHeaders({ id: 'one_two', timestampSeconds: now(), body }, [secret]);

  expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow('No matching signature');
  expect(() => new Webhook(secret).verify(body, { ...headers, 'webhook-id': 'other' })).toThrow(
    'No matching',
  );
  expect(() => new Webhook(makeWebhookSecret()).verify(body, headers)).toThrow('No matching signature');
});

test('while a secret is replaced, receivers with the old and with the new one verify', () => {
  const [old, fresh] = [makeWebhookSecret(), makeWebhookSecret()];
  const headers = signedHeaders({ id: 'one_two', timestampSeconds: now(), body }, [fresh, old]);

  for (const secret of [old, fresh]) {
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  }
});

test('an old delivery that somebody repeats is refused', () => {
  const secret = makeWebhookSecret();
  const headers = signedHeaders({ id: 'one_two', timestampSeconds: now() - 3600, body }, [secret]);
  expect(() => new Webhook(secret).verify(body, headers)).toThrow('too old');
});
