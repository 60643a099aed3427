import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { AppError, toAppError, UserError, type ErrorCode } from '#core';
import type { EventBus } from '#events';
import { PROBLEM_TYPE, toProblem, type Problem } from './problem.ts';
import type { Refusals } from './security/refusals.ts';

/** Codes whose refusal somebody who looks after the machine wants to hear of. */
const TOLD: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'HTTP_HOST_REFUSED',
  'HTTP_ORIGIN_REFUSED',
  'HTTP_TOKEN_REFUSED',
  'HTTP_SCOPE_MISSING',
  'HTTP_RATE_LIMITED',
  'HTTP_BODY_TOO_LARGE',
  'HTTP_STREAMS_FULL',
  'WEBHOOK_TARGET_REFUSED',
]);

/** What the frame of the server itself refuses. */
const FRAME_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'HTTP_BODY_TOO_LARGE',
  FST_REQ_FILE_TOO_LARGE: 'HTTP_BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'HTTP_MEDIA_TYPE_REFUSED',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'HTTP_MEDIA_TYPE_REFUSED',
};

/** Where errors are told. */
export interface ErrorTelling {
  readonly bus: EventBus;
  readonly refusals: Refusals;
}

/** Answers every error with a problem of RFC 9457, and tells of those that are no fault of the client's. */
export function answerErrors(app: FastifyInstance, telling: ErrorTelling): void {
  app.setErrorHandler((thrown: FastifyError, request, reply) => {
    const error = codedError(thrown);
    tellOf(error, request, telling);
    return sendProblem(reply, toProblem(error, request.id, fieldErrors(thrown)));
  });
  app.setNotFoundHandler((request, reply) => {
    const error = new UserError('HTTP_NOT_FOUND', {
      message: `There is nothing at ${request.method} ${request.url.split('?', 1)[0]}.`,
    });
    return sendProblem(reply, toProblem(error, request.id));
  });
}

/** Tells of an error that a request met: a refusal as such, a failure as an error. */
export function tellOf(error: AppError, request: FastifyRequest, { bus, refusals }: ErrorTelling): void {
  if (TOLD.has(error.code)) {
    const { method, ip: address, routeOptions } = request;
    refusals.tell({ code: error.code, method, route: routeOptions.url, address });
  } else if (!(error instanceof UserError)) {
    bus.emitError(error);
  }
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="aichat"');
  // What was not read of a body that is too large would be taken for the next request.
  if (problem.status === 413) void reply.header('connection', 'close');
  return reply.code(problem.status).type(PROBLEM_TYPE).serializer(JSON.stringify).send(problem);
}

function fieldErrors(thrown: FastifyError): Problem['errors'] {
  if (!hasZodFastifySchemaValidationErrors(thrown)) return undefined;
  return thrown.validation.map(({ instancePath, message = 'is wrong' }) => ({
    path: `${thrown.validationContext ?? 'request'}${instancePath}`,
    message,
  }));
}

function codedError(thrown: FastifyError): AppError {
  if (thrown instanceof AppError) return thrown;
  const { code, statusCode = 500, message } = thrown;
  const known = FRAME_CODES[code];
  if (known !== undefined) return new UserError(known, { message, cause: thrown });
  // The frame's other refusals, such as broken JSON, and what the schemas find.
  if (hasZodFastifySchemaValidationErrors(thrown) || (statusCode >= 400 && statusCode < 500)) {
    return new UserError('HTTP_REQUEST_INVALID', { message, cause: thrown });
  }
  return toAppError(thrown);
}
