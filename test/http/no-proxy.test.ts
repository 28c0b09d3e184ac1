import { describe, expect, it } from 'vitest';
import { createExceptions } from '../../src/http/no-proxy.ts';

describe('NO_PROXY', () => {
  it.each([
    ['example.com', 'https://example.com/'],
    ['example.com', 'https://gitlab.example.com/'],
    ['.example.com', 'https://gitlab.example.com/'],
    ['*.example.com', 'https://gitlab.example.com/'],
    ['EXAMPLE.com', 'https://example.COM/'],
    ['localhost, other.example  example.com', 'https://example.com/'],
    ['example.com:443', 'https://example.com/'],
    ['example.com:8080', 'http://example.com:8080/'],
    ['10.0.0.1', 'http://10.0.0.1:3000/'],
    ['::1', 'http://[::1]:3000/'],
    ['[::1]:3000', 'http://[::1]:3000/'],
    ['*', 'https://example.com/'],
    ['localhost,*', 'https://example.com/'],
  ])('"%s" excepts %s', (list, url) => {
    expect(createExceptions(list)(new URL(url))).toBe(true);
  });

  it.each([
    ['', 'https://example.com/'],
    ['example.com', 'https://notexample.com/'],
    ['gitlab.example.com', 'https://example.com/'],
    ['example.com:8080', 'https://example.com/'],
    ['10.0.0.1', 'http://110.0.0.1/'],
    ['::1', 'http://[::2]/'],
    ['other.example', 'http://localhost/'],
    ['other.example', 'http://127.0.0.1/'],
  ])('"%s" does not except %s', (list, url) => {
    expect(createExceptions(list)(new URL(url))).toBe(false);
  });
});
