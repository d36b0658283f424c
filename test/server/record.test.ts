import { describe, expect, test } from 'vitest'
import { setField } from '../../src/payload/json.js'
import { expectShape, nameFromFields, type RawRecord, shapeData } from '../../src/record.js'

const record = (message: unknown, fields: Record<string, unknown> = {}): RawRecord => ({
  level: 'info',
  message,
  fields,
})

describe('the default shape', () => {
  test.each([
    ['a message alone', record('text'), 'text'],
    ['a message with fields', record('text', { a: 1 }), { message: 'text', a: 1 }],
    ['fields alone', record(undefined, { a: 1 }), { a: 1 }],
    ['nothing', record(undefined), ''],
    ['a message that is none', record(null), null],
    [
      'a field called message',
      record('text', { message: 'field', a: 1 }),
      { message: 'text', _message: 'field', a: 1 },
    ],
    ['a field called message alone', record(undefined, { message: 'field' }), { message: 'field' }],
  ])('%s', (_, raw, data) => {
    expect(shapeData(raw, 'default')).toEqual(data)
  })

  test('leaves the fields as they are', () => {
    const fields = Object.freeze({ a: 1 })
    expect(shapeData(record('text', fields), 'default')).not.toBe(fields)
    expect(fields).toEqual({ a: 1 })
  })

  test('an own `__proto__` stays a field', () => {
    const fields: Record<string, unknown> = {}
    setField(fields, '__proto__', { polluted: true })
    setField(fields, 'a', 1)
    const data = shapeData(record('text', fields), 'default') as Record<string, unknown>
    expect(Object.keys(data)).toEqual(['message', '__proto__', 'a'])
    expect(data.polluted).toBeUndefined()
  })
})

test("FastMCP's shape", () => {
  expect(shapeData(record('text', { a: 1 }), 'fastmcp')).toEqual({ msg: 'text', extra: { a: 1 } })
  expect(shapeData(record(undefined, { a: 1 }), 'fastmcp')).toEqual({ msg: '', extra: { a: 1 } })
})

test('a shape of its own', () => {
  expect(shapeData(record('text', { a: 1 }), ({ level, message, fields }) => [level, message, fields])).toEqual([
    'info',
    'text',
    { a: 1 },
  ])
})

test('shapes are checked', () => {
  for (const shape of ['default', 'fastmcp', () => 1]) expect(() => expectShape(shape)).not.toThrow()
  expect(() => expectShape('flat')).toThrow(
    'Expected `shape` to be one of `default`, `text`, `fastmcp`, got `"flat"` (string)',
  )
  expect(() => expectShape(7)).toThrow(
    'Expected `shape` to be `default`, `text`, `fastmcp` or a function, got `7` (number)',
  )
})

test('names are looked for in their order', () => {
  const fields = { name: 'g', label: 'f', context: 'e', module: 'd', component: 'c', tool: 'b', logger: 'a' }
  const seen: (string | undefined)[] = []
  for (const field of Object.keys(fields).reverse()) {
    seen.push(nameFromFields(fields))
    delete (fields as Record<string, unknown>)[field]
  }
  expect(seen).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
  expect(nameFromFields(fields)).toBeUndefined()
})
