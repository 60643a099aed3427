import { parse, type LiqeQuery } from 'liqe';
import { ALWAYS, condition, joined, type Condition } from './condition.ts';
import { QUERY_FIELDS, unknown, WrongValue, type Comparison } from './fields.ts';
import { queryProblem, type QuerySpan } from './query-problem.ts';
import { wordsMatch } from './words-match.ts';

const MAX_LENGTH = 500;
const MAX_TERMS = 40;

/** A question as SQL. */
export interface CompiledQuery {
  readonly where: Condition;
  /** What every answer must hold, as a query of the word index; undefined when no word is asked for. */
  readonly match: string | undefined;
}

/** What a question is understood by. */
export interface CompileOptions {
  readonly nowMs: number;
  /** Whether words are also sought in what people said. */
  readonly showPersonal: boolean;
}

type Tag = Extract<LiqeQuery, { type: 'Tag' }>;

/**
 * Turns a question into parameterised SQL over columns that are named in this program.
 *
 * @param text - such as `sev:>=warn code:VOICE_* since:2h -user:@42 "lost the key"`; empty asks for everything.
 * @throws UserError `LOG_QUERY_INVALID`: what is wrong, and where.
 */
export function compileQuery(text: string, { nowMs, showPersonal }: CompileOptions): CompiledQuery {
  if (text.length > MAX_LENGTH) {
    throw queryProblem(
      text.slice(0, MAX_LENGTH),
      { start: MAX_LENGTH - 1, end: MAX_LENGTH },
      `A question has at most ${MAX_LENGTH} characters.`,
    );
  }
  const source = plainMentions(text);
  const matches: string[] = [];
  const columns = showPersonal ? '{summary words}' : '{summary}';
  let terms = 0;

  const compileTag = (tag: Tag): Condition | string => {
    terms += 1;
    if (terms > MAX_TERMS)
      throw queryProblem(text, tag.location, `A question has at most ${MAX_TERMS} parts.`);
    const { expression } = tag;
    if (expression.type === 'EmptyExpression') {
      throw queryProblem(text, tag.location, 'A value is missing behind the colon.');
    }
    if (expression.type === 'RegexExpression') {
      throw queryProblem(
        text,
        expression.location,
        'Regular expressions are not offered; * stands for the rest.',
      );
    }
    if (expression.type === 'RangeExpression') {
      throw queryProblem(text, spanOf(tag), 'Ranges are written as two parts: ms:>=1000 ms:<2000.');
    }
    // As it was typed: liqe makes numbers of ids, and they do not fit.
    const value = expression.quoted
      ? expression.value
      : source.slice(expression.location.start, expression.location.end);
    if (tag.field.type === 'ImplicitField') {
      const match = wordsMatch(value, expression.quoted);
      if (match === undefined) throw queryProblem(text, expression.location, 'There is no word to look for.');
      return match;
    }
    const { name, location } = tag.field;
    const field = Object.hasOwn(QUERY_FIELDS, name) ? QUERY_FIELDS[name] : undefined;
    if (field === undefined) {
      const { message } = unknown(name, 'is no field', Object.keys(QUERY_FIELDS));
      throw queryProblem(text, location, message);
    }
    const operator = tag.operator.operator.slice(1);
    try {
      return field.compile({ comparison: operator === '' ? '=' : (operator as Comparison), value, nowMs });
    } catch (error) {
      if (error instanceof WrongValue) throw queryProblem(text, expression.location, error.message);
      throw error;
    }
  };
  const asCondition = (compiled: Condition | string): Condition =>
    typeof compiled === 'string'
      ? condition(
          'sequence IN (SELECT rowid FROM event_words WHERE event_words MATCH ?)',
          `${columns} : ${compiled}`,
        )
      : compiled;
  /** Words that every answer must hold are asked of the word index first. */
  const takeTag = (compiled: Condition | string, isDemanded: boolean): Condition => {
    if (typeof compiled !== 'string' || !isDemanded) return asCondition(compiled);
    matches.push(compiled);
    return ALWAYS;
  };
  const compile = (node: LiqeQuery, isDemanded: boolean): Condition => {
    switch (node.type) {
      case 'EmptyExpression':
        return ALWAYS;
      case 'ParenthesizedExpression':
        return compile(node.expression, isDemanded);
      case 'UnaryOperator':
        return negated(compile(node.operand, false));
      case 'LogicalExpression': {
        const { operator } = node.operator;
        const demandsBoth = isDemanded && operator === 'AND';
        return joined([compile(node.left, demandsBoth), compile(node.right, demandsBoth)], operator);
      }
      case 'Tag':
        return takeTag(compileTag(node), isDemanded);
    }
    return node satisfies never;
  };

  const where = compile(parseText(text, source), true);
  return { where, match: matches.length === 0 ? undefined : `${columns} : (${matches.join(' AND ')})` };
}

/** NULL is not true either: what has no code is among what has not this code. */
function negated({ sql, values }: Condition): Condition {
  return { sql: `NOT coalesce(${sql}, 0)`, values };
}

/** `<@42>` as `@42`, with everything behind it where it was. */
function plainMentions(text: string): string {
  return text.replaceAll(/<@!?(\d+)>/gu, (mention, id: string) => `@${id}`.padEnd(mention.length));
}

function parseText(text: string, source: string): LiqeQuery {
  try {
    return parse(source);
  } catch (error) {
    const { offset } = error as { readonly offset?: number };
    const start = Math.min(offset ?? source.length, Math.max(0, source.length - 1));
    const isOpen = (source.split('"').length - 1) % 2 === 1;
    const problem = isOpen
      ? 'A quotation mark is not closed.'
      : 'This cannot be understood here. Values with spaces or colons go into "quotation marks".';
    const at = isOpen ? source.lastIndexOf('"') : start;
    throw queryProblem(text, { start: at, end: at + 1 }, problem);
  }
}

function spanOf({ location }: Tag): QuerySpan {
  return { start: location.start, end: Number.isFinite(location.end) ? location.end : location.start + 1 };
}
