/** Largest body that is no file, in bytes. */
export const MAX_BODY_BYTES = 1_048_576;
/** Largest sound file that may be sent to be transcribed, in bytes. */
export const MAX_UPLOAD_BYTES = 100 * 1_048_576;
/** Requests of one token, or from one address, within a minute. */
export const REQUESTS_A_MINUTE = 600;
/** Of those, requests that set a model to work. */
export const MODEL_REQUESTS_A_MINUTE = 60;
/** Time in which a request must have come whole, in ms. */
export const REQUEST_DEADLINE_MS = 120_000;
/** Connections at a time. */
export const MAX_CONNECTIONS = 512;
/** Live streams at a time. */
export const MAX_STREAMS = 64;
