import { assert, constant, integer, nat, option, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { exchangesThatFit, exchangesToSummarise, exchangeTokens } from './memory-budget.ts';
import type { MemoryContent } from './remark.ts';
import { talk } from './testing/remarks.ts';

const count = (text: string): number => text.split(' ').length;
const summary = { text: 'Ada likes trains.', userIds: ['ada'] };

test('what fits are the last exchanges', () => {
  const content = { summary: undefined, exchanges: talk(10) };
  const one = exchangeTokens(content.exchanges[0] ?? { id: 0, remarks: [] }, count);
  const fitting = exchangesThatFit(content, { budgetTokens: one * 3, wholeExchanges: 1 }, count);
  expect(fitting.map(({ id }) => id)).toEqual([8, 9, 10]);
});

test('a memory with room is not summarised, a full one down to the exchanges that stay whole', () => {
  const options = { budgetTokens: 100, wholeExchanges: 4 };
  expect(exchangesToSummarise({ summary: undefined, exchanges: talk(3) }, options, count)).toEqual([]);
  const old = exchangesToSummarise({ summary: undefined, exchanges: talk(12) }, options, count);
  expect(old.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].slice(0, old.length));
  expect(12 - old.length).toBeGreaterThanOrEqual(4);
});

test('whatever is remembered, the prompt keeps to the budget and the last exchanges are not summarised', () => {
  const memories = record({
    exchanges: nat(40).map(talk),
    summary: option(constant(summary), { nil: undefined }),
  });
  const budgets = record({ budgetTokens: integer({ min: 8, max: 500 }), wholeExchanges: nat(8) });
  assert(
    property(memories, budgets, (content: MemoryContent, options) => {
      const fitting = exchangesThatFit(content, options, count);
      const taken = fitting.reduce((sum, exchange) => sum + exchangeTokens(exchange, count), 0);
      expect(taken + (content.summary ? count(content.summary.text) : 0)).toBeLessThanOrEqual(
        options.budgetTokens,
      );
      expect(content.exchanges.slice(content.exchanges.length - fitting.length)).toEqual(fitting);
      const old = exchangesToSummarise(content, options, count);
      expect(content.exchanges.slice(0, old.length)).toEqual(old);
      if (old.length > 0) {
        expect(content.exchanges.length - old.length).toBeGreaterThanOrEqual(options.wholeExchanges);
      }
    }),
  );
});
