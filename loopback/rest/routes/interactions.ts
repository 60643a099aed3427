import { numberField, objectField, objectsField } from '../../wire.ts';
import {
  deferAnswer,
  deferUpdate,
  editAnswer,
  openModal,
  proposeChoices,
  replyAnswer,
} from '../../world/interaction-answers.ts';
import { INTERACTION_TYPES, type Interaction } from '../../world/interactions.ts';
import { MESSAGE_FLAGS, messagePayload, type LoopbackMessage } from '../../world/message.ts';
import type { World } from '../../world/world.ts';
import { ApiError, invalidForm, refusals } from '../api-error.ts';
import { messageBody } from '../message-body.ts';
import { checkModal } from '../modal-rules.ts';
import { bodyObject, type RestReply, type RestRequest } from '../request.ts';
import { openRoute, valueOf, type Route } from '../router.ts';

const CALLBACK = {
  reply: 4,
  defer: 5,
  deferUpdate: 6,
  update: 7,
  choices: 8,
  modal: 9,
} as const;

const MAX_CHOICES = 25;

/** The first response to an interaction. */
export function interactionRoutes(world: World): readonly Route[] {
  return [
    openRoute('POST', '/interactions/:interactionId/:token/callback', (request, values) => {
      const interaction = world.interactions.byToken(valueOf(values, 'token'));
      if (interaction === undefined || interaction.id !== valueOf(values, 'interactionId')) {
        throw refusals.unknownInteraction();
      }
      try {
        return firstResponse(world, interaction, request);
      } catch (error) {
        noteRefusal(interaction, error);
        throw error;
      }
    }),
  ];
}

/** Keeps a refusal in the interaction's history, so that whoever waits for the answer can see why. */
export function noteRefusal(interaction: Interaction, error: unknown): void {
  if (!(error instanceof ApiError)) return;
  interaction.history.push({
    kind: 'refused',
    atMs: performance.now(),
    code: error.code,
    reason: error.errors === undefined ? error.message : `${error.message} ${JSON.stringify(error.errors)}`,
  });
}

function firstResponse(world: World, interaction: Interaction, request: RestRequest): RestReply {
  if (world.faults.take('interaction-unknown') !== undefined) throw refusals.unknownInteraction();
  if (interaction.state === 'deferred' || interaction.state === 'answered')
    throw refusals.alreadyAcknowledged();
  if (!world.interactions.isOpen(interaction)) throw refusals.unknownInteraction();
  const body = bodyObject(request);
  const type = numberField(body, 'type') ?? 0;
  const message = respond(world, interaction, request, type);
  if (request.query.get('with_response') !== 'true') return { status: 204 };
  return {
    status: 200,
    body: {
      interaction: {
        id: interaction.id,
        type: INTERACTION_TYPES[interaction.kind],
        response_message_id: message?.id ?? null,
        response_message_loading: type === CALLBACK.defer,
        response_message_ephemeral: interaction.ephemeral,
      },
      resource: {
        type,
        ...(message === undefined
          ? {}
          : {
              message: messagePayload(message, {
                guildId: interaction.channel.guildId,
                applicationId: world.applicationId,
                withContent: true,
              }),
            }),
      },
    },
  };
}

function respond(
  world: World,
  interaction: Interaction,
  request: RestRequest,
  type: number,
): LoopbackMessage | undefined {
  const json = objectField(bodyObject(request), 'data');
  const source = { json, files: request.files, store: world.files };
  if ((type === CALLBACK.choices) !== (interaction.kind === 'autocomplete')) throw wrongType(interaction);
  switch (type) {
    case CALLBACK.reply:
      return replyAnswer(world, interaction, messageBody(source));
    case CALLBACK.defer:
      return deferAnswer(
        world,
        interaction,
        ((numberField(json, 'flags') ?? 0) & MESSAGE_FLAGS.ephemeral) !== 0,
      );
    case CALLBACK.deferUpdate:
      if (interaction.sourceMessage === undefined) throw wrongType(interaction);
      deferUpdate(interaction);
      return interaction.original;
    case CALLBACK.update: {
      const before = interaction.sourceMessage;
      if (before === undefined) throw wrongType(interaction);
      return editAnswer(interaction, before, messageBody({ ...source, before }));
    }
    case CALLBACK.choices: {
      const choices = objectsField(json, 'choices');
      if (choices.length > MAX_CHOICES) {
        throw invalidForm('data.choices', `Must be ${MAX_CHOICES} or fewer in length.`);
      }
      proposeChoices(interaction, choices);
      return undefined;
    }
    case CALLBACK.modal:
      if (interaction.kind === 'modal') throw wrongType(interaction);
      checkModal(json);
      openModal(interaction, json);
      return undefined;
    default:
      throw wrongType(interaction);
  }
}

function wrongType(interaction: Interaction): ApiError {
  return invalidForm(
    'type',
    `This type of response does not fit an interaction of kind ${interaction.kind}.`,
  );
}
