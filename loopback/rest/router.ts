import type { RestReply, RestRequest } from './request.ts';

/** The named pieces of a path. */
export type PathValues = Readonly<Record<string, string>>;

/** Answers one route. @throws ApiError what Discord would refuse. */
export type RouteHandler = (request: RestRequest, values: PathValues) => RestReply;

/** One route: `GET /channels/:channelId`. */
export interface Route {
  readonly method: string;
  readonly pattern: string;
  /** True where Discord takes the request without the bot's token. */
  readonly open: boolean;
  readonly handle: RouteHandler;
}

/** A route that matches, and what its path said. */
export interface RouteMatch {
  readonly route: Route;
  readonly values: PathValues;
}

/** Finds the route for a method and a path. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: readonly string[],
): RouteMatch | undefined {
  for (const candidate of routes) {
    if (candidate.method !== method) continue;
    const values = matchPath(candidate.pattern, path);
    if (values !== undefined) return { route: candidate, values };
  }
  return undefined;
}

function matchPath(pattern: string, path: readonly string[]): PathValues | undefined {
  const pieces = pattern.split('/').filter((piece) => piece !== '');
  if (pieces.length !== path.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, piece] of pieces.entries()) {
    const actual = path[index] ?? '';
    if (piece.startsWith(':')) values[piece.slice(1)] = actual;
    else if (piece !== actual) return undefined;
  }
  return values;
}

/** A route for the bot's token. */
export function route(method: string, pattern: string, handle: RouteHandler): Route {
  return { method, pattern, open: false, handle };
}

/** A route that needs no token: what is in the path is secret enough. */
export function openRoute(method: string, pattern: string, handle: RouteHandler): Route {
  return { method, pattern, open: true, handle };
}

/** The value of a named piece; the pattern guarantees it. */
export function valueOf(values: PathValues, name: string): string {
  const value = values[name];
  if (value === undefined) throw new Error(`The route names no :${name}.`);
  return value;
}
