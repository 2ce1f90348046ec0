import { expect, test } from 'vitest';
import { search } from './jmespath.ts';

const DATA = {
  States: [
    { Id: 'i-1', State: 'InService', Port: 80, Tags: [{ Key: 'Name', Value: 'node1' }] },
    { Id: 'i-2', State: 'OutOfService', Port: 443, Tags: [] },
    { Id: 'i-3', State: 'OutOfService', Port: 8080, Tags: [{ Key: 'Name', Value: 'node3' }] },
  ],
  Name: 'lb',
};

test.each([
  ['Name', 'lb'],
  ['States[0].Id', 'i-1'],
  ['States[-1].Id', 'i-3'],
  ['States[*].Id', ['i-1', 'i-2', 'i-3']],
  ['States[].Id', ['i-1', 'i-2', 'i-3']],
  ['States[:2].Id', ['i-1', 'i-2']],
  ['States[].Tags[].Value', ['node1', 'node3']],
  ["States[?State=='OutOfService'].Id", ['i-2', 'i-3']],
  ["States[?State!='InService' && Port > `443`].Id | [0]", 'i-3'],
  ["length(States[?State=='InService'])", 1],
  [
    'States[].[Id,State]',
    [
      ['i-1', 'InService'],
      ['i-2', 'OutOfService'],
      ['i-3', 'OutOfService'],
    ],
  ],
  ['States[0].{id: Id, where: Tags[0].Value}', { id: 'i-1', where: 'node1' }],
  ["join(',', States[].Id)", 'i-1,i-2,i-3'],
  ['sort_by(States, &Port)[-1].Port', 8080],
  ["States[?contains(Id, '2')].State", ['OutOfService']],
  ['Missing.field', null],
  ['Missing || Name', 'lb'],
])('%s', (expression, expected) => {
  expect(search(expression, DATA)).toEqual(expected);
});

test.each(['States[', 'States[?', 'a..b', 'nope(@)', '{a b}'])('%s is refused', (expression) => {
  expect(() => search(expression, DATA)).toThrow('Bad value for --query');
});
