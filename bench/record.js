// What is logged.

/** @typedef {{ fields: object, message: string }} Logged */

/** The size of record that applications log most. @param {number} i */
export const fieldsOf = (i) => ({ orderId: i, sku: 'a-1', quantity: 3, warehouse: 'north', total: 59.9, paid: true })
export const MESSAGE = 'order placed'

/** @param {number} i @returns {Logged} */
export const flat = (i) => ({ fields: fieldsOf(i), message: MESSAGE })

/** @param {number} i */
const customerOf = (i) => ({ id: i, name: 'Ada', email: 'ada@example.com', address: { city: 'Bern', zip: '3000' } })

/** @param {number} i @returns {Logged} */
export const nested = (i) => ({
  fields: { orderId: i, customer: customerOf(i), items: [{ sku: 'a-1', quantity: 3 }, { sku: 'b-2' }], paid: true },
  message: MESSAGE,
})

/** @param {number} count @returns {Logged} */
export const ofFields = (count) => ({
  fields: Object.fromEntries(Array.from({ length: count }, (_, i) => [`field${i}`, i % 2 ? i : `value ${i}`])),
  message: MESSAGE,
})

/** @param {number} length of the message @returns {Logged} */
export const ofLength = (length) => ({ fields: fieldsOf(1), message: 'order placed '.repeat(length).slice(0, length) })

/** @param {number} depth @returns {Logged} */
export function ofDepth(depth) {
  /** @type {object} */
  let fields = { leaf: true }
  for (let i = 1; i < depth; i++) fields = { inner: fields, place: i }
  return { fields, message: MESSAGE }
}

/** A record of 200 bytes, with what is inside of others. */
export const REQUEST = {
  message: 'request completed',
  requestId: '550e8400-e29b-41d4-a716-446655440000',
  method: 'GET',
  path: '/api/orders/1234',
  durationMs: 12.5,
  user: { id: 42, role: 'editor' },
  tags: ['http', 'orders'],
}
