import { toAppError, ERROR_CODES } from '#core';
import { openLanguageModels } from '#llm';
import { ok, problem, skipped, warning, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** The language model, settled as at a start: what the keys can use today, and what it costs. */
export async function checkMind({ config, isSet, signal }: Patient): Promise<readonly Finding[]> {
  if (!isSet('OPENROUTER_API_KEY') || !isSet('LLM_BASE_URL')) {
    return [skipped('language model', 'There is no key and no server of your own.')];
  }
  const findings: Finding[] = [];
  try {
    const models = await openLanguageModels({
      settings: config.llm,
      signal,
      onFailure: (error) => {
        findings.push(warning('language model', error.message, ERROR_CODES[error.code].action));
      },
      onRetiring: (retirement) => {
        const found = `A model ends soon: ${Object.values(retirement).map(String).join(', ')}`;
        findings.push(warning('language model', found, 'Choose another in time with DEFAULT_LLM_MODEL.'));
      },
    });
    return [ok('language model', models.describe()), ...findings];
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, message } = toAppError(thrown);
    return [problem('language model', message, ERROR_CODES[code].action), ...findings];
  }
}
