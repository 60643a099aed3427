/** A part of a WHERE clause: SQL from our own words only, everything that was typed as a parameter. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

export const condition = (sql: string, ...values: readonly (string | number)[]): Condition => ({
  sql,
  values,
});

/** What every row fulfils. */
export const ALWAYS: Condition = condition('1');

export function joined(conditions: readonly Condition[], operator: 'AND' | 'OR'): Condition {
  const [first = ALWAYS, ...others] =
    operator === 'AND' ? conditions.filter((one) => one !== ALWAYS) : conditions;
  if (others.length === 0) return first;
  return {
    sql: `(${[first, ...others].map(({ sql }) => sql).join(` ${operator} `)})`,
    values: conditions.flatMap(({ values }) => values),
  };
}
