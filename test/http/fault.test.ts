import { describe, expect, it } from 'vitest';
import { faultOfBody, faultOfError, faultOfStatus, serverMessage } from '../../src/http/fault.ts';

describe('serverMessage', () => {
  it.each([
    ['a sentence', { message: '404 Project Not Found' }, '404 Project Not Found'],
    ['an object', { message: { error: 'Too many' } }, '{"error":"Too many"}'],
    ['fields', { message: { name: ['is too long'] } }, '{"name":["is too long"]}'],
    ['an error', { error: 'sort does not have a valid value' }, 'sort does not have a valid value'],
    [
      'a scope',
      { error: 'insufficient_scope', error_description: 'The request requires more', scope: 'api' },
      'insufficient_scope: The request requires more',
    ],
    [
      "Port's envelope",
      { ok: false, error: 'not_found', message: 'No such blueprint' },
      'not_found: No such blueprint',
    ],
    ['errors of GraphQL', { errors: [{ message: 'Timeout' }] }, '[{"message":"Timeout"}]'],
    ['plain text', 'Retry later\n', 'Retry later'],
    ['HTML', '<html>502</html>', 'the answer is an HTML page, probably of a proxy'],
    ['a list', ['no'], 'the answer has no message'],
    ['a number', 7, '7'],
    ['null', null, 'the answer has no message'],
    ['nothing', '', 'the answer has no message'],
  ])('finds %s', (_name, body, expected) => {
    expect(serverMessage(body)).toBe(expected);
  });

  it('lets no control character through', () => {
    expect(serverMessage({ message: 'a\u001b[2Jb\r\nc\u009bd' })).toBe('a [2Jb c d');
  });

  it('cuts what is too long', () => {
    expect(serverMessage('word '.repeat(1000))).toBe(`${'word '.repeat(60).trim()}…`);
  });

  it('cuts no word, which may be a secret that its half would still tell', () => {
    expect(serverMessage(`${'word '.repeat(58)}secret-of-twenty-and-more`)).toBe(`${'word '.repeat(58).trim()}…`);
    expect(serverMessage('x'.repeat(1000))).toBe('…');
  });
});

describe('a page in place of an answer', () => {
  it.each([
    ['refuses', faultOfStatus(503, new Headers(), '<html>Down</html>')],
    ['is a success', faultOfBody(200, '<!DOCTYPE html>', new SyntaxError())],
  ])('that %s says what to do', (_name, fault) => {
    expect(fault.hint).toContain('in a browser');
  });

  it('is not every text', () => {
    expect(faultOfStatus(503, new Headers(), 'Down').hint).toBeUndefined();
    expect(faultOfBody(200, '{"id"', new SyntaxError()).hint).toBeUndefined();
  });
});

describe('faultOfError', () => {
  const withCode = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) });

  it.each([
    ['ENOTFOUND', 'network', true, true],
    ['ECONNREFUSED', 'network', true, true],
    ['EHOSTUNREACH', 'network', true, true],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout', true, true],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout', true, false],
    ['ECONNRESET', 'network', true, false],
    ['UND_ERR_SOCKET', 'network', true, false],
    ['CERT_HAS_EXPIRED', 'network', false, true],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'network', false, true],
    ['EPROTO', 'network', false, true],
    ['SOMETHING_ELSE', 'network', true, false],
  ])('knows what %s means', (code, reason, passing, untouched) => {
    const fault = faultOfError(withCode(code));

    expect(fault).toMatchObject({ reason, passing, untouched, detail: expect.stringContaining(`(${code})`) });
  });

  it.each([
    ['Proxy response (407) !== 200 when HTTP Tunneling', false],
    ['Proxy response (503) !== 200 when HTTP Tunneling', true],
    ['Proxy Authentication Required (407)', false],
  ])('understands "%s"', (message, passing) => {
    const fault = faultOfError(new TypeError('fetch failed', { cause: new Error(message) }));

    expect(fault).toMatchObject({ reason: 'network', passing, untouched: true });
  });

  it('copes with what is no error', () => {
    expect(faultOfError('odd')).toMatchObject({ detail: 'the request could not be completed', passing: true });
  });
});
