import { describe, expect, it } from 'vitest';
import { createPortClient } from '../support/port-client.ts';

const GROUP = { identifier: 'group', title: 'Group', schema: { properties: {} } };
const SERVICE = {
  identifier: 'service',
  title: 'Service',
  schema: { properties: { language: { type: 'string' } }, required: ['language'] },
  relations: { group: { target: 'group', required: false, many: false } },
};

describe('blueprints of the sandbox Port', () => {
  it('are created with a catalog page, unless that is not wanted, and read back', async () => {
    const port = await createPortClient();

    const created = await port.send('POST', '/v1/blueprints', { body: GROUP });
    await port.send('POST', '/v1/blueprints', { body: SERVICE, query: { create_catalog_page: false } });
    const read = await port.send('GET', '/v1/blueprints/service');
    const all = await port.send('GET', '/v1/blueprints');

    expect(created.status).toBe(201);
    expect(read.body).toMatchObject({ blueprint: SERVICE });
    expect(all.body).toMatchObject({ blueprints: [GROUP, SERVICE] });
    expect([...port.catalog.pages]).toEqual(['group']);
  });

  it.each([
    ['an identifier that exists', GROUP, 409],
    ['a relation to a blueprint that does not exist', serviceTo('nowhere'), 404],
    ['a relation that is both required and many', serviceTo('group', { required: true, many: true }), 422],
    ['an identifier with an equals sign', { ...GROUP, identifier: 'a=b' }, 422],
    ['an identifier of two dots', { ...GROUP, identifier: '..' }, 422],
    ['a description of 201 characters', { ...GROUP, identifier: 'long', description: 'x'.repeat(201) }, 422],
    ['an unknown property type', withProperties({ age: { type: 'integer' } }), 422],
    ['a property name with a space', withProperties({ 'an age': { type: 'number' } }), 422],
    [
      'a mirror property over a relation that does not exist',
      { ...withProperties({}), ...mirror('nowhere.title') },
      422,
    ],
    ['no schema', { identifier: 'bare', title: 'Bare' }, 422],
  ])('refuses %s', async (_, body, status) => {
    const port = await createPortClient();
    await port.send('POST', '/v1/blueprints', { body: GROUP });

    const answer = await port.send('POST', '/v1/blueprints', { body });

    expect(answer.status).toBe(status);
  });

  it('changes by PATCH what is named, by PUT everything, but never the type of a property', async () => {
    const port = await createPortClient();
    await port.send('POST', '/v1/blueprints', { body: GROUP });
    await port.send('POST', '/v1/blueprints', { body: SERVICE });

    const patched = await port.send('PATCH', '/v1/blueprints/service', { body: { title: 'Dienst' } });
    const retyped = await port.send('PATCH', '/v1/blueprints/service', {
      body: { schema: { properties: { language: { type: 'number' } } } },
    });
    const replaced = await port.send('PUT', '/v1/blueprints/service', {
      body: { title: 'Service', schema: { properties: {} } },
    });

    expect(patched.body).toMatchObject({ blueprint: { ...SERVICE, title: 'Dienst' } });
    expect(retyped.status).toBe(422);
    expect(replaced.body).toMatchObject({
      blueprint: { identifier: 'service', relations: {}, schema: { properties: {} } },
    });
  });

  it('cannot be deleted while a relation or an entity needs them', async () => {
    const port = await createPortClient();
    await port.send('POST', '/v1/blueprints', { body: GROUP });
    await port.send('POST', '/v1/blueprints', { body: SERVICE });

    const used = await port.send('DELETE', '/v1/blueprints/group');
    const free = await port.send('DELETE', '/v1/blueprints/service');
    const gone = await port.send('DELETE', '/v1/blueprints/service');

    expect([used.status, free.status, gone.status]).toEqual([403, 200, 404]);
  });
});

function serviceTo(target: string, changes: object = {}): object {
  return { ...SERVICE, relations: { group: { target, required: false, many: false, ...changes } } };
}

function withProperties(properties: object): object {
  return { identifier: 'other', title: 'Other', schema: { properties } };
}

function mirror(path: string): object {
  return { mirrorProperties: { mirrored: { path } } };
}
