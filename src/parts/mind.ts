import type { ChatModel } from '#conversation';
import { chooseModel, createChatClient, describeModel } from '#llm';
import { defaultPersona, type Persona } from '#personas';
import type { House } from './house.ts';

/** What thinks, and as whom. */
export interface Mind {
  readonly chatModel: ChatModel;
  readonly persona: Persona;
  /** By part, for the log and `/status`. */
  readonly modes: Readonly<Record<string, string>>;
}

/** @throws AppError `LLM_…` when the settings name no usable model. */
export function openMind({ config, bus }: House): Mind {
  const model = chooseModel(config.llm);
  const chatModel = createChatClient({
    model,
    keys: config.llm,
    onRetry: (error) => bus.emitError(error),
    onUsage: (usage) => bus.emit('model.replied', { model: describeModel(model), usage: { ...usage } }),
  });
  return { chatModel, persona: defaultPersona, modes: { model: describeModel(model) } };
}
