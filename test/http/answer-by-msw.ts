import { getResponse, type RequestHandler } from 'msw';
import type { Connections } from '../../src/http/dispatcher.ts';
import { answerInProcess } from './answer-in-process.ts';

/**
 * Connections on which MSW's handlers answer, as long as they are listed. MSW intercepts fetch and node:http by itself,
 * undici's own client only in later versions, which need Node 22.
 */
export function answerByMsw(handlers: readonly RequestHandler[]): Connections {
  return answerInProcess(async (request) => {
    const response = await getResponse([...handlers], request);
    if (response === undefined) throw new Error(`No handler answers ${request.method} ${request.url}`);
    return response;
  });
}
