import { isWireObject, numberField, objectField, textField, type WireObject } from '../wire.ts';

/** A message of a voice client: JSON, or binary with its opcode in the first byte. */
export type ClientMessage =
  | { readonly op: number; readonly data: WireObject }
  | { readonly op: number; readonly payload: Buffer };

/** Reads a websocket message; `undefined` when it is neither. */
export function parseClientMessage(data: Buffer, isBinary: boolean): ClientMessage | undefined {
  if (isBinary) {
    return data.length === 0 ? undefined : { op: data.readUInt8(0), payload: data.subarray(1) };
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(data.toString('utf8'));
  } catch {
    // Not JSON; the caller closes with the code for that.
    return undefined;
  }
  if (!isWireObject(parsed)) return undefined;
  const op = numberField(parsed, 'op');
  return op === undefined ? undefined : { op, data: objectField(parsed, 'd') };
}

/** Who a client says it is, in op 0 and op 7. */
export interface ClientClaim {
  readonly serverId: string;
  readonly sessionId: string;
  readonly token: string;
  /** Only in op 0. */
  readonly userId: string | undefined;
  /** Only in op 0; 0 when the client says nothing. */
  readonly maxDaveVersion: number;
  /** Only in op 7; −1 when nothing was acknowledged. */
  readonly acknowledged: number;
}

/** Reads op 0 or op 7. Missing texts become empty and fit no session. */
export function parseClaim(data: WireObject): ClientClaim {
  return {
    serverId: textField(data, 'server_id') ?? '',
    sessionId: textField(data, 'session_id') ?? '',
    token: textField(data, 'token') ?? '',
    userId: textField(data, 'user_id'),
    maxDaveVersion: numberField(data, 'max_dave_protocol_version') ?? 0,
    acknowledged: numberField(data, 'seq_ack') ?? -1,
  };
}
