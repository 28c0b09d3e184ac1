import { describe, expect, it } from 'vitest';
import { Latency } from '../../src/http/latency.ts';

/** Tells it of so many answers. */
function tell(latency: Latency, route: string, ms: number, count = 16): void {
  for (let told = 0; told < count; told += 1) latency.strainOf(route, ms);
}

describe('latency', () => {
  it('is no strain as long as nobody knows what is usual', () => {
    const latency = new Latency();
    tell(latency, 'GET /user', 20, 15);

    expect(latency.strainOf('GET /user', 2000)).toBe(1);
  });

  it('is compared with what the first answers of the route took on average', () => {
    const latency = new Latency();
    tell(latency, 'GET /user', 20, 8);
    tell(latency, 'GET /user', 60, 8);
    tell(latency, 'GET /groups', 1000);

    expect(latency.strainOf('GET /user', 120)).toBe(3);
    expect(latency.strainOf('GET /groups', 1000)).toBe(1);
  });

  it('of milliseconds says nothing', () => {
    const latency = new Latency();
    tell(latency, 'GET /user', 0.5);

    expect(latency.strainOf('GET /user', 10)).toBe(1);
  });
});
